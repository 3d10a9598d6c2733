import type { ShapeReader, YamlNode } from "#engines/yaml";
import type { Agent, Credential, World } from "./model.ts";

/** Which keys a credential of a kind has, the needed ones first. */
const kinds = {
  text: ["text"],
  "username-password": ["username", "password", "hide-username"],
  file: ["name", "content"],
  "ssh-key": ["username", "key", "passphrase"],
} as const;

/** `credentials:` of a world: by id. */
export function parseCredentials(reader: ShapeReader, node: YamlNode | undefined): ReadonlyMap<string, Credential> {
  const credentials = new Map<string, Credential>();
  for (const { key: id, value } of reader.map(node, "`credentials`")?.values() ?? []) {
    const secret = parseSecret(reader, id, value);
    if (secret) credentials.set(id, { id, ...secret });
  }
  return credentials;
}

function parseSecret(reader: ShapeReader, id: string, node: YamlNode): Omit<Credential, "id"> | undefined {
  const all = reader.map(node, `The credential "${id}"`);
  const written = reader.text(all?.get("kind")?.value, "`kind`");
  const kind = Object.keys(kinds).find((each): each is keyof typeof kinds => each === written);
  if (!kind)
    return reader.error(
      "credential-kind",
      node.span,
      `The credential "${id}" is of no known kind`,
      `Its kind is one of: ${Object.keys(kinds).join(", ")}.`,
    );
  const keys = reader.map(node, `The credential "${id}"`, ["kind", "about", ...kinds[kind]]);
  const text = (name: string) => reader.scalarText(keys?.get(name)?.value, `\`${name}\``) ?? "";
  const about = text("about");
  switch (kind) {
    case "text":
      return { about, secret: { kind, text: text("text") } };
    case "username-password": {
      const hideUsername = reader.boolean(keys?.get("hide-username")?.value, "`hide-username`") ?? false;
      return { about, secret: { kind, username: text("username"), password: text("password"), hideUsername } };
    }
    case "file":
      return { about, secret: { kind, name: text("name"), content: text("content") } };
    case "ssh-key":
      return { about, secret: { kind, username: text("username"), key: text("key"), passphrase: text("passphrase") } };
    default:
      return kind satisfies never;
  }
}

/** `agents:` of a world: by name. */
export function parseAgents(reader: ShapeReader, node: YamlNode | undefined): readonly Agent[] {
  return [...(reader.map(node, "`agents`")?.values() ?? [])].map(({ key: name, value }) => {
    const keys = reader.map(value, `The agent "${name}"`, ["labels", "environment"]);
    const environment: Record<string, string> = {};
    for (const { key, value: variable } of reader.map(keys?.get("environment")?.value, "`environment`")?.values() ?? [])
      environment[key] = reader.scalarText(variable, `The variable "${key}"`) ?? "";
    return { name, labels: reader.texts(keys?.get("labels")?.value, "`labels`") ?? [], environment };
  });
}

/** `tools:` of a world: by type, then by name, with the home folder. */
export function parseTools(reader: ShapeReader, node: YamlNode | undefined): World["tools"] {
  const tools = new Map<string, ReadonlyMap<string, string>>();
  for (const { key: type, value } of reader.map(node, "`tools`")?.values() ?? []) {
    const homes = new Map<string, string>();
    for (const { key, value: home } of reader.map(value, `The tools of type "${type}"`)?.values() ?? [])
      homes.set(key, reader.text(home, `The home of "${key}"`) ?? "");
    tools.set(type, homes);
  }
  return tools;
}

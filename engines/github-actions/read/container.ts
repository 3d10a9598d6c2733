import type { Container, Credentials, Services, Snapshot } from "../model.ts";
import { type Entry, isNull, isOneExpression, type WorkflowReader } from "./reader.ts";

const containerKeys = ["credentials", "env", "image", "options", "ports", "volumes"];
const serviceKeys = [...containerKeys, "command", "entrypoint"];

export function readContainer({ key, value }: Entry, reader: WorkflowReader, kind: "container" | "service"): Container {
  const what = kind === "service" ? `The service "${key.value}"` : "`container`";
  // `container: null` is how a matrix says that there is none.
  if (value.kind === "scalar") return { image: reader.text(value, what, true), ports: [], volumes: [] };
  const found: { -readonly [Key in keyof Container]: Container[Key] } = { ports: [], volumes: [] };
  let image = false;
  for (const entry of reader.map(value, what)) {
    switch (entry.id) {
      case "image":
        image = true;
        found.image = reader.text(entry.value, "`image`", true);
        break;
      case "credentials":
        found.credentials = readCredentials(entry, reader);
        break;
      case "env":
        found.env = reader.env(entry.value, "`env`");
        break;
      case "ports":
        found.ports = reader.textOrTexts(entry.value, "`ports`", true);
        break;
      case "volumes":
        found.volumes = reader.textOrTexts(entry.value, "`volumes`", true);
        break;
      case "options":
        found.options = reader.text(entry.value, "`options`", true);
        break;
      case "command":
      case "entrypoint":
        if (kind === "service") found[entry.id] = reader.text(entry.value, `\`${entry.id}\``, true);
        else reader.unknown(entry, what, containerKeys);
        break;
      default:
        reader.unknown(entry, what, kind === "service" ? serviceKeys : containerKeys);
    }
  }
  if (!image) reader.error(key.span, `${what} has no \`image\``, "Say which image to run.");
  return found;
}

function readCredentials({ key, value }: Entry, reader: WorkflowReader): Credentials {
  if (value.kind === "scalar" && typeof value.value === "string" && isOneExpression(value.value))
    return { expression: reader.text(value, "`credentials`"), span: key.span };
  const found: { -readonly [Key in keyof Credentials]: Credentials[Key] } = { span: key.span };
  const given = new Set<string>();
  for (const entry of reader.map(value, "`credentials`")) {
    given.add(entry.id);
    if (entry.id === "username" || entry.id === "password") found[entry.id] = reader.text(entry.value, `\`${entry.id}\``);
    else reader.unknown(entry, "`credentials`", ["password", "username"]);
  }
  if (!given.has("username") || !given.has("password"))
    reader.error(key.span, "`credentials` needs `username` and `password`", "Give both, the password from a secret.");
  return found;
}

export function readServices({ value }: Entry, reader: WorkflowReader): Services {
  if (value.kind === "scalar" && typeof value.value === "string" && isOneExpression(value.value))
    return { services: [], expression: reader.text(value, "`services`") };
  const services = reader.map(value, "`services`", { freeNames: true }).map((entry) => ({
    name: entry.key,
    container: readContainer(entry, reader, "service"),
  }));
  return { services };
}

export function readSnapshot({ key, value }: Entry, reader: WorkflowReader): Snapshot {
  if (value.kind === "scalar" && !isNull(value)) return { imageName: reader.text(value, "`snapshot`") };
  if (value.kind === "seq") {
    reader.error(value.span, "`snapshot` must be a name or a map", "It is a list.");
    return {};
  }
  const found: { -readonly [Key in keyof Snapshot]: Snapshot[Key] } = {};
  let name = false;
  for (const entry of reader.map(value, "`snapshot`")) {
    if (entry.id === "image-name") {
      name = true;
      found.imageName = reader.text(entry.value, "`image-name`");
    } else if (entry.id === "version") found.version = reader.text(entry.value, "`version`");
    else if (entry.id === "if") found.if = reader.text(entry.value, "`if`");
    else reader.unknown(entry, "`snapshot`", ["if", "image-name", "version"]);
  }
  if (!name) reader.error(key.span, "`snapshot` has no `image-name`", "Say what the image is to be called.");
  return found;
}

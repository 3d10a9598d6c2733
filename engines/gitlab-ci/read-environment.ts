import type { Located } from "#engines/source";
import type { YamlNode } from "#engines/yaml";
import type { JobEnvironment, Release } from "./model.ts";
import type { GitlabReader } from "./reader.ts";

const actions = ["start", "prepare", "stop", "verify", "access"] as const;
const tiers = ["production", "staging", "testing", "development", "other"] as const;

/** https://docs.gitlab.com/ci/yaml/#environment */
export function readEnvironment(node: YamlNode | undefined, reader: GitlabReader): JobEnvironment | undefined {
  if (!node) return undefined;
  const forever = { url: "", action: "start", onStop: undefined, autoStopIn: Number.POSITIVE_INFINITY, tier: "" };
  if (node.kind !== "map") {
    const name = readName(node, "`environment`", reader);
    return name && { ...forever, name };
  }
  const keys = reader.map(node, "`environment`", ["name", "url", "action", "on_stop", "auto_stop_in", "deployment_tier", "kubernetes"]);
  const at = (key: string) => keys?.get(key)?.value;
  const name = readName(at("name"), "`environment:name`", reader);
  if (!name) return reader.error("environment", node.span, "The environment has no name", "Add `name:`.");
  const lifetime = at("auto_stop_in");
  const never = lifetime?.kind === "scalar" && lifetime.value === "never";
  const tier = at("deployment_tier");
  return {
    name,
    url: reader.text(at("url"), "`environment:url`") ?? "",
    action: reader.oneOf(at("action"), "`environment:action`", actions, "start"),
    onStop: reader.located(at("on_stop"), "`environment:on_stop`"),
    autoStopIn: never ? Number.POSITIVE_INFINITY : (reader.duration(lifetime, "`auto_stop_in`") ?? Number.POSITIVE_INFINITY),
    tier: tier ? reader.oneOf(tier, "`environment:deployment_tier`", tiers, "other") : "",
  };
}

/** https://docs.gitlab.com/ci/yaml/#environmentname: what may stand in a name, which no slash begins or ends. */
function readName(node: YamlNode | undefined, what: string, reader: GitlabReader): Located<string> | undefined {
  const name = reader.located(node, what);
  if (name && !/^[\w${}. -](?:[\w/${}. -]*[\w${}. -])?$/.test(name.value))
    reader.error(
      "environment-name",
      name.span,
      `"${name.value}" is no name of an environment`,
      "It may have letters, digits, spaces and the signs - _ / $ { } . and neither begins nor ends with a slash.",
    );
  return name;
}

/** https://docs.gitlab.com/ci/yaml/#release */
export function readRelease(node: YamlNode | undefined, reader: GitlabReader): Release | undefined {
  const keys = reader.map(node, "`release`", [
    "tag_name",
    "tag_message",
    "name",
    "description",
    "ref",
    "milestones",
    "released_at",
    "assets",
  ]);
  if (!keys || !node) return undefined;
  const text = (key: string) => reader.scalarText(keys.get(key)?.value, `\`release:${key}\``) ?? "";
  for (const key of ["tag_name", "description"])
    if (!keys.has(key)) reader.error("release", node.span, `The release has no \`${key}\``, `Add \`${key}:\`.`);
  return { tag: text("tag_name"), name: text("name"), description: text("description"), span: node.span };
}

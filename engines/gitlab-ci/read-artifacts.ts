import type { YamlEntry, YamlNode } from "#engines/yaml";
import type { Artifacts, Cache } from "./model.ts";
import type { GitlabReader } from "./reader.ts";

const whens = ["on_success", "on_failure", "always"] as const;
/** https://docs.gitlab.com/ci/yaml/#artifactsexpire_in: thirty days, unless the instance says otherwise. */
const defaultExpiry = 30 * 86_400;
const artifactKeys = ["paths", "exclude", "when", "expire_in", "expose_as", "name", "public", "access", "reports", "untracked"];
/** https://docs.gitlab.com/ci/yaml/#cache */
const maxCaches = 4;
const cacheKeys = ["key", "paths", "untracked", "policy", "when", "fallback_keys", "unprotect"];

/** https://docs.gitlab.com/ci/yaml/#artifacts */
export function readArtifacts(node: YamlNode | undefined, reader: GitlabReader): Artifacts | undefined {
  const keys = reader.map(node, "`artifacts`", artifactKeys);
  if (!keys || !node) return undefined;
  const at = (key: string) => keys.get(key)?.value;
  const reports = reader.map(at("reports"), "`artifacts:reports`");
  const expiry = at("expire_in");
  checkAccess(keys, reader);
  checkExposed(node, at("expose_as"), at("paths"), reader);
  const never = expiry?.kind === "scalar" && expiry.value === "never";
  return {
    span: node.span,
    paths: (reader.list(at("paths"), "`artifacts:paths`") ?? []).flatMap((item) => reader.located(item, "A path") ?? []),
    exclude: reader.texts(at("exclude"), "`artifacts:exclude`") ?? [],
    untracked: reader.boolean(at("untracked"), "`artifacts:untracked`") ?? false,
    when: reader.oneOf(at("when"), "`artifacts:when`", whens, "on_success"),
    dotenv: reader.texts(reports?.get("dotenv")?.value, "`dotenv`") ?? [],
    reports: [...(reports?.values() ?? [])].flatMap(({ key, value }) => {
      // https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportscoverage_report: a format, and where it is.
      const at = value.kind === "map" ? value.entries.find((entry) => entry.key === "path")?.value : value;
      return reader.texts(at, `\`${key}\``) ?? [];
    }),
    expireIn: never ? Number.POSITIVE_INFINITY : (reader.duration(expiry, "`expire_in`") ?? defaultExpiry),
  };
}

/** As if nothing but `artifacts:` stood there. */
export const noArtifacts = (span: Artifacts["span"]): Artifacts => ({
  ...{ span, paths: [], exclude: [], untracked: false, when: "on_success", dotenv: [], reports: [], expireIn: defaultExpiry },
});

/** https://docs.gitlab.com/ci/yaml/#artifactsaccess: the newer key says what the older one says. */
function checkAccess(keys: ReadonlyMap<string, YamlEntry>, reader: GitlabReader): void {
  reader.boolean(keys.get("public")?.value, "`artifacts:public`");
  const older = keys.has("access") && keys.get("public");
  if (older) reader.error("artifacts", older.keySpan, "`public` cannot stand beside `access`", "Both say who may download the artifacts.");
}

/** https://docs.gitlab.com/ci/yaml/#artifactsexpose_as: a link with a name, to files that are named without wildcards. */
function checkExposed(node: YamlNode, name: YamlNode | undefined, paths: YamlNode | undefined, reader: GitlabReader): void {
  const text = reader.scalarText(name, "`artifacts:expose_as`");
  if (!name || text === undefined) return;
  if (!/^\w[-\w ]*$/.test(text))
    reader.error("artifacts", name.span, `"${text}" is no name to expose artifacts as`, "It has letters, digits, `-`, `_` and spaces.");
  if (!paths) reader.error("artifacts", node.span, "`expose_as` needs `paths`", "It makes a link to them.");
  for (const path of paths?.kind === "seq" ? paths.items : []) {
    if (path.kind === "scalar" && path.source.includes("*"))
      reader.error("artifacts", path.span, "A path has no `*` where `expose_as` is used", "Name the file or the folder.");
  }
}

/** https://docs.gitlab.com/ci/yaml/#cache: one, or a list of up to four. */
export function readCaches(node: YamlNode | undefined, reader: GitlabReader): readonly Cache[] {
  if (!node) return [];
  const items = node.kind === "seq" ? node.items : [node];
  if (items.length > maxCaches) reader.error("cache", node.span, `A job has ${maxCaches} caches at most`, `This one has ${items.length}.`);
  return items.slice(0, maxCaches).flatMap((item) => readCache(item, reader) ?? []);
}

function readCache(node: YamlNode, reader: GitlabReader): Cache | undefined {
  const keys = reader.map(node, "`cache`", cacheKeys);
  if (!keys || keys.size === 0) return undefined;
  const at = (key: string) => keys.get(key)?.value;
  return {
    key: readKey(at("key"), reader),
    fallbackKeys: reader.texts(at("fallback_keys"), "`cache:fallback_keys`") ?? [],
    paths: reader.texts(at("paths"), "`cache:paths`") ?? [],
    untracked: reader.boolean(at("untracked"), "`cache:untracked`") ?? false,
    policy: readPolicy(at("policy"), reader),
    when: reader.oneOf(at("when"), "`cache:when`", whens, "on_success"),
    unprotect: reader.boolean(at("unprotect"), "`cache:unprotect`") ?? false,
  };
}

/** https://docs.gitlab.com/ci/yaml/#cachepolicy: a variable may say it. */
function readPolicy(node: YamlNode | undefined, reader: GitlabReader): string {
  const text = reader.scalarText(node, "`cache:policy`") ?? "pull-push";
  if (node && !text.includes("$") && !["pull-push", "pull", "push"].includes(text))
    reader.error(
      "cache",
      node.span,
      `\`cache:policy\` cannot be "${text}"`,
      "It is pull-push, push, pull, or a variable that says one of them.",
    );
  return text;
}

function readKey(node: YamlNode | undefined, reader: GitlabReader): Cache["key"] {
  if (node?.kind !== "map") {
    const text = reader.scalarText(node, "`cache:key`") ?? "default";
    if (node && /^\.+$|\//.test(text))
      reader.error("cache-key", node.span, `"${text}" is no key of a cache`, "A key has no slash and is more than dots.");
    return { text };
  }
  const keys = reader.map(node, "`cache:key`", ["files", "files_commits", "prefix"]);
  const commits = keys?.get("files_commits");
  const files = (keys?.get("files") ?? commits)?.value;
  if (commits && keys?.has("files"))
    reader.error("cache-key", commits.keySpan, "`files_commits` cannot stand beside `files`", "A key is made of the one or the other.");
  if (!files) reader.error("cache-key", node.span, "`cache:key` has no `files`", "A prefix alone is no key; write it as text.");
  return {
    files: (reader.list(files, "`cache:key:files`") ?? []).flatMap((item) => reader.scalarText(item, "A file of a cache's key") ?? []),
    prefix: reader.scalarText(keys?.get("prefix")?.value, "`cache:key:prefix`") ?? "",
  };
}

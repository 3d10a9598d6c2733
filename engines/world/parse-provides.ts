import { didYouMean, type SourceFile } from "#engines/source";
import type { ShapeReader, YamlEntry, YamlNode } from "#engines/yaml";
import type { Provided, RegistryModule } from "./model.ts";

const folder = "provides/";

type Keys = ReadonlyMap<string, YamlEntry>;
type Provides = { readonly provides: readonly Provided[]; readonly modules: readonly RegistryModule[] };

/**
 * `provides:` of a world: what a pipeline or Terraform finds outside its repository. `from` names a file of the world's folder
 * `provides/`, and for a module a folder there.
 */
export function parseProvides(reader: ShapeReader, node: YamlNode | undefined, files: readonly SourceFile[]): Provides {
  const known = files.filter(({ path }) => path.startsWith(folder)).map(({ path, text }) => ({ path: path.slice(folder.length), text }));
  const provides: Provided[] = [];
  const modules: RegistryModule[] = [];
  for (const item of node ? (reader.list(node, "`provides`") ?? []) : []) {
    const keys = reader.map(item, "What a world provides", [
      ...["project", "refs", "path", "component", "version", "template", "remote", "module", "from"],
    ]);
    if (!keys) continue;
    const from = fromOf(reader, keys, item);
    if (from === undefined) continue;
    if (keys.has("module")) modules.push(...(readModule(reader, keys, item, from, known) ?? []));
    else provides.push(...(readFile(reader, keys, item, from, known) ?? []));
  }
  return { provides, modules };
}

function fromOf(reader: ShapeReader, keys: Keys, item: YamlNode): string | undefined {
  const from = keys.get("from");
  if (!from) return reader.error("missing-key", item.span, "What a world provides has no text", "Add `from:`.");
  return reader.text(from.value, "`from`")?.replace(/\/$/, "");
}

/** https://developer.hashicorp.com/terraform/registry/modules/publish: versions are written as semantic versioning has them. */
function readModule(
  reader: ShapeReader,
  keys: Keys,
  item: YamlNode,
  from: string,
  known: readonly SourceFile[],
): readonly RegistryModule[] | undefined {
  const at = (key: string) => keys.get(key)?.value.span ?? item.span;
  const source = reader.text(keys.get("module")?.value, "`module`")?.replace(/^registry\.terraform\.io\//, "");
  const version = reader.scalarText(keys.get("version")?.value, "`version`") ?? "";
  if (source === undefined) return undefined;
  if (!/^(?:[\w-]+(?:\.[\w-]+)+\/)?[\w-]+\/[\w-]+\/[0-9a-z]+$/.test(source))
    return reader.error("provides-module", at("module"), `"${source}" is no address of a module`, "Write it as `namespace/name/provider`.");
  if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version))
    return reader.error("provides-module", at("version"), `The module "${source}" has no version`, "Add `version:`, as in 1.2.0.");
  const files = known
    .filter(({ path }) => path.startsWith(`${from}/`))
    .map(({ path, text }) => ({ path: path.slice(from.length + 1), text }));
  if (files.some(({ path }) => /^[^/]+\.tf(?:\.json)?$/.test(path))) return [{ source, version, folder: from, files }];
  const folders = new Set(known.map(({ path }) => path.slice(0, path.lastIndexOf("/"))));
  return reader.error(
    "provides-file",
    at("from"),
    `There is no module in ${folder}${from}`,
    `\`from\` names a folder with files of Terraform there.${didYouMean(from, folders)}`,
  );
}

function readFile(
  reader: ShapeReader,
  keys: Keys,
  item: YamlNode,
  from: string,
  known: readonly SourceFile[],
): readonly Provided[] | undefined {
  const file = known.find(({ path }) => path === from);
  if (!file) {
    const near = didYouMean(
      from,
      known.map(({ path }) => path),
    );
    return reader.error(
      "provides-file",
      keys.get("from")?.value.span ?? item.span,
      `There is no ${folder}${from}`,
      `\`from\` names a file there.${near}`,
    );
  }
  const { text } = file;
  const at = (key: string) => reader.scalarText(keys.get(key)?.value, `\`${key}\``);
  const [project, path, component, version, template, remote] = [
    ...[at("project"), at("path"), at("component"), at("version"), at("template"), at("remote")],
  ];
  if (project !== undefined && path !== undefined) {
    const refs = reader.texts(keys.get("refs")?.value, "`refs`") ?? ["main"];
    const clean = path.replace(/^\//, "");
    return [{ kind: "project", project, refs, path: clean, file: { path: `${project}:${clean}`, text } }];
  }
  if (component !== undefined && version !== undefined)
    return [{ kind: "component", address: component, version, file: { path: `${component}@${version}`, text } }];
  if (template !== undefined) return [{ kind: "template", name: template, file: { path: `template:${template}`, text } }];
  if (remote !== undefined) return [{ kind: "remote", url: remote, file: { path: remote, text } }];
  return reader.error(
    "provides-kind",
    item.span,
    "It is not said what this provides",
    "Give `project` and `path`, `component` and `version`, `template`, `remote`, or `module` and `version`.",
  );
}

import { didYouMean, type SourceFile } from "#engines/source";
import type { ShapeReader, YamlEntry, YamlNode } from "#engines/yaml";
import type { Provided } from "./model.ts";

const folder = "provides/";

/** `provides:` of a world: what a pipeline finds outside its repository. `from` names a file of the world's folder `provides/`. */
export function parseProvides(reader: ShapeReader, node: YamlNode | undefined, files: readonly SourceFile[]): readonly Provided[] {
  const items = node ? (reader.list(node, "`provides`") ?? []) : [];
  return items.flatMap((item) => {
    const keys = reader.map(item, "What a world provides", [
      ...["project", "refs", "path", "component", "version", "template", "remote", "from"],
    ]);
    const text = keys && fileText(reader, keys.get("from"), item, files);
    return text === undefined || !keys ? [] : (provided(reader, keys, item, text) ?? []);
  });
}

function fileText(reader: ShapeReader, from: YamlEntry | undefined, item: YamlNode, files: readonly SourceFile[]): string | undefined {
  const name = reader.text(from?.value, "`from`");
  if (name === undefined)
    return from ? undefined : reader.error("missing-key", item.span, "What a world provides has no text", "Add `from:`.");
  const known = files.filter(({ path }) => path.startsWith(folder)).map(({ path, text }) => ({ path: path.slice(folder.length), text }));
  const file = known.find(({ path }) => path === name);
  if (file) return file.text;
  const near = didYouMean(
    name,
    known.map(({ path }) => path),
  );
  return reader.error(
    "provides-file",
    from?.value.span ?? item.span,
    `There is no ${folder}${name}`,
    `\`from\` names a file there.${near}`,
  );
}

function provided(reader: ShapeReader, keys: ReadonlyMap<string, YamlEntry>, item: YamlNode, text: string): Provided | undefined {
  const at = (key: string) => reader.scalarText(keys.get(key)?.value, `\`${key}\``);
  const [project, path, component, version, template, remote] = [
    ...[at("project"), at("path"), at("component"), at("version"), at("template"), at("remote")],
  ];
  if (project !== undefined && path !== undefined) {
    const refs = reader.texts(keys.get("refs")?.value, "`refs`") ?? ["main"];
    const clean = path.replace(/^\//, "");
    return { kind: "project", project, refs, path: clean, file: { path: `${project}:${clean}`, text } };
  }
  if (component !== undefined && version !== undefined)
    return { kind: "component", address: component, version, file: { path: `${component}@${version}`, text } };
  if (template !== undefined) return { kind: "template", name: template, file: { path: `template:${template}`, text } };
  if (remote !== undefined) return { kind: "remote", url: remote, file: { path: remote, text } };
  return reader.error(
    "provides-kind",
    item.span,
    "It is not said what this provides",
    "Give `project` and `path`, `component` and `version`, `template`, or `remote`.",
  );
}

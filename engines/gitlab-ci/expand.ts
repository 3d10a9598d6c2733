import { didYouMean, type SourceFile, startOf } from "#engines/source";
import type { YamlEntry, YamlMap, YamlNode } from "#engines/yaml";
import { Includer } from "./include/includer.ts";
import type { Surroundings } from "./include/surroundings.ts";
import { deepMerge } from "./merge.ts";
import type { GitlabReader } from "./reader.ts";
import { says } from "./says.ts";

/** https://docs.gitlab.com/ci/yaml/#extends: eleven levels; https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags: ten. */
const maxExtends = 11;
const maxReferences = 10;

/** The files, one over the other, with their includes, `extends` and `!reference` resolved, in the order GitLab resolves them; undefined if there is no map. */
export function expandConfiguration(
  roots: readonly SourceFile[],
  files: readonly SourceFile[],
  around: Surroundings,
  reader: GitlabReader,
): YamlMap | undefined {
  const includer = new Includer(files, around, reader);
  const [first, ...others] = roots.map((file) => includer.file(file, undefined, around.inputs, startOf(file.path), []));
  const included = others.reduce((merged, other) => (merged && other ? deepMerge(merged, other) : (merged ?? other)), first);
  return included && resolveReferences(resolveExtends(included, reader), reader);
}

/** What an entry is once it is extended, and over how many others. */
type Resolved = { readonly value: YamlNode; readonly levels: number };

function resolveExtends(root: YamlMap, reader: GitlabReader): YamlMap {
  const byName = new Map(root.entries.map((entry) => [entry.key, entry]));
  const done = new Map<string, Resolved>();

  const resolve = (entry: YamlEntry, open: readonly string[]): Resolved => {
    const ready = done.get(entry.key);
    if (ready) return ready;
    const { value } = entry;
    const parents = value.kind === "map" ? value.entries.find((inner) => inner.key === "extends") : undefined;
    if (value.kind !== "map" || !parents) return { value, levels: 0 };
    // The editor knows no null; GitLab takes it for "not this one": https://docs.gitlab.com/ci/yaml/#extends
    for (const { value: inner } of value.entries) if (inner.kind === "scalar" && inner.value === null) reader.settled.push(inner.span);
    let merged: YamlMap = { ...value, entries: [] };
    let levels = 0;
    const names = parents.value.kind === "seq" ? parents.value.items : [parents.value];
    for (const name of names) {
      const parent = extended(name, entry, byName, open, reader);
      const base = parent && resolve(parent, [...open, entry.key]);
      if (base?.value.kind === "map") merged = deepMerge(merged, base.value);
      levels = Math.max(levels, 1 + (base?.levels ?? 0));
      if (levels <= maxExtends) continue;
      reader.error("extends-depth", name.span, "The chain of extends is too long", `GitLab allows ${maxExtends} levels.`);
      levels = 0;
    }
    const own = { ...value, entries: value.entries.filter((inner) => inner !== parents) };
    const result = { value: deepMerge(merged, own), levels };
    done.set(entry.key, result);
    return result;
  };

  return { ...root, entries: root.entries.map((entry) => ({ ...entry, value: resolve(entry, []).value })) };
}

function extended(
  name: YamlNode,
  entry: YamlEntry,
  byName: ReadonlyMap<string, YamlEntry>,
  open: readonly string[],
  reader: GitlabReader,
): YamlEntry | undefined {
  const text = reader.text(name, "`extends`");
  if (text === undefined) return undefined;
  const parent = byName.get(text);
  if (!parent) {
    const detail = `A job extends a job, or a hidden job whose name starts with a dot, of this pipeline.${didYouMean(text, byName.keys())}${says(`${entry.key}: unknown keys in \`extends\` (${text})`)}`;
    return reader.error("unknown-extends", name.span, `No job is named "${text}"`, detail);
  }
  if (text === entry.key || open.includes(text))
    return reader.error(
      "extends-cycle",
      name.span,
      `"${entry.key}" extends itself`,
      `The chain is ${[...open, entry.key, text].join(" → ")}.${says(`${entry.key}: circular dependency detected in \`extends\``)}`,
    );
  // So far down that the depth of the whole chain is told, where it is known.
  if (open.length > 10 * maxExtends) return undefined;
  return parent;
}

/** `!reference [job, key, …]` stands for that part of the file. */
function resolveReferences(root: YamlMap, reader: GitlabReader): YamlMap {
  const lookUp = (node: YamlNode & { kind: "seq" }): YamlNode | undefined => {
    let at: YamlNode | undefined = root;
    for (const item of node.items) {
      const key = reader.scalarText(item, "Each part of a reference");
      at = at?.kind === "map" ? at.entries.find((entry) => entry.key === key)?.value : undefined;
      if (!at) {
        const known = root.entries.map((entry) => entry.key);
        return reader.error(
          "unknown-reference",
          item.span,
          `The reference finds no "${key}"`,
          `It names a job, then a key of it.${didYouMean(key ?? "", known)}${says(`!reference ${JSON.stringify(node.items.map((each) => (each.kind === "scalar" ? each.source : ""))).replaceAll(",", ", ")} could not be found`)}`,
        );
      }
    }
    return at;
  };
  const resolve = (node: YamlNode, depth: number): YamlNode => {
    if (node.kind === "scalar") {
      if (node.tag) reader.error("reference", node.span, "A reference is a list", "Write `!reference [job, key]`.");
      return node;
    }
    if (node.kind === "map") return { ...node, entries: node.entries.map((entry) => ({ ...entry, value: resolve(entry.value, depth) })) };
    if (!node.tag) return { ...node, items: node.items.map((item) => resolve(item, depth)) };
    if (depth >= maxReferences) {
      reader.error("reference-depth", node.span, "The references are nested too deep", `GitLab follows ${maxReferences} of them.`);
      return { kind: "seq", items: [], span: node.span };
    }
    const target = lookUp(node);
    return target ? resolve(target, depth + 1) : { kind: "seq", items: [], span: node.span };
  };
  return resolve(root, 0) as YamlMap;
}

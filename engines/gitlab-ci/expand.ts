import { compileGlob } from "#engines/pipeline";
import type { SourceFile } from "#engines/source";
import { didYouMean } from "#engines/source";
import type { YamlEntry, YamlMap, YamlNode } from "#engines/yaml";
import type { GitlabReader } from "./reader.ts";
import { readGitlabYaml } from "./schema/faults.ts";

/** https://docs.gitlab.com/ci/yaml/#extends: eleven levels; https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags: ten. */
const maxExtends = 11;
const maxReferences = 10;
const maxIncludes = 150;

/** The file with its includes, `extends` and `!reference` resolved, in the order GitLab resolves them; undefined if it is no map. */
export function expandConfiguration(paths: readonly string[], files: readonly SourceFile[], reader: GitlabReader): YamlMap | undefined {
  const includer = new Includer(files, reader);
  const [first, ...others] = paths.map((path) => includer.file(path, []));
  const included = others.reduce((merged, other) => (merged && other ? deepMerge(merged, other) : (merged ?? other)), first);
  return included && resolveReferences(resolveExtends(included, reader), reader);
}

/** https://docs.gitlab.com/ci/yaml/#include: what is included comes first, so the including file overrides it. */
class Includer {
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #reader: GitlabReader;
  #count = 0;

  constructor(files: readonly SourceFile[], reader: GitlabReader) {
    this.#files = new Map(files.map((file) => [file.path, file]));
    this.#reader = reader;
  }

  file(path: string, open: readonly string[]): YamlMap | undefined {
    const file = this.#files.get(path);
    if (!file) throw new Error(`bug: asked for "${path}", which is not there`);
    const { model, diagnostics } = readGitlabYaml(file);
    this.#reader.diagnostics.push(...diagnostics);
    this.#reader.files.add(file);
    if (!model) return undefined;
    if (model.kind !== "map")
      return this.#reader.error(
        "shape",
        model.span,
        "The file must be a map of jobs",
        "Write one job a key, with `script:` and other keywords below it.",
      );
    const include = model.entries.find((entry) => entry.key === "include");
    if (!include) return model;
    let merged: YamlMap = { ...model, entries: [] };
    for (const target of this.#targets(include.value)) {
      if (open.includes(target)) continue;
      const inner = this.file(target, [...open, path]);
      if (inner) merged = deepMerge(merged, inner);
    }
    return deepMerge(merged, { ...model, entries: model.entries.filter((entry) => entry !== include) });
  }

  #targets(node: YamlNode): readonly string[] {
    if (node.kind === "seq") return node.items.flatMap((item) => this.#targets(item));
    if (node.kind === "scalar") return this.#local(node);
    const local = node.entries.find((entry) => entry.key === "local");
    for (const entry of node.entries) {
      if (entry !== local)
        this.#reader.notSupported(
          { span: entry.keySpan },
          `\`include:${entry.key}\``,
          "Only files of this repository can be included here.",
        );
    }
    return local ? this.#local(local.value) : [];
  }

  #local(node: YamlNode): readonly string[] {
    const text = this.#reader.text(node, "`include`");
    if (text === undefined) return [];
    if (/^https?:/.test(text))
      return this.#reader.notSupported(node, "`include:remote`", "Only files of this repository can be included here.") ?? [];
    const pattern = text.replace(/^\//, "");
    const matches = compileGlob(pattern);
    const found = [...this.#files.keys()].filter((path) => matches(path)).sort();
    if (found.length === 0) {
      const detail = `The repository has no such file.${didYouMean(pattern, this.#files.keys())}`;
      this.#reader.error("include", node.span, `Local file "${text}" does not exist`, detail);
    }
    this.#count += found.length;
    if (this.#count <= maxIncludes) return found;
    return this.#reader.error("include", node.span, "Too many files are included", `GitLab allows ${maxIncludes}.`) ?? [];
  }
}

/** Maps are merged key by key, everything else is replaced: https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details */
export function deepMerge(base: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const old = entries.get(entry.key);
    const both = old?.value.kind === "map" && entry.value.kind === "map";
    entries.set(
      entry.key,
      both && old.value.kind === "map" && entry.value.kind === "map" ? { ...entry, value: deepMerge(old.value, entry.value) } : entry,
    );
  }
  return { ...over, entries: [...entries.values()] };
}

function resolveExtends(root: YamlMap, reader: GitlabReader): YamlMap {
  const byName = new Map(root.entries.map((entry) => [entry.key, entry]));
  const done = new Map<string, YamlNode>();

  const resolve = (entry: YamlEntry, open: readonly string[]): YamlNode => {
    const ready = done.get(entry.key);
    if (ready) return ready;
    const { value } = entry;
    const parents = value.kind === "map" ? value.entries.find((inner) => inner.key === "extends") : undefined;
    if (value.kind !== "map" || !parents) return value;
    let merged: YamlMap = { ...value, entries: [] };
    const names = parents.value.kind === "seq" ? parents.value.items : [parents.value];
    for (const name of names) {
      const parent = extended(name, entry, byName, open, reader);
      const base = parent && resolve(parent, [...open, entry.key]);
      if (base?.kind === "map") merged = deepMerge(merged, base);
    }
    const own = { ...value, entries: value.entries.filter((inner) => inner !== parents) };
    const result = deepMerge(merged, own);
    done.set(entry.key, result);
    return result;
  };

  return { ...root, entries: root.entries.map((entry) => ({ ...entry, value: resolve(entry, []) })) };
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
    const detail = `A job extends a job, or a hidden job whose name starts with a dot, of this pipeline.${didYouMean(text, byName.keys())}`;
    return reader.error("unknown-extends", name.span, `No job is named "${text}"`, detail);
  }
  if (text === entry.key || open.includes(text))
    return reader.error(
      "extends-cycle",
      name.span,
      `"${entry.key}" extends itself`,
      `The chain is ${[...open, entry.key, text].join(" → ")}.`,
    );
  if (open.length >= maxExtends)
    return reader.error("extends-depth", name.span, "The chain of extends is too long", `GitLab allows ${maxExtends} levels.`);
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
          `It names a job, then a key of it.${didYouMean(key ?? "", known)}`,
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

import { RE2JS } from "re2js";
import { didYouMean, type SourceFile, type Span } from "#engines/source";
import type { Provided } from "#engines/world";
import type { YamlEntry, YamlMap, YamlNode } from "#engines/yaml";
import { fillKnown } from "../expand-variables.ts";
import { readRules } from "../read-rules.ts";
import type { GitlabReader } from "../reader.ts";
import type { Surroundings } from "./surroundings.ts";

/** Whose files `include:local` means: the repository's, or another project's at a ref. */
export type Home = { readonly project: string; readonly ref: string } | undefined;

export type Target = {
  readonly file: SourceFile;
  readonly home: Home;
  readonly inputs: YamlMap | undefined;
  readonly span: Span;
};

const kinds = ["local", "project", "remote", "template", "component"] as const;
const keysOf = [...kinds, "file", "ref", "inputs", "rules", "integrity", "cache"];
const nowhere = "The lab's world does not provide it: only what it provides, and files of this repository, can be included.";

/** https://docs.gitlab.com/ci/yaml/#include: the files that one entry brings in, in order. */
export class TargetReader {
  readonly #files: readonly SourceFile[];
  readonly #around: Surroundings;
  readonly #reader: GitlabReader;

  constructor(files: readonly SourceFile[], around: Surroundings, reader: GitlabReader) {
    this.#files = files;
    this.#around = around;
    this.#reader = reader;
  }

  read(node: YamlNode, home: Home): readonly Target[] {
    if (node.kind === "seq") return node.items.flatMap((item) => this.read(item, home));
    if (node.kind === "scalar") {
      const text = this.#text(node, "`include`");
      if (text === undefined) return [];
      return /^https?:/.test(text) ? this.#remote(text, node.span, undefined) : this.#local(text, node.span, home, undefined);
    }
    return this.#entry(node, home);
  }

  #entry(node: YamlMap, home: Home): readonly Target[] {
    const keys = this.#reader.map(node, "`include`", keysOf);
    if (!keys) return [];
    const chosen = kinds.filter((kind) => keys.has(kind));
    const [kind] = chosen;
    if (!kind || chosen.length > 1) {
      const detail = `It names one of: ${kinds.join(", ")}.`;
      return this.#reader.error("include", node.span, "It is not clear what is included", detail) ?? [];
    }
    const rules = keys.get("rules");
    if (rules && !this.#letsIn(rules)) return [];
    const given = keys.get("inputs")?.value;
    if (given && given.kind !== "map") this.#reader.error("include", given.span, "`inputs` must be a map", "Write `name: value` below it.");
    const inputs = given?.kind === "map" ? given : undefined;
    const value = keys.get(kind)?.value;
    const text = value && this.#text(value, `\`include:${kind}\``);
    if (text === undefined || !value) return [];
    switch (kind) {
      case "local":
        return this.#local(text, value.span, home, inputs);
      case "project":
        return this.#project(text, keys, value.span, inputs);
      case "remote":
        return this.#remote(text, value.span, inputs);
      case "template":
        return this.#one("template", text, value.span, undefined, inputs, (each) => each.kind === "template" && each.name === text);
      case "component":
        return this.#component(text, value.span, inputs);
      default:
        return kind satisfies never;
    }
  }

  #letsIn({ value }: YamlEntry): boolean {
    this.#reader.dependsOnEvent = true;
    const rules = readRules(value, this.#reader, "workflow") ?? [];
    return this.#around.holds?.(rules) ?? true;
  }

  #text(node: YamlNode, what: string): string | undefined {
    const text = this.#reader.text(node, what);
    if (text === undefined || !text.includes("$")) return text;
    const filled = fillKnown(text, this.#around.variables);
    if (filled.includes("$")) this.#reader.dependsOnEvent = true;
    return filled;
  }

  #local(text: string, span: Span, home: Home, inputs: YamlMap | undefined): readonly Target[] {
    const pattern = text.replace(/^\//, "");
    const matches = compileWildcard(pattern);
    // The editor's schema knows no wildcard where the text stands alone; the documentation does.
    if (pattern.includes("*")) this.#reader.settled.push(span);
    const known = home ? this.#filesOf(home) : this.#files;
    const found = known.filter(({ path }) => matches(home ? path.slice(path.indexOf(":") + 1) : path));
    if (found.length === 0) {
      const where = home ? `The project ${home.project}` : "The repository";
      const detail = `${where} has no such file.${didYouMean(
        pattern,
        known.map(({ path }) => path),
      )}`;
      this.#reader.error("include", span, `Local file "${text}" does not exist`, detail);
    }
    return found.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map((file) => ({ file, home, inputs, span }));
  }

  #filesOf(home: NonNullable<Home>): readonly SourceFile[] {
    return this.#around.provides.flatMap((each) =>
      each.kind === "project" && each.project === home.project && each.refs.includes(home.ref) ? [each.file] : [],
    );
  }

  #project(project: string, keys: ReadonlyMap<string, YamlEntry>, span: Span, inputs: YamlMap | undefined): readonly Target[] {
    const files = keys.get("file")?.value;
    if (!files) return this.#reader.error("include", span, "The include names no file of the project", "Add `file:`.") ?? [];
    const asked = keys.get("ref")?.value;
    const named = asked && this.#text(asked, "`ref`");
    // Without a ref it is the default branch, which a world names first.
    const first = this.#around.provides.find((each) => each.kind === "project" && each.project === project);
    const ref = named === undefined || named === "HEAD" ? ((first?.kind === "project" ? first.refs[0] : undefined) ?? "") : named;
    return (files.kind === "seq" ? files.items : [files]).flatMap((node) => {
      const path = this.#text(node, "`file`")?.replace(/^\//, "");
      if (path === undefined) return [];
      const fits = (each: Provided) => each.kind === "project" && each.project === project && each.refs.includes(ref) && each.path === path;
      return this.#one(
        "project",
        `${project}:${path}${named === undefined ? "" : ` at ${named}`}`,
        node.span,
        { project, ref },
        inputs,
        fits,
      );
    });
  }

  #remote(url: string, span: Span, inputs: YamlMap | undefined): readonly Target[] {
    return this.#one("remote", url, span, undefined, inputs, (each) => each.kind === "remote" && each.url === url);
  }

  /** https://docs.gitlab.com/ci/components/#component-versions: a version, the first parts of one, or the latest. */
  #component(text: string, span: Span, inputs: YamlMap | undefined): readonly Target[] {
    const [, address = "", wanted = ""] = /^(.+)@([^@]+)$/.exec(text) ?? [];
    if (address === "")
      return this.#reader.error("include", span, `The component "${text}" has no version`, "Write `address@version`.") ?? [];
    const versions = this.#around.provides.flatMap((each) => (each.kind === "component" && each.address === address ? [each] : []));
    const ordered = versions.toSorted((a, b) => compareVersions(b.version, a.version));
    const partial = /^\d+(?:\.\d+)?$/.test(wanted);
    const chosen =
      ordered.find(({ version }) => version === wanted) ??
      ordered.find(({ version }) => wanted === "~latest" || (partial && version.startsWith(`${wanted}.`)));
    const project = address.replace(/^[^/]+\//, "").replace(/\/[^/]+$/, "");
    const home = chosen && { project, ref: chosen.version };
    return this.#one("component", text, span, home, inputs, (each) => each === chosen);
  }

  #one(
    kind: (typeof kinds)[number],
    name: string,
    span: Span,
    home: Home,
    inputs: YamlMap | undefined,
    fits: (each: Provided) => boolean,
  ): readonly Target[] {
    const found = this.#around.provides.find(fits);
    if (found) return [{ file: found.file, home, inputs, span }];
    // What a variable stands for is known once something happens.
    if (name.includes("$") && !this.#around.holds) return [];
    return this.#reader.notSupported({ span }, `\`include:${kind}\` of ${name}`, nowhere) ?? [];
  }
}

/** https://docs.gitlab.com/ci/yaml/includes/#use-includelocal-with-wildcard-file-paths: `*` stays in a folder and `**` does not. */
function compileWildcard(pattern: string): (path: string) => boolean {
  if (!pattern.includes("*")) return (path) => path === pattern;
  const parts = pattern.split(/(\*\*?)/).map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : RE2JS.quote(part)));
  const expression = RE2JS.compile(parts.join(""));
  return (path) => expression.matches(path);
}

function compareVersions(a: string, b: string): number {
  const [one, two] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let at = 0; at < Math.max(one.length, two.length); at++) {
    const difference = (one[at] ?? 0) - (two[at] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

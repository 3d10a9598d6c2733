import type { SourceFile, Span } from "#engines/source";
import type { YamlMap } from "#engines/yaml";
import { deepMerge } from "../merge.ts";
import type { GitlabReader } from "../reader.ts";
import { readGitlabYaml } from "../schema/faults.ts";
import { splitHeader } from "./header.ts";
import { bindInputs } from "./inputs.ts";
import { Interpolation } from "./interpolate.ts";
import type { Surroundings } from "./surroundings.ts";
import { type Home, TargetReader } from "./targets.ts";

const maxIncludes = 150;

/** https://docs.gitlab.com/ci/yaml/#include: what is included comes first, so the including file overrides it. */
export class Includer {
  readonly #around: Surroundings;
  readonly #reader: GitlabReader;
  readonly #targets: TargetReader;
  #count = 0;

  constructor(files: readonly SourceFile[], around: Surroundings, reader: GitlabReader) {
    this.#around = around;
    this.#reader = reader;
    this.#targets = new TargetReader(files, around, reader);
  }

  /** A file with all that it includes; undefined if it is no map. `at` is where it is asked for. */
  file(file: SourceFile, home: Home, inputs: YamlMap | undefined, at: Span, open: readonly string[]): YamlMap | undefined {
    const root = this.#read(file, inputs, at);
    const include = root?.entries.find((entry) => entry.key === "include");
    if (!root || !include) return root;
    let merged: YamlMap = { ...root, entries: [] };
    for (const target of this.#targets.read(include.value, home)) {
      if (open.includes(target.file.path) || target.file === file) continue;
      if (++this.#count > maxIncludes) {
        this.#reader.error("include", target.span, "Too many files are included", `GitLab allows ${maxIncludes}.`);
        break;
      }
      const inner = this.file(target.file, target.home, target.inputs, target.span, [...open, file.path]);
      if (inner) merged = deepMerge(merged, inner);
    }
    return deepMerge(merged, { ...root, entries: root.entries.filter((entry) => entry !== include) });
  }

  /** With its inputs filled in. */
  #read(file: SourceFile, given: YamlMap | undefined, at: Span): YamlMap | undefined {
    const { header, body } = splitHeader(file);
    const { model, diagnostics } = readGitlabYaml(body);
    this.#reader.diagnostics.push(...diagnostics);
    if (!model) return undefined;
    if (model.kind !== "map")
      return this.#reader.error(
        "shape",
        model.span,
        "The file must be a map of jobs",
        "Write one job a key, with `script:` and other keywords below it.",
      );
    const spec = header && readGitlabYaml(header);
    if (spec) this.#reader.diagnostics.push(...spec.diagnostics);
    const inputs = bindInputs(spec?.model, given, at, this.#reader);
    const root = header ? new Interpolation(inputs, this.#around.variables, this.#reader).map(model) : model;
    this.#reader.roots.push(root, ...(spec?.model ? [spec.model] : []));
    return root;
  }
}

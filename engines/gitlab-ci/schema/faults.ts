import type { Diagnostic, Parsed, SourceFile } from "#engines/source";
import { readYaml, type YamlNode, type YamlScalar } from "#engines/yaml";
import { isDate } from "../ruby-text.ts";
import { editorSchema } from "./editor-schema.ts";
import { Validator } from "./validate.ts";

/** As Ruby's Psych reads. */
const yamlOptions = { version: "1.1", merge: "in-order", duplicateKeys: "last-wins", tags: ["!reference"] } as const;

const read = new WeakMap<SourceFile, Parsed<YamlNode | undefined>>();

/** Reads a file as GitLab does, once. */
export function readGitlabYaml(file: SourceFile): Parsed<YamlNode | undefined> {
  const known = read.get(file) ?? readAllowed(file);
  read.set(file, known);
  return known;
}

/** GitLab's reader makes no dates: one that is not in quotes fails the file. */
function readAllowed(file: SourceFile): Parsed<YamlNode | undefined> {
  const { model, diagnostics } = readYaml(file, yamlOptions);
  const dates = model ? datesIn(model) : [];
  return {
    model,
    diagnostics: [
      ...diagnostics,
      ...dates.map(({ span }) => ({
        severity: "error" as const,
        code: "gitlab-ci/date" as const,
        summary: "Tried to load unspecified class: Date",
        detail: "Without quotes this is a date, and GitLab takes none. Put it in quotes.",
        span,
      })),
    ],
  };
}

function datesIn(node: YamlNode): readonly YamlScalar[] {
  if (node.kind === "scalar") return isDate(node) ? [node] : [];
  return node.kind === "seq" ? node.items.flatMap(datesIn) : node.entries.flatMap(({ value }) => datesIn(value));
}

const validator = new Validator(editorSchema);

/** What GitLab's editor marks in one file, before includes and `extends` are resolved. Never throws. */
export function schemaFaults(file: SourceFile): readonly Diagnostic[] {
  const { model, diagnostics } = readGitlabYaml(file);
  return [...diagnostics, ...(model ? faultsOf(model) : [])];
}

export function faultsOf(root: YamlNode): readonly Diagnostic[] {
  return validator
    .faults(root)
    .map(({ span, summary, detail }) => ({ severity: "error" as const, code: "gitlab-ci/schema" as const, summary, detail, span }));
}

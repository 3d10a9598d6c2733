import type { Diagnostic, Parsed, SourceFile } from "#engines/source";
import { readYaml, type YamlNode } from "#engines/yaml";
import { editorSchema } from "./editor-schema.ts";
import { Validator } from "./validate.ts";

/** As Ruby's Psych reads. */
const yamlOptions = { version: "1.1", merge: "in-order", duplicateKeys: "last-wins", tags: ["!reference"] } as const;

const read = new WeakMap<SourceFile, Parsed<YamlNode | undefined>>();

/** Reads a file as GitLab does, once. */
export function readGitlabYaml(file: SourceFile): Parsed<YamlNode | undefined> {
  const known = read.get(file) ?? readYaml(file, yamlOptions);
  read.set(file, known);
  return known;
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

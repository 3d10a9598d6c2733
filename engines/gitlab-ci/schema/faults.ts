import type { Diagnostic, SourceFile } from "#engines/source";
import { readYaml, type YamlNode } from "#engines/yaml";
import { editorSchema } from "./editor-schema.ts";
import { Validator } from "./validate.ts";

/** How GitLab reads the file: as Ruby's Psych does. */
export const yamlOptions = { version: "1.1", merge: "in-order", duplicateKeys: "last-wins", tags: ["!reference"] } as const;

const validator = new Validator(editorSchema);

/** What GitLab's editor marks in one file, before includes and `extends` are resolved. Never throws. */
export function schemaFaults(file: SourceFile): readonly Diagnostic[] {
  const { model, diagnostics } = readYaml(file, yamlOptions);
  return [...diagnostics, ...(model ? faultsOf(model) : [])];
}

export function faultsOf(root: YamlNode): readonly Diagnostic[] {
  return validator
    .faults(root)
    .map(({ span, summary, detail }) => ({ severity: "error" as const, code: "gitlab-ci/schema" as const, summary, detail, span }));
}

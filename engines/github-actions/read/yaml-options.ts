import type { YamlOptions } from "#engines/yaml";

/** Workflows and actions are YAML 1.2; `<<` is a key like any other to them. */
export const actionsYaml: YamlOptions = { version: "1.2", merge: "none", duplicateKeys: "keep" };

import type { Value } from "#engines/hcl";
import type { ProviderDiagnostic, ResourceSchema } from "./model.ts";
import { addressRules } from "./rules/addresses.ts";
import { combinationFaults } from "./rules/combinations.ts";
import { documentRules } from "./rules/documents.ts";
import { enumerationRules } from "./rules/enumerations.ts";
import { listenerActionFaults } from "./rules/listener-actions.ts";
import { nameRules } from "./rules/names.ts";
import { numberRules } from "./rules/numbers.ts";
import { portRangeFaults } from "./rules/port-ranges.ts";
import { tableIndexFaults } from "./rules/table-indexes.ts";
import { holdValueRules } from "./rules/value-rules.ts";

const valueRules = [
  ["terraform/address-range", addressRules],
  ["terraform/enumeration", enumerationRules],
  ["terraform/number-range", numberRules],
  ["terraform/name", nameRules],
  ["terraform/document", documentRules],
] as const;
const rules = [combinationFaults, portRangeFaults, listenerActionFaults, tableIndexFaults];

/** What the provider refuses of one resource; paths lead into its configuration, which carries no marks. What is unknown is never refused. */
export function validateResource({ schema, config }: { readonly schema: ResourceSchema; readonly config: Value }): ProviderDiagnostic[] {
  if (schema.kind === "data") return [];
  return [
    ...valueRules.flatMap(([code, table]) => holdValueRules(table, code, schema, config)),
    ...rules.flatMap((rule) => rule(schema, config)),
  ];
}

import type { Value } from "#engines/hcl";
import { whollyKnown } from "#engines/hcl";
import type { ProviderDiagnostic, ResourceSchema } from "../model.ts";
import { memberOf } from "../objects.ts";
import { textIn, valuesAt } from "./value-rules.ts";

const keyed = [
  ["hash_key"],
  ["range_key"],
  ["local_secondary_index", "range_key"],
  ["global_secondary_index", "hash_key"],
  ["global_secondary_index", "range_key"],
];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html: the attributes defined are those that keys name. */
export function tableIndexFaults(schema: ResourceSchema, config: Value): ProviderDiagnostic[] {
  if (schema.type !== "aws_dynamodb_table") return [];
  const parts = ["hash_key", "range_key", "attribute", "local_secondary_index", "global_secondary_index"];
  if (!parts.every((name) => whollyKnown(memberOf(config, name) ?? config))) return [];
  const names = (path: readonly string[]) => valuesAt(config, path).flatMap(({ value }) => textIn(value) ?? []);
  const defined = new Set(names(["attribute", "name"]));
  const used = new Set(keyed.flatMap(names));
  const [unused, unmatched] = [[...defined].filter((name) => !used.has(name)), [...used].filter((name) => !defined.has(name))];
  // A table that is restored or replicated has no keys of its own.
  if (used.size === 0) return [];
  const fault = (summary: string, detail: string, path: readonly string[]): ProviderDiagnostic[] => [
    { severity: "error", code: "terraform/table-indexes", summary, detail, path },
  ];
  if (unmatched.length > 0)
    return fault(
      `all indexes must match a defined attribute. Unmatched indexes: ${JSON.stringify(unmatched)}`,
      "Each attribute that a key or an index names needs an attribute block that says its type.",
      ["hash_key"],
    );
  if (unused.length > 0)
    return fault(
      `all attributes must be indexed. Unused attributes: ${JSON.stringify(unused)}`,
      "Only attributes that a key or an index names are defined; the others belong to items alone.",
      ["attribute"],
    );
  return [];
}

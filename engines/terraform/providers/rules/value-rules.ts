import { toDouble, type Value } from "#engines/hcl";
import type { Path, ProviderDiagnostic, ResourceSchema } from "../model.ts";

export type Finding = Pick<ProviderDiagnostic, "summary" | "detail">;

/** What is checked: a value that is known and not null, by the name of its attribute; `framework` says which SDK words the answer. */
export type Checked = { readonly value: Value; readonly name: string; readonly framework: boolean };

/** Undefined where the value may stand. */
export type ValueCheck = (checked: Checked) => Finding | undefined;

/** Checks by resource type and attribute. `ingress.cidr_blocks` is every element of the lists on the way. */
export type ValueRules = Readonly<Record<string, Readonly<Record<string, ValueCheck>>>>;

/** Holds the rules against a resource's configuration. What is unknown or null is never at fault. */
export function holdValueRules(
  rules: ValueRules,
  code: `terraform/${string}`,
  schema: ResourceSchema,
  config: Value,
): ProviderDiagnostic[] {
  const own = Object.hasOwn(rules, schema.type) ? rules[schema.type] : undefined;
  const found: ProviderDiagnostic[] = [];
  for (const [steps, check] of Object.entries(own ?? {})) {
    const names = steps.split(".");
    const name = names.at(-1) ?? "";
    for (const { value, path } of valuesAt(config, names)) {
      const finding = check({ value, name, framework: schema.behaviour === "simulated" });
      if (finding) found.push({ severity: "error", code, ...finding, path });
    }
  }
  return found;
}

export type Found = { readonly value: Value; readonly path: Path };

/** Every known value that the names lead to, through the elements of lists, sets and maps. */
export function valuesAt(value: Value, names: readonly string[], path: Path = []): Found[] {
  if (value.kind === "unknown" || value.kind === "null") return [];
  if (value.kind === "sequence") {
    const isSet = value.type.kind === "set";
    return value.items.flatMap((item, index) => valuesAt(item, names, [...path, isSet ? item : index]));
  }
  const [name, ...rest] = names;
  if (value.kind === "mapping" && value.type.kind === "map")
    return [...value.entries].flatMap(([key, inner]) => valuesAt(inner, names, [...path, key]));
  if (name === undefined) return [{ value, path }];
  const member = value.kind === "mapping" ? value.entries.get(name) : undefined;
  return member ? valuesAt(member, rest, [...path, name]) : [];
}

export const textIn = (value: Value): string | undefined => (value.kind === "string" ? value.value : undefined);
export const numberIn = (value: Value): number | undefined => (value.kind === "number" ? toDouble(value.value) : undefined);

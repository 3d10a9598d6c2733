import type { Value } from "#engines/hcl";
import { toDouble } from "#engines/hcl";

/** A value as plain data, numbers as doubles. What is not known is undefined in objects and null in lists. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case "unknown":
      return undefined;
    case "null":
      return null;
    case "number":
      return toDouble(value.value);
    case "bool":
    case "string":
      return value.value;
    case "sequence":
      return value.items.map((item) => plain(item) ?? null);
    case "mapping":
      return Object.fromEntries([...value.entries].map(([name, inner]) => [name, plain(inner)]));
    default:
      return value satisfies never;
  }
}

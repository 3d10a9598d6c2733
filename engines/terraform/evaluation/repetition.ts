import { type Evaluated, type Expression, hasMark, shallowUnmarked, toDouble, tryConvert, type Value, whollyKnown } from "#engines/hcl";
import { type Diagnostic, isError, type Span } from "#engines/source";
import type { InstanceKey } from "../addresses.ts";
import { keyValue } from "./decode.ts";

/** What `count` and `each` stand for in one instance. */
export type Repetition = { readonly countIndex?: Value; readonly eachKey?: Value; readonly eachValue?: Value };

export const once: Repetition = {};

export type Instances = ReadonlyMap<InstanceKey, Repetition>;

type Answer = { readonly instances?: Instances; readonly diagnostics: readonly Diagnostic[] };

/** More instances than these are refused: a plan of them would not fit the budget. */
const maxInstances = 5_000;

const fault = (summary: string, detail: string, span: Span): Diagnostic => ({
  severity: "error",
  code: "terraform/repetition",
  summary,
  detail,
  span,
});

/** https://developer.hashicorp.com/terraform/language/meta-arguments/count. While validating, an unknown number is no fault. */
export function countInstances(expression: Expression, { value: given, diagnostics }: Evaluated, validating: boolean): Answer {
  const { span } = expression;
  if (diagnostics.some(isError)) return { diagnostics };
  const refuse = (summary: string, detail: string): Answer => ({ diagnostics: [...diagnostics, fault(summary, detail, span)] });
  const argument = (detail: string) => refuse("Invalid count argument", detail);
  const converted = tryConvert(shallowUnmarked(given), { kind: "number" });
  if (!converted.ok) return refuse("Incorrect value type", `A number is needed here: ${converted.message}.`);
  const value = converted.value;
  if (value.kind === "null") return argument("The number of instances is null. To make none, write 0.");
  if (given.marks.has("ephemeral"))
    return argument("This number comes from an ephemeral value, which may be another one the next time. Instances need a lasting number.");
  if (value.kind !== "number") {
    if (validating) return { diagnostics };
    return argument(
      "How many instances there will be depends on values that are known only after apply, so nothing can be planned. Use a number that the configuration knows, or apply what it depends on first.",
    );
  }
  const size = toDouble(value.value);
  if (!Number.isInteger(size)) return argument("The number of instances must be a whole number.");
  if (size < 0) return argument("The number of instances must not be negative.");
  if (size > maxInstances) return argument(`No more than ${maxInstances} instances can be planned here.`);
  const indices = Array.from({ length: size }, (_, index): [number, Repetition] => [index, { countIndex: keyValue(index) }]);
  return { instances: new Map(indices), diagnostics };
}

/** https://developer.hashicorp.com/terraform/language/meta-arguments/for_each */
export function forEachInstances(expression: Expression, { value: marked, diagnostics }: Evaluated, validating: boolean): Answer {
  const { span } = expression;
  if (diagnostics.some(isError)) return { diagnostics };
  const refuse = (detail: string, summary = "Invalid for_each argument"): Answer => ({
    diagnostics: [...diagnostics, fault(summary, detail, span)],
  });
  const refuseSet = (detail: string) => refuse(detail, "Invalid for_each set argument");
  const value = shallowUnmarked(marked);
  if (marked.marks.has("sensitive"))
    return refuse("The keys of instances are shown everywhere, so they must not come from a sensitive value.");
  if (marked.marks.has("ephemeral"))
    return refuse("This comes from an ephemeral value, which may be another one the next time. Instances need lasting keys.");
  if (value.kind === "null") return refuse("A map or a set of strings is needed here, and this is null. To make no instance, write {}.");
  const { type } = value;
  const mayIterate = type.kind === "map" || type.kind === "object" || type.kind === "set";
  if (value.kind === "unknown") {
    if (type.kind !== "dynamic" && !mayIterate) return refuse(wrongType(type.kind));
    if (type.kind === "set" && type.element.kind !== "string" && type.element.kind !== "dynamic")
      return refuseSet(`The elements of a set are the keys of instances, so they are strings; these are of type ${type.element.kind}.`);
    if (validating) return { diagnostics };
    return refuse(
      "Which instances there will be depends on values that are known only after apply, so nothing can be planned. Use a map whose keys the configuration knows; its values may be unknown.",
    );
  }
  if (!mayIterate) return refuse(wrongType(type.kind));
  if (value.kind === "mapping") {
    if (value.entries.size > maxInstances) return refuse(`No more than ${maxInstances} instances can be planned here.`);
    const entries = [...value.entries].map(([key, inner]): [string, Repetition] => [key, { eachKey: keyValue(key), eachValue: inner }]);
    return { instances: new Map(entries), diagnostics };
  }
  if (value.kind !== "sequence" || value.type.kind !== "set") return refuse(wrongType(type.kind));
  if (value.items.length > 0 && hasMark(value, "sensitive"))
    return refuse("The keys of instances are shown everywhere, so they must not come from a sensitive value.");
  if (!whollyKnown(value)) {
    if (validating) return { diagnostics };
    return refuse(
      "This set holds values that are known only after apply, and they would be the keys of instances. Use a map whose keys the configuration knows.",
    );
  }
  if (value.items.length > maxInstances) return refuse(`No more than ${maxInstances} instances can be planned here.`);
  if (value.items.length > 0 && value.type.element.kind !== "string")
    return refuseSet(`The elements of a set are the keys of instances, so they are strings; these are of type ${value.type.element.kind}.`);
  const entries: [string, Repetition][] = [];
  for (const item of value.items) {
    if (item.kind !== "string") return refuseSet("The elements of this set are the keys of instances, and one of them is null.");
    entries.push([item.value, { eachKey: item, eachValue: item }]);
  }
  return { instances: new Map(entries), diagnostics };
}

const wrongType = (kind: string): string => `A map or a set of strings is needed here, and this is a ${kind}.`;

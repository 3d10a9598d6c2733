import { deepMarks, type Evaluated, type Expression, shallowUnmarked, staticTraversal, tryConvert, type Value } from "#engines/hcl";
import type { Diagnostic, Span } from "#engines/source";
import { type Address, addressText, keyText, readAddress } from "../addresses.ts";
import type { Import } from "../configuration/index.ts";
import { keyValue } from "../evaluation/decode.ts";
import { forEachInstances, once, type Repetition } from "../evaluation/repetition.ts";
import type { Planner } from "./planner.ts";

/** Finds out what shall be taken over, and from where: https://developer.hashicorp.com/terraform/language/import */
export function readImports(planner: Planner): boolean {
  const { walk } = planner;
  let failed = false;
  for (const block of walk.configuration.root.imports) {
    const place = { instance: walk.root, repetition: once };
    if (!block.forEach) {
      if (!readImport(planner, block, once)) failed = true;
      continue;
    }
    const { repetitions, diagnostics } = repetitionsOf(block.forEach, walk.evaluate(block.forEach, place));
    if (walk.report(diagnostics)) failed = true;
    for (const repetition of repetitions) if (!readImport(planner, block, repetition)) failed = true;
  }
  return failed;
}

/** Other than resources, imports may go through lists too: their indices are the keys. */
function repetitionsOf(
  expression: Expression,
  evaluated: Evaluated,
): { readonly repetitions: Iterable<Repetition>; readonly diagnostics: readonly Diagnostic[] } {
  const value = shallowUnmarked(evaluated.value);
  if (value.kind === "sequence" && value.type.kind !== "set") {
    const repetitions = value.items.map((item, index) => ({ eachKey: keyValue(index), eachValue: item }));
    return { repetitions, diagnostics: evaluated.diagnostics };
  }
  const { instances, diagnostics } = forEachInstances(expression, evaluated, false);
  return { repetitions: instances?.values() ?? [], diagnostics };
}

function readImport(planner: Planner, block: Import, repetition: Repetition): boolean {
  const { walk } = planner;
  const place = { instance: walk.root, repetition };
  const refuse = (detail: string, span: Span, summary = "Invalid import id argument"): boolean => {
    walk.report([{ severity: "error", code: "terraform/import", summary, detail, span }]);
    return false;
  };
  const { value: marked, diagnostics } = walk.evaluate(block.id, place);
  if (walk.report(diagnostics)) return false;
  const { span } = block.id;
  const marks = deepMarks(marked);
  const converted = tryConvert(shallowUnmarked(marked), { kind: "string" });
  if (!converted.ok) return refuse(`The id is not a text: ${converted.message}.`, span);
  const id = converted.value;
  if (id.kind === "null") return refuse("The id is null.", span);
  if (id.kind === "unknown") return refuse("The id is known only after apply, and an import has to know it while planning.", span);
  if (marks.has("ephemeral")) return refuse("The id is ephemeral, and it would be stored in the plan.", span);
  if (id.kind === "string" && id.value === "") return refuse("The id is empty.", span);
  const to = targetOf(planner, block.to, repetition);
  if (to === undefined)
    return refuse("The target of an import is the address of a resource.", block.to.span, "Invalid import address expression");
  if (planner.imports.has(to)) return refuse(`Something is imported to ${to} already.`, block.to.span, "Duplicate import configuration");
  planner.imports.set(to, { id, span: block.span });
  return true;
}

/** What an import leads to, whatever the key is. */
export function importTarget(expression: Expression): Address | undefined {
  const traversal = staticTraversal(expression);
  if (traversal) return readAddress(traversal.root, traversal.steps);
  return expression.kind === "index" ? importTarget(expression.collection) : undefined;
}

/** The address that an expression such as `aws_vpc.main[each.key]` spells. */
function targetOf(planner: Planner, expression: Expression, repetition: Repetition): string | undefined {
  const traversal = staticTraversal(expression);
  if (traversal) {
    const address = readAddress(traversal.root, traversal.steps);
    return address?.resource ? addressText({ ...address.resource, module: address.module }) : undefined;
  }
  if (expression.kind !== "index") return undefined;
  const inner = targetOf(planner, expression.collection, repetition);
  const { value } = planner.walk.evaluate(expression.key, { instance: planner.walk.root, repetition });
  const key = keyOf(shallowUnmarked(value));
  return inner === undefined || key === undefined ? undefined : `${inner}${keyText(key)}`;
}

function keyOf(value: Value): string | number | undefined {
  if (value.kind === "string") return value.value;
  return value.kind === "number" ? Number(value.value.mantissa) : undefined;
}

import { applyDefaults, deepUnmarked, tryConvert, unknownValue, type Value, withMark, withoutOptional } from "#engines/hcl";
import { type Diagnostic, isError, type Span } from "#engines/source";
import { within } from "../addresses.ts";
import type { Variable } from "../configuration/index.ts";
import type { CheckResult, PlanDiagnostic } from "../model.ts";
import { checkVariable, problemText } from "./conditions.ts";
import type { ModuleInstance, NodeOf, Place, Walk } from "./walk.ts";

/** A value given to a root variable from outside. */
export type GivenVariable = { readonly value: Value; readonly problem?: PlanDiagnostic };

/** Gives a variable its value in every instance of its module, and holds it against its own rules. */
export function executeVariable(
  walk: Walk,
  { module, variable }: NodeOf<"variable">,
  given: ReadonlyMap<string, GivenVariable>,
  checks: (result: CheckResult) => void,
): boolean {
  let failed = false;
  const found: CheckResult["instances"][number][] = [];
  for (const instance of walk.instancesOf(module)) {
    const { value, span, diagnostics } = instance.caller
      ? fromCall(walk, instance, instance.caller, variable)
      : fromOutside(given.get(variable.name), variable);
    if (walk.report(diagnostics)) {
      failed = true;
      continue;
    }
    walk.setValue(instance, `var.${variable.name}`, value);
    const checked = validated(walk, variable, instance, span);
    if (walk.report(checked.diagnostics)) failed = true;
    found.push(checked.result);
  }
  if (variable.validations.length > 0 && walk.operation !== "validate" && module.path.length === 0)
    checks({ address: `var.${variable.name}`, kind: "var", status: worst(found.map(({ status }) => status)), instances: found });
  else if (variable.validations.length > 0 && walk.operation !== "validate") {
    const address = within(module.path.map((name) => `module.${name}`).join("."), `var.${variable.name}`);
    checks({ address, kind: "var", status: worst(found.map(({ status }) => status)), instances: found });
  }
  return failed;
}

/** An error outweighs a failure, which outweighs what is not known. */
export function worst(statuses: readonly CheckResult["status"][]): CheckResult["status"] {
  return (["error", "fail", "unknown"] as const).find((status) => statuses.includes(status)) ?? "pass";
}

type Settled = { readonly value: Value; readonly span: Span; readonly diagnostics: readonly PlanDiagnostic[] };

function fromOutside(given: GivenVariable | undefined, variable: Variable): Settled {
  const written = given?.value ?? variable.fallback ?? unknownValue(withoutOptional(variable.type));
  const value = written.kind === "null" && !variable.nullable && variable.fallback ? variable.fallback : written;
  return { value: marked(value, variable), span: variable.span, diagnostics: given?.problem ? [given.problem] : [] };
}

function fromCall(walk: Walk, instance: ModuleInstance, caller: ModuleInstance, variable: Variable): Settled {
  const call = caller.module.calls.get(instance.module.path.at(-1) ?? "");
  const argument = call?.arguments.get(variable.name);
  if (!argument) {
    const value = variable.fallback ?? unknownValue(withoutOptional(variable.type));
    return { value: marked(value, variable), span: variable.span, diagnostics: [] };
  }
  const { span } = argument.value;
  const { value: written, diagnostics } = walk.evaluate(argument.value, { instance: caller, repetition: instance.repetition });
  const type = withoutOptional(variable.type);
  if (diagnostics.some(isError)) return { value: marked(unknownValue(type), variable), span, diagnostics };
  const fail = (summary: string, detail: string): Settled => ({
    value: marked(unknownValue(type), variable),
    span,
    diagnostics: [...diagnostics, { severity: "error", code: "terraform/variable", summary, detail, span }],
  });
  const absent = written.kind === "null" && !variable.nullable;
  const chosen = absent && variable.fallback ? variable.fallback : written;
  if (chosen.kind === "null" && !variable.nullable)
    return fail("Required variable not set", `The module's variable "${variable.name}" is required and must not be null.`);
  const converted = tryConvert(applyDefaults(chosen, variable.defaults, variable.type), variable.type);
  if (!converted.ok) {
    const place = `${variable.span.file}:${variable.span.start.line},${variable.span.start.column}`;
    return fail(
      "Invalid value for input variable",
      `The module's variable "${variable.name}", declared at ${place}, cannot take this value: ${converted.message}.`,
    );
  }
  if (converted.value.marks.has("ephemeral") && !variable.ephemeral)
    return fail("Ephemeral value not allowed", `The module's variable "${variable.name}" is not declared as ephemeral.`);
  return { value: marked(converted.value, variable), span, diagnostics };
}

function marked(value: Value, { sensitive, ephemeral }: Variable): Value {
  const secret = sensitive ? withMark(value, "sensitive") : value;
  return ephemeral ? withMark(secret, "ephemeral") : secret;
}

type Validated = { readonly result: CheckResult["instances"][number]; readonly diagnostics: readonly Diagnostic[] };

function validated(walk: Walk, variable: Variable, instance: ModuleInstance, span: Span): Validated {
  const address = within(instance.text, `var.${variable.name}`);
  const value = walk.operation === "validate" ? unknownValue(withoutOptional(variable.type)) : walk.value(instance, `var.${variable.name}`);
  const place: Place = { instance, repetition: {}, ...(value ? { checked: { name: variable.name, value: deepUnmarked(value) } } : {}) };
  const diagnostics: Diagnostic[] = [];
  const problems: string[] = [];
  const statuses = variable.validations.map((rule) => {
    const { status, problem, diagnostics: faults } = checkVariable(walk, rule, place);
    diagnostics.push(...faults);
    if (status !== "fail") return status;
    if (problem !== undefined) problems.push(problem);
    const { file, start } = rule.span;
    const detail = `${problemText(problem)}\n\nThe rule stands at ${file}:${start.line},${start.column}.`;
    diagnostics.push({ severity: "error", code: "terraform/variable", summary: "Invalid value for variable", detail, span });
    return status;
  });
  return { result: { address, status: worst(statuses), problems }, diagnostics };
}

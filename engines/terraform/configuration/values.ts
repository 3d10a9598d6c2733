import { applyDefaults, parseHclExpression, stringValue, tryConvert, unknownValue, type Value, withoutOptional } from "#engines/hcl";
import type { Span } from "#engines/source";
import { constant } from "./constant.ts";
import type { Findings } from "./findings.ts";
import type { ConfigurationDiagnostic, Variable } from "./model.ts";
import type { WrittenValue } from "./variable-files.ts";

/** What a variable of the root module is set to, without marks. */
export type GivenValue = {
  /** Of the variable's type; unknown where it cannot be. */
  readonly value: Value;
  /** Why it cannot be: to be reported when the variable is evaluated. */
  readonly problem?: ConfigurationDiagnostic;
};

type Read = { readonly value: Value; readonly span?: Span; readonly from: string };

/** What variables are set to, by name. A variable that is not set has its default, or is an error where it must be set. */
export function settleValues(
  written: ReadonlyMap<string, WrittenValue>,
  variables: ReadonlyMap<string, Variable>,
  mustBeSet: boolean,
  findings: Findings,
): ReadonlyMap<string, GivenValue> {
  const values = new Map<string, GivenValue>();
  const undeclared: { readonly name: string; readonly file: string }[] = [];
  for (const [name, each] of written) {
    const variable = variables.get(name);
    const read = readValue(name, each, variable?.parsing ?? "literal", findings);
    if (!read) continue;
    if (variable) values.set(name, settleValue(variable, read));
    else if (each.kind === "file") undeclared.push({ name, file: each.file });
    else findings.error("undeclared-variable", "Value for undeclared variable", `No variable is named "${name}", which an option sets.`);
  }
  warnUndeclared(undeclared, findings);
  for (const { name, fallback, span } of variables.values()) {
    if (fallback || values.has(name) || !mustBeSet) continue;
    findings.error("variable", "No value for required variable", `The variable "${name}" has no default and is not set.`, span);
  }
  return values;
}

/** How many single names are listed before the rest is counted. */
const named = 2;

function warnUndeclared(undeclared: readonly { readonly name: string; readonly file: string }[], findings: Findings): void {
  for (const { name, file } of undeclared.slice(0, named)) {
    const detail = `${file} sets "${name}", which the root module does not declare. A variable block would declare it.`;
    findings.warning("undeclared-variable", "Value for undeclared variable", detail);
  }
  if (undeclared.length <= named) return;
  const detail = `${undeclared.length - named} more values are given for variables that are not declared.`;
  findings.warning("undeclared-variable", "Values for undeclared variables", detail);
}

/** The file name under which places in an option's text are told. */
export const optionFile = (name: string): string => `<value for var.${name}>`;

function readValue(name: string, written: WrittenValue, parsing: Variable["parsing"], findings: Findings): Read | undefined {
  const before = findings.errors;
  if (written.kind === "file") {
    const value = constant(written.expression, findings);
    return findings.errors > before ? undefined : { value, span: written.expression.span, from: written.file };
  }
  const from = "an option";
  if (parsing === "literal") return { value: stringValue(written.text), from };
  const { model, diagnostics } = parseHclExpression({ path: optionFile(name), text: written.text });
  findings.take(diagnostics);
  if (!model || findings.errors > before) return undefined;
  const value = constant(model, findings);
  return findings.errors > before ? undefined : { value, from };
}

function settleValue(variable: Variable, { value, span, from }: Read): GivenValue {
  const { name, type, defaults, nullable, fallback, sensitive } = variable;
  const at = sensitive || !span ? variable.span : span;
  const problem = (summary: string, detail: string): GivenValue => ({
    value: unknownValue(withoutOptional(type)),
    problem: { severity: "error", code: "terraform/variable-value", summary, detail, span: at },
  });
  const conversion = tryConvert(value.kind === "null" ? value : applyDefaults(value, defaults, type), type);
  if (!conversion.ok)
    return problem("Invalid value for input variable", `What ${from} gives var.${name} is not of its type: ${conversion.message}.`);
  if (conversion.value.kind !== "null" || nullable) return { value: conversion.value };
  if (fallback) return { value: fallback };
  return problem("Required variable not set", `The variable "${name}" is not nullable, and ${from} sets it to null.`);
}

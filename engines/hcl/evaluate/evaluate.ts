import type { Diagnostic } from "#engines/source";
import { NumberOutOfRange } from "../numbers/number.ts";
import type { Expression } from "../syntax/ast.ts";
import { type Conversion, tryConvert } from "../values/convert.ts";
import type { Type } from "../values/type.ts";
import { unknownDynamic } from "../values/value.ts";
import { BudgetSpent } from "./budget.ts";
import { Evaluator } from "./evaluator.ts";
import type { Evaluated, Evaluation } from "./model.ts";

/** The value of an expression. Never throws: what fails is a diagnostic, and so is a budget that is spent. */
export function evaluate(expression: Expression, evaluation: Evaluation): Evaluated {
  const evaluator = new Evaluator(evaluation);
  const fail = (detail: string): Evaluated => {
    const diagnostic: Diagnostic = { severity: "error", code: "hcl/budget", summary: "The budget is spent", detail, span: expression.span };
    return { value: unknownDynamic, diagnostics: [...evaluator.diagnostics, diagnostic] };
  };
  try {
    const value = evaluator.evaluate(expression, evaluation.scope);
    return { value, diagnostics: evaluator.diagnostics };
  } catch (error) {
    if (error instanceof BudgetSpent)
      return fail(
        error.what === "steps"
          ? "Evaluating this takes more steps than are allowed here."
          : "Evaluating this makes more text than is allowed here.",
      );
    if (error instanceof NumberOutOfRange) return fail(`A number is beyond what can be worked with here: ${error.message}.`);
    // The stack of the runtime ends where values are nested some thousand levels deep.
    if (error instanceof RangeError) return fail("The values here are nested too deeply to be worked with.");
    throw error;
  }
}

/** The value of an expression as one of a type; where it cannot be, "Incorrect value type". */
export function evaluateAs(expression: Expression, type: Type, evaluation: Evaluation): Evaluated {
  const { value, diagnostics } = evaluate(expression, evaluation);
  const conversion: Conversion = tryConvert(value, type);
  if (conversion.ok) return { value: conversion.value, diagnostics };
  const detail = `This value is not what is required: ${conversion.message}.`;
  const wrong: Diagnostic = { severity: "error", code: "hcl/value-type", summary: "Incorrect value type", detail, span: expression.span };
  return { value: unknownDynamic, diagnostics: [...diagnostics, wrong] };
}

import type { Span } from "#engines/source";
import { compare } from "../numbers/number.ts";
import type { Expression } from "../syntax/ast.ts";
import { tryConvert } from "../values/convert.ts";
import { deepMarks, deepUnmarked, withMarks } from "../values/marks.ts";
import { bool, dynamic, friendlyName, type Type } from "../values/type.ts";
import { unify } from "../values/unify.ts";
import { type Refinement, unknownDynamic, unknownValue, type Value } from "../values/value.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";

/** `condition ? a : b`: both are evaluated to find their common type, and only the chosen one may complain. */
export function evaluateConditional(evaluator: Evaluator, expression: Expression & { kind: "conditional" }, scope: Scope): Value {
  const whenTrue = evaluator.attempt(() => evaluator.evaluate(expression.whenTrue, scope));
  const whenFalse = evaluator.attempt(() => evaluator.evaluate(expression.whenFalse, scope));
  const type = commonType(whenTrue.result, whenFalse.result);
  if (!type) {
    const detail = `A conditional's two results must be of one type. When true it is ${friendlyName(whenTrue.result.type)}, when false ${friendlyName(whenFalse.result.type)}.`;
    evaluator.fail("hcl/conditional", "Inconsistent conditional result types", detail, resultsOf(expression));
    return unknownDynamic;
  }
  const before = evaluator.diagnostics.length;
  const chosen = decide(evaluator, expression.condition, scope);
  if (evaluator.diagnostics.length > before) return unknownValue(type);
  if (chosen.value === undefined) {
    const marks = new Set([...chosen.marks, ...deepMarks(whenTrue.result), ...deepMarks(whenFalse.result)]);
    return withMarks(unknownValue(type, common(whenTrue.result, whenFalse.result, type)), marks);
  }
  const { result, diagnostics } = chosen.value ? whenTrue : whenFalse;
  evaluator.report(diagnostics);
  const conversion = tryConvert(result, type);
  if (conversion.ok) return withMarks(conversion.value, chosen.marks);
  const detail = `The results cannot be made to agree: ${conversion.message}.`;
  evaluator.fail("hcl/conditional", "Inconsistent conditional result types", detail, resultsOf(expression));
  return unknownValue(type);
}

/** From the one result to the other. */
const resultsOf = ({ whenTrue, whenFalse }: Expression & { kind: "conditional" }): Span => ({ ...whenTrue.span, end: whenFalse.span.end });

/** A null without a type takes the type of the other result. */
function commonType(a: Value, b: Value): Type | undefined {
  const untypedNull = (value: Value) => value.kind === "null" && value.type.kind === "dynamic";
  if (untypedNull(a)) return b.type;
  if (untypedNull(b)) return a.type;
  if (a.type.kind === "dynamic" || b.type.kind === "dynamic") return dynamic;
  return unify([a.type, b.type], true);
}

/** What a condition says; `value` is undefined where it is unknown or wrong. */
export function decide(evaluator: Evaluator, condition: Expression, scope: Scope): { value?: boolean; marks: Value["marks"] } {
  const before = evaluator.diagnostics.length;
  const given = evaluator.evaluate(condition, scope);
  const marks = deepMarks(given);
  if (evaluator.diagnostics.length > before) return { marks };
  if (given.kind === "null") {
    evaluator.fail("hcl/null-condition", "Null condition", "A condition must be true or false, and this one is null.", condition.span);
    return { marks };
  }
  const conversion = tryConvert(deepUnmarked(given), bool);
  if (!conversion.ok) {
    const detail = `A condition must be true or false: ${conversion.message}.`;
    evaluator.fail("hcl/condition-type", "Incorrect condition type", detail, condition.span);
    return { marks };
  }
  return conversion.value.kind === "bool" ? { value: conversion.value.value, marks } : { marks };
}

/** What is certain of either result is certain of the conditional. */
function common(a: Value, b: Value, type: Type): Refinement {
  const [x, y] = [tryConvert(deepUnmarked(a), type), tryConvert(deepUnmarked(b), type)];
  if (!x.ok || !y.ok) return {};
  const [first, second] = [certain(x.value), certain(y.value)];
  if (!first.notNull || !second.notNull) return {};
  const min = first.min && second.min && (compare(first.min.number, second.min.number) <= 0 ? first.min : second.min);
  const max = first.max && second.max && (compare(first.max.number, second.max.number) >= 0 ? first.max : second.max);
  const minLength = Math.min(first.minLength ?? 0, second.minLength ?? 0);
  const maxLength = Math.max(first.maxLength ?? Number.POSITIVE_INFINITY, second.maxLength ?? Number.POSITIVE_INFINITY);
  return {
    notNull: true,
    ...(min ? { min } : {}),
    ...(max ? { max } : {}),
    ...(minLength > 0 ? { minLength } : {}),
    ...(Number.isFinite(maxLength) ? { maxLength } : {}),
  };
}

function certain(value: Value): Refinement {
  switch (value.kind) {
    case "unknown":
      return value.refinement;
    case "null":
      return {};
    case "number": {
      const bound = { number: value.value, inclusive: true };
      return { notNull: true, min: bound, max: bound };
    }
    case "sequence":
      if (value.type.kind === "tuple") return { notNull: true };
      return {
        notNull: true,
        minLength: value.type.kind === "set" ? Math.min(1, value.items.length) : value.items.length,
        maxLength: value.items.length,
      };
    case "mapping":
      return value.type.kind === "map"
        ? { notNull: true, minLength: value.entries.size, maxLength: value.entries.size }
        : { notNull: true };
    default:
      return { notNull: true };
  }
}

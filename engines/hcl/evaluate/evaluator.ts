import type { Diagnostic, Span } from "#engines/source";
import { didYouMean } from "#engines/source";
import type { BinaryOperator, Expression, Step } from "../syntax/ast.ts";
import { type Conversion, tryConvert } from "../values/convert.ts";
import { deepMarks, withMarks } from "../values/marks.ts";
import { bool, number, string, type Type } from "../values/type.ts";
import { type Mark, objectValue, tupleValue, unknownDynamic, unknownValue, type Value } from "../values/value.ts";
import { attributeOf, elementAt } from "./access.ts";
import { evaluateCall } from "./calls.ts";
import { evaluateConditional } from "./conditional.ts";
import { evaluateFor, evaluateSplat } from "./loops.ts";
import { type Evaluation, findVariable, type Scope, variableNames } from "./model.ts";
import { applyBinary, applyNegate, applyNot, OperationFailure, operandType, resultType } from "./operators.ts";
import { evaluateTemplate } from "./templates.ts";

const maxDiagnostics = 50;
/** A detail may quote what a learner wrote, and that may be long. */
const maxDetail = 600;

/** The variables of a splat's element cannot be written in the language. */
const item = "*";

/** Walks one expression and gathers what is wrong with it; the budget ends it by an exception that the door catches. */
export class Evaluator {
  diagnostics: Diagnostic[] = [];
  readonly evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  fail = (code: Diagnostic["code"], summary: string, detail: string, span: Span): void => {
    const short = detail.length > maxDetail ? `${detail.slice(0, maxDetail)}…` : detail;
    if (this.diagnostics.length < maxDiagnostics) this.diagnostics.push({ severity: "error", code, summary, detail: short, span });
  };

  /** Runs some work and tells whether it failed; with `keep` false its diagnostics are dropped. */
  attempt<T>(work: () => T): { result: T; diagnostics: readonly Diagnostic[] } {
    const outer = this.diagnostics;
    this.diagnostics = [];
    const result = work();
    const diagnostics = this.diagnostics;
    this.diagnostics = outer;
    return { result, diagnostics };
  }

  report(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) if (this.diagnostics.length < maxDiagnostics) this.diagnostics.push(diagnostic);
  }

  evaluate(expression: Expression, scope: Scope): Value {
    this.evaluation.budget.step();
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "parentheses":
        return this.evaluate(expression.inner, scope);
      case "traversal":
        return this.#variable(expression, scope);
      case "relative":
        return this.#steps(this.evaluate(expression.source, scope), expression.steps);
      case "index": {
        const collection = this.evaluate(expression.collection, scope);
        return elementAt(collection, this.evaluate(expression.key, scope), expression.bracket, this.fail);
      }
      case "splat":
        return evaluateSplat(this, expression, scope);
      case "item":
        return findVariable(scope, item) ?? unknownDynamic;
      case "call":
        return evaluateCall(this, expression, scope);
      case "unary":
        return this.#unary(expression, scope);
      case "binary":
        return this.#binary(expression, scope);
      case "conditional":
        return evaluateConditional(this, expression, scope);
      case "tuple":
        return tupleValue(expression.items.map((each) => this.evaluate(each, scope)));
      case "object":
        return this.#object(expression, scope);
      case "for":
        return evaluateFor(this, expression, scope);
      case "template":
        return evaluateTemplate(this, expression, scope);
      default:
        return expression satisfies never;
    }
  }

  /** A scope in which these names mean these values. */
  inner(scope: Scope, variables: readonly (readonly [string, Value])[]): Scope {
    return { variables: new Map(variables), parent: scope };
  }

  itemScope(scope: Scope, value: Value): Scope {
    return this.inner(scope, [[item, value]]);
  }

  #variable(expression: Expression & { kind: "traversal" }, scope: Scope): Value {
    const value = findVariable(scope, expression.root);
    if (value) return this.#steps(value, expression.steps);
    const hint = didYouMean(
      expression.root,
      [...variableNames(scope)].filter((name) => name !== item),
    );
    this.fail(
      "hcl/unknown-variable",
      "Unknown variable",
      `There is no variable named "${expression.root}" here.${hint}`,
      expression.rootSpan,
    );
    return unknownDynamic;
  }

  #steps(from: Value, steps: readonly Step[]): Value {
    let value = from;
    const before = this.diagnostics.length;
    for (const step of steps) {
      value =
        step.kind === "attribute" ? attributeOf(value, step.name, step.span, this.fail) : elementAt(value, step.key, step.span, this.fail);
      if (this.diagnostics.length > before) return unknownDynamic;
    }
    return value;
  }

  #unary({ operator, operand, span }: Expression & { kind: "unary" }, scope: Scope): Value {
    const type = operator === "!" ? bool : number;
    const before = this.diagnostics.length;
    const value = this.#operand(this.evaluate(operand, scope), type, "unary", operand.span);
    if (this.diagnostics.length > before) return unknownValue(type);
    return this.#operation(() => (operator === "!" ? applyNot(value) : applyNegate(value)), type, span);
  }

  #binary(expression: Expression & { kind: "binary" }, scope: Scope): Value {
    const spine: (Expression & { kind: "binary" })[] = [];
    let first: Expression = expression;
    // A long chain leans to the left; it is walked, not recursed into.
    while (first.kind === "binary") {
      spine.push(first);
      first = first.left;
    }
    const before = this.diagnostics.length;
    let value = this.evaluate(first, scope);
    for (const { operator, left, right, span } of spine.reverse()) {
      this.evaluation.budget.step();
      const other = this.evaluate(right, scope);
      const type = operandType(operator);
      const a = type ? this.#operand(value, type, "left", left.span) : value;
      const b = type ? this.#operand(other, type, "right", right.span) : other;
      value = this.diagnostics.length > before ? unknownValue(resultType(operator)) : this.#apply(operator, a, b, span);
    }
    return value;
  }

  #apply(operator: BinaryOperator, left: Value, right: Value, span: Span): Value {
    return this.#operation(() => applyBinary(operator, left, right), resultType(operator), span);
  }

  #operand(value: Value, type: Type, side: string, span: Span): Value {
    const conversion: Conversion = tryConvert(value, type);
    if (conversion.ok) return conversion.value;
    this.fail("hcl/operand", "Invalid operand", `The ${side} operand is unsuitable: ${conversion.message}.`, span);
    return unknownValue(type);
  }

  #operation(work: () => Value, type: Type, span: Span): Value {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof OperationFailure)) throw error;
      this.fail("hcl/operation", "Operation failed", `The operation has no result: ${error.message}.`, span);
      return unknownValue(type);
    }
  }

  #object(expression: Expression & { kind: "object" }, scope: Scope): Value {
    const entries: [string, Value][] = [];
    const marks = new Set<Mark>();
    let known = true;
    for (const { key, bare, value: written } of expression.items) {
      const before = this.diagnostics.length;
      const name = bare ?? this.#key(key, written, scope, marks);
      const failed = this.diagnostics.length > before;
      const value = this.evaluate(written, scope);
      if (name === undefined || failed) known = false;
      else entries.push([name, value]);
    }
    return withMarks(known ? objectValue(entries) : unknownDynamic, marks);
  }

  /** A key as text; undefined if it is unknown or wrong. */
  #key(key: Expression, written: Expression, scope: Scope, marks: Set<Mark>): string | undefined {
    if (key.kind === "traversal") {
      const detail = "A key with dots could be a name or a reference. Put a name in quotes, a reference in parentheses.";
      this.fail("hcl/ambiguous-key", "Ambiguous attribute key", detail, key.span);
      return undefined;
    }
    const value = this.evaluate(key, scope);
    for (const mark of deepMarks(value)) marks.add(mark);
    if (value.kind === "null") {
      this.fail("hcl/null-key", "Null value as key", "A key must not be null.", written.span);
      return undefined;
    }
    const conversion = tryConvert(value, string);
    if (!conversion.ok) {
      this.fail("hcl/key-type", "Incorrect key type", `This value cannot be a key: ${conversion.message}.`, key.span);
      return undefined;
    }
    return conversion.value.kind === "string" ? conversion.value.value : undefined;
  }
}

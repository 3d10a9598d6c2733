import type { Diagnostic, Span } from "#engines/source";
import type { Expression, TemplatePart } from "../syntax/ast.ts";
import { stringValue, unknownDynamic } from "../values/value.ts";
import { Budget } from "./budget.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluated } from "./model.ts";

/** What one constant may cost. */
const steps = 100_000;

/** The value of an expression where nothing can be referred to and nothing be called; unknown where it does so all the same. */
export function constantValue(expression: Expression): Evaluated {
  const faults: Diagnostic[] = [];
  refuseReferences(expression, new Set(), (summary, detail, span) =>
    faults.push({ severity: "error", code: "hcl/constant", summary, detail, span }),
  );
  if (faults.length > 0) return { value: unknownDynamic, diagnostics: faults };
  const budget = new Budget({ steps });
  return evaluate(literalJson(expression), { scope: { variables: new Map() }, functions: new Map(), host: { budget }, budget });
}

type Fault = (summary: string, detail: string, span: Span) => void;

function refuseReferences(expression: Expression, bound: ReadonlySet<string>, fault: Fault): void {
  const visit = (inner: Expression) => refuseReferences(inner, bound, fault);
  switch (expression.kind) {
    case "literal":
    case "item":
      return;
    case "traversal":
      if (!bound.has(expression.root))
        fault("Variables not allowed", "Only constant values stand here: nothing can be referred to.", expression.rootSpan);
      return;
    case "call":
      fault("Function calls not allowed", "Only constant values stand here: no function can be called.", expression.span);
      return;
    case "relative":
      visit(expression.source);
      return;
    case "index":
      visit(expression.collection);
      visit(expression.key);
      return;
    case "splat":
      visit(expression.source);
      visit(expression.each);
      return;
    case "unary":
      visit(expression.operand);
      return;
    case "binary": {
      const right: Expression[] = [];
      let left: Expression = expression;
      // A long chain leans to the left; it is walked, not recursed into.
      while (left.kind === "binary") {
        right.push(left.right);
        left = left.left;
      }
      visit(left);
      right.reverse().forEach(visit);
      return;
    }
    case "conditional":
      [expression.condition, expression.whenTrue, expression.whenFalse].forEach(visit);
      return;
    case "tuple":
      expression.items.forEach(visit);
      return;
    case "object":
      for (const { key, bare, value } of expression.items) {
        if (bare === undefined) visit(key);
        visit(value);
      }
      return;
    case "for": {
      visit(expression.collection);
      const inner = new Set([...bound, expression.valueName, ...(expression.keyName === undefined ? [] : [expression.keyName])]);
      for (const part of [expression.key, expression.value, expression.condition]) if (part) refuseReferences(part, inner, fault);
      return;
    }
    case "template":
      // A text of JSON syntax is no template where nothing can be referred to.
      if (expression.json === undefined) refuseInParts(expression.parts, bound, fault);
      return;
    case "parentheses":
      visit(expression.inner);
      return;
    default:
      expression satisfies never;
  }
}

function refuseInParts(parts: readonly TemplatePart[], bound: ReadonlySet<string>, fault: Fault): void {
  for (const part of parts) {
    if (part.kind === "interpolation") refuseReferences(part.expression, bound, fault);
    if (part.kind === "if") {
      refuseReferences(part.condition, bound, fault);
      refuseInParts(part.whenTrue, bound, fault);
      refuseInParts(part.whenFalse, bound, fault);
    }
    if (part.kind === "for") {
      refuseReferences(part.collection, bound, fault);
      refuseInParts(part.body, new Set([...bound, part.valueName, ...(part.keyName === undefined ? [] : [part.keyName])]), fault);
    }
  }
}

function literalJson(expression: Expression): Expression {
  switch (expression.kind) {
    case "template":
      return expression.json === undefined ? expression : { kind: "literal", value: stringValue(expression.json), span: expression.span };
    case "tuple":
      return { ...expression, items: expression.items.map(literalJson) };
    case "object":
      return {
        ...expression,
        items: expression.items.map((item) => ({ ...item, key: literalJson(item.key), value: literalJson(item.value) })),
      };
    default:
      return expression;
  }
}

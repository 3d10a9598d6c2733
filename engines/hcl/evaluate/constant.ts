import type { Diagnostic, Span } from "#engines/source";
import type { Expression } from "../syntax/ast.ts";
import { walkExpression } from "../syntax/walk.ts";
import { stringValue, unknownDynamic } from "../values/value.ts";
import { Budget } from "./budget.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluated } from "./model.ts";

/** What one constant may cost. */
const steps = 100_000;

/** The value of an expression where nothing can be referred to and nothing be called; unknown where it does so all the same. */
export function constantValue(expression: Expression): Evaluated {
  const faults: Diagnostic[] = [];
  refuseReferences(expression, (summary, detail, span) => faults.push({ severity: "error", code: "hcl/constant", summary, detail, span }));
  if (faults.length > 0) return { value: unknownDynamic, diagnostics: faults };
  const budget = new Budget({ steps });
  return evaluate(literalJson(expression), { scope: { variables: new Map() }, functions: new Map(), host: { budget }, budget });
}

type Fault = (summary: string, detail: string, span: Span) => void;

function refuseReferences(expression: Expression, fault: Fault): void {
  walkExpression(expression, (part, bound) => {
    if (part.kind === "traversal" && !bound.has(part.root))
      fault("Variables not allowed", "Only constant values stand here: nothing can be referred to.", part.rootSpan);
    if (part.kind === "call") fault("Function calls not allowed", "Only constant values stand here: no function can be called.", part.span);
    // A text of JSON syntax is no template where nothing can be referred to.
    return part.kind !== "call" && !(part.kind === "template" && part.json !== undefined);
  });
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

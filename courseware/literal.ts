import type { Expression } from "estree";

/** The value of an attribute's `{…}`, which may be written out and nothing else: no name is looked up, no code is run. */
export function literalValue(expression: Expression): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  switch (expression.type) {
    case "Literal":
      return "regex" in expression || "bigint" in expression ? { ok: false } : { ok: true, value: expression.value };
    case "TemplateLiteral": {
      const text = expression.quasis[0]?.value.cooked;
      return expression.expressions.length === 0 && typeof text === "string" ? { ok: true, value: text } : { ok: false };
    }
    case "UnaryExpression": {
      const inner = expression.operator === "-" ? literalValue(expression.argument) : undefined;
      return inner?.ok && typeof inner.value === "number" ? { ok: true, value: -inner.value } : { ok: false };
    }
    default:
      return { ok: false };
  }
}

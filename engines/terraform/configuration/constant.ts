import { constantValue, type Expression, type TemplatePart, type Type, tryConvert, type Value } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { Findings } from "./findings.ts";

/** The value of an expression that may refer to nothing and call nothing; unknown where it does. */
export function constant(expression: Expression, findings: Findings): Value {
  const { value, diagnostics } = constantValue(expression);
  findings.take(diagnostics);
  return value;
}

/** A constant as a text, a bool …; undefined where it is none, null included. */
export function constantAs(expression: Expression, type: Type, findings: Findings): Value | undefined {
  const value = constant(expression, findings);
  const conversion = tryConvert(value, type);
  if (conversion.ok && conversion.value.kind !== "unknown" && conversion.value.kind !== "null") return conversion.value;
  const problem = conversion.ok ? `a ${type.kind} is required` : conversion.message;
  findings.error("unsuitable-value", "Unsuitable value type", `This value cannot be used here: ${problem}.`, startOfExpression(expression));
  return undefined;
}

export function constantText(expression: Expression, findings: Findings): string | undefined {
  const value = constantAs(expression, { kind: "string" }, findings);
  return value?.kind === "string" ? value.value : undefined;
}

export function constantBool(expression: Expression, findings: Findings): boolean | undefined {
  const value = constantAs(expression, { kind: "bool" }, findings);
  return value?.kind === "bool" ? value.value : undefined;
}

/** The text of a constant that is a string already or converts to one, without saying what is wrong. */
export function quietText(value: Value): string | undefined {
  if (value.kind === "unknown" || value.kind === "null") return undefined;
  const conversion = tryConvert(value, { kind: "string" });
  return conversion.ok && conversion.value.kind === "string" ? conversion.value.value : undefined;
}

/** Where an expression begins, as messages about its form point at it: the first token, or the first part. */
export function startOfExpression(expression: Expression): Span {
  switch (expression.kind) {
    case "call":
      return {
        ...expression.nameSpan,
        end: { ...expression.argsSpan.start, column: expression.argsSpan.start.column + 1, offset: expression.argsSpan.start.offset + 1 },
      };
    case "conditional":
      return startOfExpression(expression.condition);
    case "binary": {
      let left: Expression = expression;
      while (left.kind === "binary") left = left.left;
      return startOfExpression(left);
    }
    case "unary":
    case "tuple":
    case "object":
    case "for":
      return firstCharacter(expression.span);
    case "splat":
      return expression.marker;
    case "template": {
      const [first] = expression.parts;
      if (expression.json !== undefined || expression.wrap) return expression.span;
      return first ? startOfPart(first) : expression.span;
    }
    default:
      return expression.span;
  }
}

const startOfPart = (part: TemplatePart): Span => (part.kind === "interpolation" ? startOfExpression(part.expression) : part.span);

const firstCharacter = ({ file, start }: Span): Span => ({
  file,
  start,
  end: { ...start, column: start.column + 1, offset: start.offset + 1 },
});

import { Budget, type Expression, evaluate, stringValue, type TemplatePart, type Type, tryConvert, unknownDynamic, type Value } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { Findings } from "./findings.ts";

/** The value of an expression that may refer to nothing and call nothing; unknown where it does. */
export function constant(expression: Expression, findings: Findings): Value {
  const before = findings.errors;
  refuseReferences(expression, new Set(), findings);
  if (findings.errors > before) return unknownDynamic;
  const budget = new Budget({ steps: 100_000 });
  const { value, diagnostics } = evaluate(literalJson(expression), {
    scope: { variables: new Map() },
    functions: new Map(),
    host: { budget },
    budget,
  });
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
      return { ...expression.nameSpan, end: { ...expression.argsSpan.start, column: expression.argsSpan.start.column + 1, offset: expression.argsSpan.start.offset + 1 } };
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

const firstCharacter = ({ file, start }: Span): Span => ({ file, start, end: { ...start, column: start.column + 1, offset: start.offset + 1 } });

function refuseReferences(expression: Expression, bound: ReadonlySet<string>, findings: Findings): void {
  const visit = (inner: Expression) => refuseReferences(inner, bound, findings);
  switch (expression.kind) {
    case "literal":
    case "item":
      return;
    case "traversal":
      if (!bound.has(expression.root))
        findings.error("constant", "Variables not allowed", "Only constant values stand here: nothing can be referred to.", expression.rootSpan);
      return;
    case "call":
      findings.error("constant", "Function calls not allowed", "Only constant values stand here: no function can be called.", expression.span);
      return;
    case "relative":
      return visit(expression.source);
    case "index":
      visit(expression.collection);
      return visit(expression.key);
    case "splat":
      visit(expression.source);
      return visit(expression.each);
    case "unary":
      return visit(expression.operand);
    case "binary": {
      const right: Expression[] = [];
      let left: Expression = expression;
      // A long chain leans to the left; it is walked, not recursed into.
      while (left.kind === "binary") {
        right.push(left.right);
        left = left.left;
      }
      visit(left);
      return right.reverse().forEach(visit);
    }
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse].forEach(visit);
    case "tuple":
      return expression.items.forEach(visit);
    case "object":
      for (const { key, bare, value } of expression.items) {
        if (bare === undefined) visit(key);
        visit(value);
      }
      return;
    case "for": {
      visit(expression.collection);
      const inner = new Set([...bound, expression.valueName, ...(expression.keyName === undefined ? [] : [expression.keyName])]);
      for (const part of [expression.key, expression.value, expression.condition]) if (part) refuseReferences(part, inner, findings);
      return;
    }
    case "template":
      // A text of JSON syntax is no template where nothing can be referred to.
      if (expression.json === undefined) refuseInParts(expression.parts, bound, findings);
      return;
    case "parentheses":
      return visit(expression.inner);
    default:
      expression satisfies never;
  }
}

function refuseInParts(parts: readonly TemplatePart[], bound: ReadonlySet<string>, findings: Findings): void {
  for (const part of parts) {
    if (part.kind === "interpolation") refuseReferences(part.expression, bound, findings);
    if (part.kind === "if") {
      refuseReferences(part.condition, bound, findings);
      refuseInParts(part.whenTrue, bound, findings);
      refuseInParts(part.whenFalse, bound, findings);
    }
    if (part.kind === "for") {
      refuseReferences(part.collection, bound, findings);
      refuseInParts(part.body, new Set([...bound, part.valueName, ...(part.keyName === undefined ? [] : [part.keyName])]), findings);
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
      return { ...expression, items: expression.items.map((item) => ({ ...item, key: literalJson(item.key), value: literalJson(item.value) })) };
    default:
      return expression;
  }
}

import type { Expression, ForExpression } from "../syntax/ast.ts";
import { tryConvert } from "../values/convert.ts";
import { deepMarks, shallowUnmarked, withMarks } from "../values/marks.ts";
import { bool, friendlyName, listOf, string, tupleOf } from "../values/type.ts";
import { elementsOf, listValue, type Mark, objectValue, tupleValue, unknownDynamic, unknownValue, type Value } from "../values/value.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";

/** `[for …]` and `{for …}`: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#for-expressions */
export function evaluateFor(evaluator: Evaluator, expression: ForExpression, scope: Scope): Value {
  const collection = evaluator.evaluate(expression.collection, scope);
  const marks = new Set<Mark>(collection.marks);
  const span = expression.collection.span;
  if (collection.kind === "null") {
    evaluator.fail("hcl/iteration", "Iteration over null value", "A null value has no elements to go through.", span);
    return unknownDynamic;
  }
  if (collection.type.kind === "dynamic") return withMarks(unknownDynamic, marks);
  const iterable = ["list", "set", "tuple", "map", "object"].includes(collection.type.kind);
  if (!iterable) {
    const detail = `A value of type ${friendlyName(collection.type)} has no elements to go through.`;
    evaluator.fail("hcl/iteration", "Iteration over non-iterable value", detail, span);
    return unknownDynamic;
  }
  if (collection.kind !== "sequence" && collection.kind !== "mapping") return withMarks(unknownDynamic, marks);
  const loop = new Loop(evaluator, expression, scope, marks);
  for (const [key, value] of elementsOf(collection)) loop.take(key, value);
  return withMarks(loop.result(), marks);
}

class Loop {
  readonly #evaluator: Evaluator;
  readonly #expression: ForExpression;
  readonly #scope: Scope;
  readonly #marks: Set<Mark>;
  readonly #items: Value[] = [];
  readonly #entries = new Map<string, Value>();
  readonly #groups = new Map<string, Value[]>();
  #known = true;

  constructor(evaluator: Evaluator, expression: ForExpression, scope: Scope, marks: Set<Mark>) {
    this.#evaluator = evaluator;
    this.#expression = expression;
    this.#scope = scope;
    this.#marks = marks;
  }

  take(key: Value, value: Value): void {
    const { keyName, valueName } = this.#expression;
    this.#evaluator.evaluation.budget.step();
    const named: [string, Value][] = keyName === undefined ? [] : [[keyName, key]];
    const scope = this.#evaluator.inner(this.#scope, [...named, [valueName, value]]);
    if (!this.#included(scope)) return;
    if (this.#expression.key) this.#entry(this.#expression.key, scope);
    else this.#items.push(this.#evaluator.evaluate(this.#expression.value, scope));
  }

  result(): Value {
    if (!this.#known) return unknownDynamic;
    if (!this.#expression.key) return tupleValue(this.#items);
    if (!this.#expression.group) return objectValue(this.#entries);
    return objectValue([...this.#groups].map(([key, values]) => [key, tupleValue(values)] as const));
  }

  #included(scope: Scope): boolean {
    const { condition } = this.#expression;
    if (!condition) return true;
    const before = this.#evaluator.diagnostics.length;
    const value = this.#evaluator.evaluate(condition, scope);
    if (this.#evaluator.diagnostics.length > before) return this.#unclear();
    if (value.kind === "null") {
      this.#evaluator.fail(
        "hcl/for-condition",
        "Condition is null",
        "The condition of a for expression must be true or false.",
        condition.span,
      );
      return this.#unclear();
    }
    for (const mark of value.marks) this.#marks.add(mark);
    const conversion = tryConvert(value, bool);
    if (!conversion.ok) {
      const detail = `The condition of a for expression must be true or false: ${conversion.message}.`;
      this.#evaluator.fail("hcl/for-condition", "Invalid 'for' condition", detail, condition.span);
      return this.#unclear();
    }
    if (conversion.value.kind !== "bool") return this.#unclear();
    return conversion.value.value;
  }

  #entry(keyExpression: Expression, scope: Scope): void {
    const { value: valueExpression, group } = this.#expression;
    const key = this.#key(keyExpression, scope);
    const value = this.#evaluator.evaluate(valueExpression, scope);
    if (key === undefined) return;
    if (group) {
      const members = this.#groups.get(key);
      if (members) members.push(value);
      else this.#groups.set(key, [value]);
      return;
    }
    if (this.#entries.has(key)) {
      const detail = `Two items have the key "${key}". Where that is meant, "..." behind the value gathers them in a list.`;
      this.#evaluator.fail("hcl/duplicate-key", "Duplicate object key", detail, keyExpression.span);
      return;
    }
    this.#entries.set(key, value);
  }

  #key(expression: Expression, scope: Scope): string | undefined {
    const before = this.#evaluator.diagnostics.length;
    const value = this.#evaluator.evaluate(expression, scope);
    const failed = this.#evaluator.diagnostics.length > before;
    for (const mark of deepMarks(value)) this.#marks.add(mark);
    const invalid = (detail: string) => {
      this.#evaluator.fail("hcl/object-key", "Invalid object key", detail, expression.span);
      this.#known = false;
    };
    if (value.kind === "null") {
      invalid("The key of a for expression must not be null.");
      return undefined;
    }
    const conversion = tryConvert(value, string);
    if (!conversion.ok) {
      invalid(`This value cannot be a key: ${conversion.message}.`);
      return undefined;
    }
    if (failed || conversion.value.kind !== "string") {
      this.#known = false;
      return undefined;
    }
    return conversion.value.value;
  }

  #unclear(): false {
    this.#known = false;
    return false;
  }
}

/** `source[*].each`: a value that is no sequence is taken for a list of one, and null for an empty one. */
export function evaluateSplat(evaluator: Evaluator, expression: Expression & { kind: "splat" }, scope: Scope): Value {
  const before = evaluator.diagnostics.length;
  const marked = evaluator.evaluate(expression.source, scope);
  if (evaluator.diagnostics.length > before) return unknownDynamic;
  const source = shallowUnmarked(marked);
  return withMarks(splat(evaluator, source, expression, scope), marked.marks);
}

function splat(evaluator: Evaluator, source: Value, expression: Expression & { kind: "splat" }, scope: Scope): Value {
  const each = (value: Value) => {
    evaluator.evaluation.budget.step();
    return evaluator.evaluate(expression.each, evaluator.itemScope(scope, value));
  };
  const { type } = source;
  const sequence = type.kind === "list" || type.kind === "set" || type.kind === "tuple";
  if (source.kind === "null") {
    if (!sequence) return tupleValue([]);
    evaluator.fail("hcl/null-splat", "Splat of null value", "A list that is null has no elements to go through.", expression.marker);
    return unknownDynamic;
  }
  if (type.kind === "dynamic") return unknownDynamic;
  if (!sequence) {
    const result = each(source);
    // An unknown may turn out to be null, and the list empty.
    return source.kind === "unknown" && !source.refinement.notNull ? unknownDynamic : tupleValue([result]);
  }
  if (source.kind !== "sequence") {
    if (type.kind === "tuple") return unknownValue(tupleOf(type.elements.map((element) => each(unknownValue(element)).type)));
    return unknownValue(listOf(each(unknownValue(type.element)).type), { notNull: true });
  }
  const values = source.items.map(each);
  if (type.kind === "tuple") return tupleValue(values);
  const element = values[0]?.type ?? each(unknownValue(type.element)).type;
  return listValue(element, values);
}

import type { Span } from "#engines/source";
import type { TemplateExpression, TemplatePart } from "../syntax/ast.ts";
import { tryConvert } from "../values/convert.ts";
import { deepMarks, deepUnmarked, withMarks } from "../values/marks.ts";
import { friendlyName, string } from "../values/type.ts";
import { elementsOf, type Mark, stringValue, unknownValue, type Value } from "../values/value.ts";
import { decide } from "./conditional.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";

/** A string made of texts, interpolations and directives; `"${x}"` alone is `x` itself. */
export function evaluateTemplate(evaluator: Evaluator, template: TemplateExpression, scope: Scope): Value {
  const [only] = template.parts;
  if (template.wrap && only?.kind === "interpolation") return evaluator.evaluate(only.expression, scope);
  const text = new Text(evaluator);
  text.addAll(template.parts, scope);
  return text.result();
}

/** What has been written so far, until the first unknown. */
class Text {
  readonly #evaluator: Evaluator;
  readonly #marks = new Set<Mark>();
  readonly #pieces: string[] = [];
  #known = true;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  addAll(parts: readonly TemplatePart[], scope: Scope): void {
    for (const part of parts) this.#add(part, scope);
  }

  result(): Value {
    const text = this.#pieces.join("");
    const value = this.#known ? stringValue(text) : unknownValue(string, { notNull: true, ...prefix(text) });
    return withMarks(value, this.#marks);
  }

  #add(part: TemplatePart, scope: Scope): void {
    switch (part.kind) {
      case "text":
        this.#write(part.text);
        return;
      case "interpolation":
        this.#interpolate(this.#evaluator.evaluate(part.expression, scope), part.expression.span);
        return;
      case "if": {
        const before = this.#evaluator.diagnostics.length;
        const { value, marks } = decide(this.#evaluator, part.condition, scope);
        for (const mark of marks) this.#marks.add(mark);
        if (value === undefined || this.#evaluator.diagnostics.length > before) this.#known = false;
        else this.addAll(value ? part.whenTrue : part.whenFalse, scope);
        return;
      }
      case "for":
        this.#loop(part, scope);
        return;
      default:
        part satisfies never;
        return;
    }
  }

  #interpolate(given: Value, span: Span): void {
    for (const mark of deepMarks(given)) this.#marks.add(mark);
    const value = deepUnmarked(given);
    if (value.kind === "null") {
      const detail = "A null value cannot be part of a text.";
      this.#evaluator.fail("hcl/template-value", "Invalid template interpolation value", detail, span);
      return;
    }
    const conversion = tryConvert(value, string);
    if (!conversion.ok) {
      const detail = `This value cannot be part of a text: ${conversion.message}. jsonencode or join make text of lists and maps.`;
      this.#evaluator.fail("hcl/template-value", "Invalid template interpolation value", detail, span);
      return;
    }
    const text = conversion.value;
    if (text.kind === "string") {
      this.#write(text.value);
      return;
    }
    if (text.kind === "unknown" && text.refinement.prefix !== undefined) this.#write(text.refinement.prefix);
    this.#known = false;
  }

  #write(text: string): void {
    if (!this.#known) return;
    this.#evaluator.evaluation.budget.text(text.length);
    this.#pieces.push(text);
  }

  #loop(part: TemplatePart & { kind: "for" }, scope: Scope): void {
    const collection = this.#evaluator.evaluate(part.collection, scope);
    for (const mark of collection.marks) this.#marks.add(mark);
    const { span } = part.collection;
    if (collection.kind === "null") {
      this.#evaluator.fail("hcl/iteration", "Iteration over null value", "A null value has no elements to go through.", span);
      this.#known = false;
      return;
    }
    if (collection.kind === "bool" || collection.kind === "number" || collection.kind === "string") {
      const detail = `A value of type ${friendlyName(collection.type)} has no elements to go through.`;
      this.#evaluator.fail("hcl/iteration", "Iteration over non-iterable value", detail, span);
      this.#known = false;
      return;
    }
    if (collection.kind === "unknown") {
      this.#known = false;
      return;
    }
    for (const [key, value] of elementsOf(collection)) {
      this.#evaluator.evaluation.budget.step();
      const named: [string, Value][] = part.keyName === undefined ? [] : [[part.keyName, key]];
      this.addAll(part.body, this.#evaluator.inner(scope, [...named, [part.valueName, value]]));
    }
  }
}

/** The last character may yet combine with what follows, unless it is one that never does. */
function prefix(text: string): { prefix?: string } {
  const safe = /[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\n]$/.test(text) ? text : [...text].slice(0, -1).join("");
  return safe === "" ? {} : { prefix: safe };
}

import {
  countValue,
  type Evaluation,
  elementsOf,
  evaluate,
  listValue,
  mapValue,
  nullValue,
  objectValue,
  setValue,
  shallowUnmarked,
  stringValue,
  tryConvert,
  unknownValue,
  type Value,
  withMarks,
} from "#engines/hcl";
import { type Diagnostic, isError, type Span } from "#engines/source";
import { type AttributeSchema, configurationType, type NestedBlock } from "../providers/index.ts";
import { impliedType, noBlocks, objectOfBlock } from "../providers/objects.ts";
import type { PreparedBlock, PreparedBody } from "./prepare-body.ts";

export type Decoded = {
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
};

/** The object that a body describes. After an error its parts are unknown. */
export function decodeBody(body: PreparedBody, evaluation: Evaluation): Decoded {
  const diagnostics: Diagnostic[] = [...body.diagnostics];
  const value = new Decoder(diagnostics).body(body, evaluation);
  return { value, diagnostics };
}

class Decoder {
  readonly #diagnostics: Diagnostic[];

  constructor(diagnostics: Diagnostic[]) {
    this.#diagnostics = diagnostics;
  }

  body(body: PreparedBody, evaluation: Evaluation): Value {
    return objectOfBlock(body.schema, (member) => {
      if (member.kind === "block") return this.#nested(member.name, member.nested, body, evaluation);
      const asBlocks = body.asBlocks.get(member.name);
      if (asBlocks) return this.#asBlocks(member.attribute, asBlocks, evaluation);
      return this.#attribute(member.attribute, body, evaluation);
    });
  }

  #attribute(attribute: AttributeSchema, body: PreparedBody, evaluation: Evaluation): Value {
    const { name, type } = attribute;
    const written = body.attributes.get(name);
    if (!written) return nullValue(type);
    const { value, diagnostics } = evaluate(written.value, evaluation);
    this.#diagnostics.push(...diagnostics);
    const conversion = tryConvert(value, configurationType(attribute));
    if (conversion.ok) return conversion.value;
    const detail = `The attribute "${name}" cannot take this value: ${conversion.message}.`;
    this.#fail("terraform/attribute-type", "Incorrect attribute value type", detail, written.value.span);
    return unknownValue(type);
  }

  #asBlocks({ type }: AttributeSchema, blocks: readonly PreparedBlock[], evaluation: Evaluation): Value {
    const objects = this.#objects(blocks, evaluation);
    if (objects === undefined || (type.kind !== "list" && type.kind !== "set")) return unknownValue(type);
    const values = objects.map(({ value }) => value);
    return type.kind === "list" ? listValue(type.element, values) : setValue(type.element, values);
  }

  #nested(name: string, nested: NestedBlock, body: PreparedBody, evaluation: Evaluation): Value {
    const written = body.blocks.get(name) ?? [];
    const type = impliedType(nested.block);
    const objects = this.#objects(written, evaluation);
    if (nested.nesting === "single" || nested.nesting === "group") {
      if (objects === undefined) return unknownValue(type);
      const [first, second] = objects;
      if (second) this.#fail("terraform/blocks", `Duplicate ${name} block`, `There may be one ${name} block here.`, second.span);
      if (!first && nested.min > 0)
        this.#fail("terraform/blocks", `Missing ${name} block`, `A ${name} block is needed here.`, body.missingAt);
      return first?.value ?? noBlocks(nested);
    }
    if (objects) this.#count(name, nested, objects, body.missingAt);
    if (nested.nesting === "map") {
      if (objects === undefined) return unknownValue({ kind: "map", element: type });
      return mapValue(
        type,
        objects.map(({ value }, index) => [String(index), value] as const),
      );
    }
    if (objects === undefined) return unknownValue({ kind: nested.nesting, element: type });
    const values = objects.map(({ value }) => value);
    return nested.nesting === "list" ? listValue(type, values) : setValue(type, values);
  }

  #count(name: string, { min, max }: NestedBlock, objects: readonly { readonly span: Span }[], missingAt: Span): void {
    if (objects.length < min)
      this.#fail("terraform/blocks", `Insufficient ${name} blocks`, `At least ${min} "${name}" blocks are needed here.`, missingAt);
    const extra = max > 0 ? objects[max] : undefined;
    if (extra)
      this.#fail("terraform/blocks", `Too many ${name} blocks`, `No more than ${max} "${name}" blocks may stand here.`, extra.span);
  }

  /** Undefined where it is not known how many there will be. */
  #objects(
    blocks: readonly PreparedBlock[],
    evaluation: Evaluation,
  ): readonly { readonly value: Value; readonly span: Span }[] | undefined {
    const objects: { value: Value; span: Span }[] = [];
    let known = true;
    for (const { body, dynamic } of blocks) {
      const span = body.missingAt;
      if (!dynamic) {
        objects.push({ value: this.body(body, evaluation), span });
        continue;
      }
      const over = this.#iterable(dynamic.forEach, evaluation);
      if (!over) {
        known = false;
        continue;
      }
      for (const [key, value] of over.elements) {
        evaluation.budget.step();
        const iteration = objectValue([
          ["key", key],
          ["value", value],
        ]);
        const scope = { variables: new Map([[dynamic.iterator, iteration]]), parent: evaluation.scope };
        const object = this.body(body, { ...evaluation, scope });
        objects.push({ value: withMarks(object, over.value.marks), span });
      }
    }
    return known ? objects : undefined;
  }

  #iterable(
    expression: NonNullable<PreparedBlock["dynamic"]>["forEach"],
    evaluation: Evaluation,
  ): { readonly value: Value; readonly elements: readonly (readonly [Value, Value])[] } | undefined {
    const { value: marked, diagnostics } = evaluate(expression, evaluation);
    this.#diagnostics.push(...diagnostics);
    if (diagnostics.some(isError)) return undefined;
    const value = shallowUnmarked(marked);
    const refuse = (detail: string) => this.#fail("terraform/dynamic", "Invalid dynamic for_each value", detail, expression.span);
    if (value.kind === "null") {
      refuse("A dynamic block is written for each element of a collection, and this value is null.");
      return undefined;
    }
    if (value.kind === "mapping" || value.kind === "sequence") return { value: marked, elements: elementsOf(value) };
    if (value.kind !== "unknown" || ["string", "number", "bool"].includes(value.type.kind))
      refuse(`A dynamic block is written for each element of a collection, and this is a ${value.type.kind}.`);
    return undefined;
  }

  #fail(code: Diagnostic["code"], summary: string, detail: string, span: Span): void {
    this.#diagnostics.push({ severity: "error", code, summary, detail, span });
  }
}

export const keyValue = (key: string | number): Value => (typeof key === "number" ? countValue(key) : stringValue(key));

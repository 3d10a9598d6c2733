import {
  type Attribute,
  type Block,
  type Body,
  bodyContent,
  type Expression,
  type Reference,
  references,
  staticTraversal,
  type Type,
} from "#engines/hcl";
import { type Diagnostic, isError, type Span } from "#engines/source";
import type { AttributeSchema, BlockSchema, NestedBlock } from "../providers/index.ts";

/** A body sorted by its schema, once for all instances that are made of it. */
export type PreparedBody = {
  readonly schema: BlockSchema;
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Nested blocks by type, in the order they are written. */
  readonly blocks: ReadonlyMap<string, readonly PreparedBlock[]>;
  /** Attributes whose objects are written as blocks. */
  readonly asBlocks: ReadonlyMap<string, readonly PreparedBlock[]>;
  readonly missingAt: Span;
  readonly diagnostics: readonly Diagnostic[];
  readonly references: readonly Reference[];
};

export type PreparedBlock = {
  readonly span: Span;
  readonly body: PreparedBody;
  /** Of a `dynamic` block. */
  readonly dynamic?: { readonly forEach: Expression; readonly iterator: string };
};

const prepared = new WeakMap<Body, PreparedBody>();

/** https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
export function prepareBody(schema: BlockSchema, body: Body): PreparedBody {
  const known = prepared.get(body);
  if (known?.schema === schema) return known;
  const made = prepare(schema, body, new Set());
  prepared.set(body, made);
  return made;
}

function prepare(schema: BlockSchema, body: Body, bound: ReadonlySet<string>): PreparedBody {
  const written = writtenAsBlocks(schema, body);
  const content = bodyContent(body, {
    attributes: [...schema.attributes.values()].filter(({ name }) => !written.has(name)),
    blocks: [
      ...[...schema.blocks].map(([type, { nesting }]) => ({ type, labels: nesting === "map" ? ["key"] : [] })),
      ...[...written.keys()].map((type) => ({ type, labels: [] })),
      { type: "dynamic", labels: ["type"] },
    ],
  });
  const preparation = new Preparation(schema, written, bound, content.diagnostics);
  for (const { value } of content.attributes.values()) preparation.refersTo(value);
  for (const block of content.blocks) preparation.add(block);
  return preparation.result(content.attributes, content.missingAt);
}

class Preparation {
  readonly #schema: BlockSchema;
  readonly #written: ReadonlyMap<string, BlockSchema>;
  readonly #bound: ReadonlySet<string>;
  readonly #blocks = new Map<string, PreparedBlock[]>();
  readonly #asBlocks = new Map<string, PreparedBlock[]>();
  readonly #references: Reference[] = [];
  readonly #diagnostics: Diagnostic[];

  constructor(
    schema: BlockSchema,
    written: ReadonlyMap<string, BlockSchema>,
    bound: ReadonlySet<string>,
    diagnostics: readonly Diagnostic[],
  ) {
    this.#schema = schema;
    this.#written = written;
    this.#bound = bound;
    this.#diagnostics = [...diagnostics];
    for (const name of written.keys()) this.#asBlocks.set(name, []);
  }

  refersTo(expression: Expression): void {
    for (const reference of references(expression)) if (!this.#bound.has(reference.root)) this.#references.push(reference);
  }

  add(block: Block): void {
    if (block.type === "dynamic") this.#addDynamic(block);
    else this.#push(block.type, block.header, block.body, this.#bound);
  }

  result(attributes: ReadonlyMap<string, Attribute>, missingAt: Span): PreparedBody {
    return {
      schema: this.#schema,
      attributes,
      blocks: this.#blocks,
      asBlocks: this.#asBlocks,
      missingAt,
      diagnostics: this.#diagnostics,
      references: this.#references,
    };
  }

  #addDynamic(block: Block): void {
    const label = block.labels[0];
    const type = label?.value ?? "";
    if (!this.#schema.blocks.has(type) && !this.#written.has(type)) {
      const detail = `Blocks of type "${type}" are not expected here.`;
      this.#fail("terraform/unsupported-block", "Unsupported block type", detail, label?.span ?? block.header);
      return;
    }
    const content = bodyContent(block.body, {
      attributes: [{ name: "for_each", required: true }, { name: "iterator" }, { name: "labels" }],
      blocks: [{ type: "content", labels: [] }],
    });
    this.#diagnostics.push(...content.diagnostics);
    const [inner, extra] = content.blocks;
    if (extra) this.#fail("terraform/dynamic", "Extraneous dynamic content block", "A dynamic block has one content block.", extra.header);
    if (!inner) {
      const detail = "A dynamic block needs a content block, which is written once for every element.";
      this.#fail("terraform/dynamic", "Missing dynamic content block", detail, content.missingAt);
    }
    const forEach = content.attributes.get("for_each")?.value;
    const iterator = this.#iterator(content.attributes.get("iterator"), type);
    // What cannot be expanded is not looked into.
    if (!forEach || !inner || content.diagnostics.some(isError)) return;
    this.refersTo(forEach);
    this.#push(type, block.header, inner.body, new Set([...this.#bound, iterator]), { forEach, iterator });
  }

  #iterator(attribute: Attribute | undefined, type: string): string {
    if (!attribute) return type;
    const traversal = staticTraversal(attribute.value);
    if (traversal?.steps.length === 0) return traversal.root;
    const detail = "The name of an iterator is a plain word.";
    this.#fail("terraform/dynamic", "Invalid expression", detail, attribute.value.span);
    return type;
  }

  #push(type: string, span: Span, body: Body, bound: ReadonlySet<string>, dynamic?: PreparedBlock["dynamic"]): void {
    const nested = this.#schema.blocks.get(type);
    const schema = nested?.block ?? this.#written.get(type);
    if (!schema) return;
    const inner = prepare(schema, body, bound);
    this.#diagnostics.push(...inner.diagnostics);
    this.#references.push(...inner.references);
    const target = nested ? this.#blocks : this.#asBlocks;
    const list = target.get(type) ?? [];
    target.set(type, list);
    list.push({ span, body: inner, ...(dynamic ? { dynamic } : {}) });
  }

  #fail(code: Diagnostic["code"], summary: string, detail: string, span: Span): void {
    this.#diagnostics.push({ severity: "error", code, summary, detail, span });
  }
}

/** Attributes that hold lists or sets of objects may be written as blocks: https://developer.hashicorp.com/terraform/language/attr-as-blocks */
function writtenAsBlocks(schema: BlockSchema, body: Body): ReadonlyMap<string, BlockSchema> {
  const found = new Map<string, BlockSchema>();
  for (const { type, labels } of body.blocks) {
    const name = type === "dynamic" ? (labels[0]?.value ?? "") : type;
    const attribute = schema.attributes.get(name);
    const element = attribute && !attribute.nested ? elementSchema(attribute.type) : undefined;
    if (element) found.set(name, element);
  }
  return found;
}

const elements = new WeakMap<Type, BlockSchema>();

function elementSchema(type: Type): BlockSchema | undefined {
  if ((type.kind !== "list" && type.kind !== "set") || type.element.kind !== "object") return undefined;
  const known = elements.get(type);
  if (known) return known;
  const attributes = [...type.element.attributes].map(([name, inner]): [string, AttributeSchema] => [
    name,
    {
      name,
      type: inner,
      required: false,
      optional: true,
      computed: false,
      sensitive: false,
      writeOnly: false,
      deprecated: false,
      forceNew: false,
    },
  ]);
  const made: BlockSchema = { attributes: new Map(attributes), blocks: new Map<string, NestedBlock>() };
  elements.set(type, made);
  return made;
}

import type { Diagnostic, Span } from "#engines/source";
import { didYouMean, suggest } from "#engines/source";
import type { Attribute, Block, Body } from "../syntax/ast.ts";
import { jsonAttributes, jsonContent } from "./json-content.ts";

export type BodySchema = {
  readonly attributes: readonly { readonly name: string; readonly required?: boolean }[];
  /** `labels` names them, for messages. */
  readonly blocks: readonly { readonly type: string; readonly labels: readonly string[] }[];
};

export type BodyContent = {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  readonly missingAt: Span;
  readonly diagnostics: readonly Diagnostic[];
  /** What the schema does not speak of. */
  readonly rest: Body;
};

/**
 * Lays a body over another: arguments replace arguments of the same name, and blocks of a type all blocks of that type, dynamic ones
 * included. https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
 */
export function layeredBody(base: Body, over: Body): Body {
  return {
    ...base,
    attributes: new Map([...base.attributes, ...over.attributes]),
    blocks: replacedBlocks(base.blocks, over.blocks),
    layers: { base, over },
  };
}

function layeredContent(base: Body, over: Body, schema: BodySchema): BodyContent {
  // What is required is asked of the lower body alone, as Terraform does.
  const below = partialContent(base, schema);
  const above = partialContent(over, { ...schema, attributes: schema.attributes.map(({ name }) => ({ name })) });
  return {
    attributes: new Map([...below.attributes, ...above.attributes]),
    blocks: replacedBlocks(below.blocks, above.blocks),
    missingAt: below.missingAt,
    diagnostics: [...below.diagnostics, ...above.diagnostics],
    rest: layeredBody(below.rest, above.rest),
  };
}

function replacedBlocks(base: readonly Block[], over: readonly Block[]): readonly Block[] {
  const types = new Set(over.map(effectiveType));
  return [...base.filter((block) => !types.has(effectiveType(block))), ...over];
}

/** A dynamic block stands for blocks of the type that it makes. */
const effectiveType = ({ type, labels: [label] }: Block): string => (type === "dynamic" && label ? label.value : type);

/** What a body holds of a schema; anything else in it is an error. */
export function bodyContent(body: Body, schema: BodySchema): BodyContent {
  const content = partialContent(body, schema);
  const diagnostics = [...content.diagnostics];
  // What the schema does not know of is not noticed in a body of two layers.
  if (!body.layers) diagnostics.push(...unexpected(content.rest, schema));
  return { ...content, diagnostics: byPosition(diagnostics) };
}

function unexpected(rest: Body, schema: BodySchema): Diagnostic[] {
  const entries = rest.json?.flatMap((node) => (node.kind === "object" ? node.entries : [])) ?? [];
  return [
    ...[...rest.attributes.values()].map((attribute) => unsupportedArgument(attribute, schema)),
    ...rest.blocks.map((block) => unsupportedBlock(block, schema)),
    // A property named "//" is a comment.
    ...entries.filter(({ name }) => name !== "//").map(({ name, nameSpan }) => extraneousProperty(name, nameSpan, schema)),
  ];
}

/** What a body holds of a schema, and the rest of it as a body of its own. */
export function partialContent(body: Body, schema: BodySchema): BodyContent {
  if (body.layers) return layeredContent(body.layers.base, body.layers.over, schema);
  if (body.json) return withRequired(jsonContent(body, body.json, schema), schema);
  const attributeNames = new Set(schema.attributes.map(({ name }) => name));
  const types = new Map(schema.blocks.map((block) => [block.type, block] as const));
  const diagnostics: Diagnostic[] = [];
  const [attributes, others] = split(body.attributes, ([name]) => attributeNames.has(name));
  const blocks: Block[] = [];
  for (const block of body.blocks) {
    const wanted = types.get(block.type);
    if (!wanted) continue;
    const wrong = labelFault(block, wanted.labels);
    if (wrong) diagnostics.push(wrong);
    else blocks.push(block);
  }
  const rest: Body = { ...body, attributes: others, blocks: body.blocks.filter(({ type }) => !types.has(type)) };
  return withRequired({ attributes, blocks, missingAt: body.missingAt, diagnostics, rest }, schema);
}

/** The arguments of a body that may hold nothing else, such as `locals`. */
export function justAttributes(body: Body): {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly diagnostics: readonly Diagnostic[];
} {
  if (body.layers) {
    const [below, above] = [justAttributes(body.layers.base), justAttributes(body.layers.over)];
    const attributes = new Map([...below.attributes, ...above.attributes]);
    return { attributes, diagnostics: [...below.diagnostics, ...above.diagnostics] };
  }
  if (body.json) return jsonAttributes(body.json);
  // One is an example for all of them.
  const diagnostics = body.blocks.slice(0, 1).map(({ type, typeSpan }): Diagnostic => {
    const detail = "Only arguments stand here, no blocks.";
    return { severity: "error", code: "hcl/unexpected-block", summary: `Unexpected "${type}" block`, detail, span: typeSpan };
  });
  return { attributes: body.attributes, diagnostics };
}

function withRequired(content: BodyContent, schema: BodySchema): BodyContent {
  const missing = schema.attributes.filter(({ name, required }) => required && !content.attributes.has(name));
  const diagnostics = missing.map(({ name }): Diagnostic => {
    const detail = `The argument "${name}" is required here.`;
    return { severity: "error", code: "hcl/missing-argument", summary: "Missing required argument", detail, span: content.missingAt };
  });
  return { ...content, diagnostics: [...content.diagnostics, ...diagnostics] };
}

function labelFault(block: Block, labels: readonly string[]): Diagnostic | undefined {
  const names = labels.join(", ");
  if (block.labels.length < labels.length) {
    const missing = labels[block.labels.length] ?? "";
    const detail = `A ${block.type} block has ${labels.length} label(s): ${names}.`;
    return { severity: "error", code: "hcl/labels", summary: `Missing ${missing} for ${block.type}`, detail, span: block.openBrace };
  }
  const extra = block.labels[labels.length];
  if (!extra) return undefined;
  const detail =
    labels.length === 0 ? `A ${block.type} block has no labels.` : `A ${block.type} block has ${labels.length} label(s): ${names}.`;
  return { severity: "error", code: "hcl/labels", summary: `Extraneous label for ${block.type}`, detail, span: extra.span };
}

function unsupportedArgument({ name, nameSpan }: Attribute, schema: BodySchema): Diagnostic {
  const block = schema.blocks.some(({ type }) => type === name);
  const hint = block
    ? ` Did you mean to write a block, "${name} { … }"?`
    : didYouMean(
        name,
        schema.attributes.map((attribute) => attribute.name),
      );
  const detail = `An argument named "${name}" is not expected here.${hint}`;
  return { severity: "error", code: "hcl/unsupported-argument", summary: "Unsupported argument", detail, span: nameSpan };
}

function unsupportedBlock({ type, typeSpan }: Block, schema: BodySchema): Diagnostic {
  const argument = schema.attributes.some(({ name }) => name === type);
  const hint = argument
    ? ` Did you mean to set the argument "${type}", with an equals sign "="?`
    : didYouMean(
        type,
        schema.blocks.map((block) => block.type),
      );
  const detail = `Blocks of type "${type}" are not expected here.${hint}`;
  return { severity: "error", code: "hcl/unsupported-block", summary: "Unsupported block type", detail, span: typeSpan };
}

function extraneousProperty(name: string, span: Span, schema: BodySchema): Diagnostic {
  const nearest = suggest(name, [...schema.attributes.map((attribute) => attribute.name), ...schema.blocks.map(({ type }) => type)]);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  const detail = `No argument or block type is named "${name}" here.${hint}`;
  return { severity: "error", code: "hcl/unsupported-argument", summary: "Extraneous JSON object property", detail, span };
}

const byPosition = (diagnostics: Diagnostic[]): Diagnostic[] => diagnostics.sort((a, b) => a.span.start.offset - b.span.start.offset);

function split<K, V>(map: ReadonlyMap<K, V>, holds: (entry: readonly [K, V]) => boolean): [Map<K, V>, Map<K, V>] {
  const [yes, no] = [new Map<K, V>(), new Map<K, V>()];
  for (const entry of map) (holds(entry) ? yes : no).set(...entry);
  return [yes, no];
}

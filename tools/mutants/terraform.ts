import { type Attribute, type Block, type Body, type Expression, parseHcl, staticText } from "#engines/hcl";
import type { SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";
import type { Mutant } from "./model.ts";
import { TextEdits } from "./text-edits.ts";

type Edit = { readonly name: string; readonly text: string };

/** What the mutants of one file need to know of all of it. */
type Whole = {
  readonly edits: TextEdits;
  /** The defaults of variables, as they are written. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Names of managed resources, by type. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Whether the repository has a resource of this name in the same folder: what is new may have any name. */
  readonly isThere: (type: string, name: string) => boolean;
};

/** A `.tf` file with one thing dropped, opened, widened, renamed, hard-coded, swapped or turned round. */
export function mutateTerraform(file: SourceFile, { repository }: Pick<World, "repository">): readonly Mutant[] {
  if (!file.path.endsWith(".tf")) return [];
  const { model, diagnostics } = parseHcl(file);
  if (diagnostics.length > 0) return [];
  const edits = new TextEdits(file.text);
  const isThere = thereIn(repository, file.path.slice(0, file.path.lastIndexOf("/")));
  const whole: Whole = { edits, defaults: defaultsOf(model.blocks, edits), names: namesOf(model.blocks), isThere };
  // Which versions are asked for changes no plan here.
  const blocks = model.blocks.filter(({ type }) => type !== "terraform");
  const found = blocks.flatMap((block, index) => [...mutateBlock(block, nameOf(block, index), whole, true)]);
  const folder = file.path.split("/").slice(-2).join("/");
  return found.flatMap(({ name, text }) => (text === file.text ? [] : [{ name: `${folder}: ${name}`, file: { path: file.path, text } }]));
}

function thereIn(repository: readonly SourceFile[], folder: string): Whole["isThere"] {
  const texts = repository.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ text }) => text);
  return (type, name) => texts.some((text) => text.includes(`resource "${type}" "${name}"`));
}

const nameOf = ({ type, labels }: Block, index: number): string =>
  labels.length > 0 ? [type, ...labels.map(({ value }) => value)].join(".") : `${type}[${index}]`;

function defaultsOf(blocks: readonly Block[], edits: TextEdits): ReadonlyMap<string, string> {
  return new Map(
    blocks.flatMap(({ type, labels, body }) => {
      const fallback = type === "variable" ? body.attributes.get("default") : undefined;
      return fallback ? [[labels[0]?.value ?? "", edits.source(fallback.value.span)] as const] : [];
    }),
  );
}

function namesOf(blocks: readonly Block[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { type, labels } of blocks) {
    const [kind, name] = [labels[0]?.value, labels[1]?.value];
    if (type !== "resource" || kind === undefined || name === undefined) continue;
    const known = names.get(kind) ?? [];
    names.set(kind, known);
    known.push(name);
  }
  return names;
}

function* mutateBlock(block: Block, name: string, whole: Whole, top: boolean): Generator<Edit> {
  const { edits } = whole;
  yield { name: `drop ${name}`, text: edits.slice(block.typeSpan.start.offset, block.closeBrace.end.offset, "") };
  if (top && block.type === "resource") yield* renamed(block, name, whole);
  yield* mutateBody(block.body, name, whole);
}

/** The resource by another name, wherever the file speaks of it but in `moved`, `import` and `removed` blocks. */
function* renamed({ labels }: Block, name: string, { edits, isThere }: Whole): Generator<Edit> {
  const [type, own] = labels;
  if (!type || !own || !isThere(type.value, own.value)) return;
  const label = edits.replace(own.span, `"${own.value}_renamed"`);
  const pattern = new RegExp(`\\b${type.value}\\.${own.value}\\b(?!")`, "g");
  const text = label.replace(/(?:moved|import|removed) \{[^}]*\}|[^\n]+/g, (part) =>
    /^(?:moved|import|removed) /.test(part) ? part : part.replace(pattern, `${type.value}.${own.value}_renamed`),
  );
  yield { name: `rename ${name} without a moved block`, text };
}

function* mutateBody(body: Body, name: string, whole: Whole): Generator<Edit> {
  for (const attribute of body.attributes.values()) yield* mutateAttribute(attribute, `${name}.${attribute.name}`, whole);
  const counts = new Map<string, number>();
  for (const block of body.blocks) {
    const count = counts.get(block.type) ?? 0;
    counts.set(block.type, count + 1);
    const inner = block.type === "dynamic" ? `dynamic.${block.labels[0]?.value ?? ""}` : block.type;
    yield* mutateBlock(block, `${name}.${inner}[${count}]`, whole, false);
  }
}

/** What a variable says of itself shows in no plan: what it is for, and of which type a wrong value is not. */
const saidOfVariables = /^variable\.[^.]+\.(?:description|type)$/;

function* mutateAttribute({ name, value, span }: Attribute, where: string, whole: Whole): Generator<Edit> {
  const { edits } = whole;
  if (saidOfVariables.test(where)) return;
  yield { name: `drop ${where}`, text: edits.replace(span, "") };
  if (name === "for_each")
    yield {
      name: `one less in ${where}`,
      text: edits.replace(
        value.span,
        `{ for k, v in ${edits.source(value.span)} : k => v if tostring(k) != sort([for a, b in ${edits.source(value.span)} : tostring(a)])[0] }`,
      ),
    };
  yield* mutateExpression(value, where, whole);
}

/** Descriptions are for people. */
const prose = /\.(?:description|error_message)$/;

function* mutateExpression(value: Expression, where: string, whole: Whole): Generator<Edit> {
  const { edits } = whole;
  if (prose.test(where)) return;
  const replaced = (what: string, by: string): Edit => ({ name: `${what} ${where}`, text: edits.replace(value.span, by) });
  switch (value.kind) {
    case "literal":
      yield* mutateLiteral(edits.source(value.span), replaced);
      return;
    case "template":
      yield* mutateText(value, replaced, where, whole);
      return;
    case "traversal":
      yield* mutateReference(value, replaced, whole);
      return;
    case "tuple":
      for (const [index, item] of value.items.entries()) {
        if (value.items.length > 1)
          yield {
            name: `drop ${where}[${index}]`,
            text: withoutItem(
              value.items.map((each) => each.span),
              index,
              edits,
            ),
          };
        yield* mutateExpression(item, `${where}[${index}]`, whole);
      }
      return;
    case "object":
      for (const [index, { key, bare, value: inner }] of value.items.entries()) {
        const name = bare ?? staticText(key) ?? String(index);
        const spans = value.items.map((item) => ({ ...item.key.span, end: item.value.span.end }));
        yield { name: `drop ${where}.${name}`, text: withoutItem(spans, index, edits) };
        yield* mutateExpression(inner, `${where}.${name}`, whole);
      }
      return;
    case "call":
      for (const [index, arg] of value.args.entries()) yield* mutateExpression(arg, `${where}(${index})`, whole);
      return;
    case "conditional":
      yield replaced("always the first of", edits.source(value.whenTrue.span));
      yield replaced("always the second of", edits.source(value.whenFalse.span));
      return;
    case "binary":
      yield* mutateExpression(value.left, `${where} (left)`, whole);
      yield* mutateExpression(value.right, `${where} (right)`, whole);
      return;
    case "unary":
      if (value.operator === "!") yield replaced("turn round", edits.source(value.operand.span));
      return;
    case "for":
      if (value.condition)
        yield {
          name: `drop the condition of ${where}`,
          text: edits.slice(value.value.span.end.offset, value.condition.span.end.offset, ""),
        };
      yield* mutateExpression(value.value, `${where} (each)`, whole);
      return;
    case "index":
    case "relative":
    case "splat":
    case "parentheses":
    case "item":
      return;
    default:
      value satisfies never;
  }
}

type Replaced = (what: string, by: string) => Edit;

function* mutateLiteral(source: string, replaced: Replaced): Generator<Edit> {
  if (source === "true") yield replaced("turn off", "false");
  if (source === "false") yield replaced("turn on", "true");
  if (/^\d+$/.test(source)) yield replaced("one more in", String(Number(source) + 1));
}

const range = /^\d+\.\d+\.\d+\.\d+\/\d+$/;

function* mutateText(value: Expression, replaced: Replaced, where: string, whole: Whole): Generator<Edit> {
  const text = staticText(value);
  if (text !== undefined) {
    if (range.test(text)) {
      yield replaced("open to everyone", '"0.0.0.0/0"');
      yield replaced("another range in", '"192.168.77.0/24"');
    } else if (text !== "") yield replaced("another text in", JSON.stringify(`${text}x`));
    return;
  }
  if (value.kind !== "template") return;
  for (const [index, part] of value.parts.entries())
    if (part.kind === "interpolation") yield* mutateExpression(part.expression, `${where}{${index}}`, whole);
}

function* mutateReference(
  value: Expression & { kind: "traversal" },
  replaced: Replaced,
  { defaults, names, edits }: Whole,
): Generator<Edit> {
  const [first] = value.steps;
  if (first?.kind !== "attribute") return;
  const fallback = value.root === "var" && value.steps.length === 1 ? defaults.get(first.name) : undefined;
  if (fallback !== undefined) yield replaced("hard-code", fallback);
  for (const other of names.get(value.root) ?? []) {
    if (other === first.name) continue;
    const rest = edits.source(value.span).slice(`${value.root}.${first.name}`.length);
    yield replaced(`${other} instead of ${first.name} in`, `${value.root}.${other}${rest}`);
  }
}

/** A list or an object without one of its items, with its commas and newlines in order. */
function withoutItem(spans: readonly Span[], index: number, edits: TextEdits): string {
  const [own, next, before] = [spans[index], spans[index + 1], spans[index - 1]];
  if (!own) throw new Error("bug: there is no such item");
  if (next) return edits.slice(own.start.offset, next.start.offset, "");
  return before ? edits.slice(before.end.offset, own.end.offset, "") : edits.replace(own, "");
}

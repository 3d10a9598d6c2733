import type { Attribute, Block, Body, Label } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { readText } from "./template-text.ts";
import type { Token } from "./token.ts";

const isSymbol = (token: Token, text: string) => token.kind === "symbol" && token.text === text;
const closesBlock = (token: Token) => isSymbol(token, "}");

type Item = { readonly kind: "attribute"; readonly attribute: Attribute } | { readonly kind: "block"; readonly block: Block };

/** Body = (Attribute | Block)*, up to the closing brace if there was an opening one, which is read too. */
export function parseBody(cursor: Cursor, open: Token | undefined): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const start = open ?? cursor.peek();
  for (;;) {
    const next = cursor.peek();
    if (next.kind === "newline") {
      cursor.read();
      continue;
    }
    if (open ? closesBlock(next) : next.kind === "end") {
      cursor.read();
      break;
    }
    if (next.kind === "identifier") {
      add(cursor, parseItem(cursor), attributes, blocks);
      continue;
    }
    strayToken(cursor, open);
    break;
  }
  const span = cursor.span(start.start);
  return { attributes, blocks, span, missingAt: open ? cursor.spanOf(open) : { ...span, start: span.end } };
}

function strayToken(cursor: Cursor, open: Token | undefined): void {
  const bad = cursor.read();
  const span = cursor.spanOf(bad);
  if (bad.kind === "open-quote") cursor.lost("hcl/argument-name", "Invalid argument name", "The names of arguments are not quoted.", span);
  else if (bad.kind === "end" && open)
    cursor.lost(
      "hcl/unclosed-block",
      "Unclosed configuration block",
      "The file ends before this block's closing brace. A brace may be missing further down, too.",
      cursor.spanOf(open),
    );
  else
    cursor.lost("hcl/item-required", "Argument or block definition required", "An argument (name = value) or a block stands here.", span);
  cursor.recover(open ? closesBlock : (token) => token.kind === "end");
}

function add(cursor: Cursor, item: Item | undefined, attributes: Map<string, Attribute>, blocks: Block[]): void {
  if (item?.kind === "block") blocks.push(item.block);
  if (item?.kind !== "attribute") return;
  const { attribute } = item;
  const first = attributes.get(attribute.name);
  if (!first) attributes.set(attribute.name, attribute);
  else
    cursor.error(
      "hcl/attribute-redefined",
      "Attribute redefined",
      `The argument "${attribute.name}" is set on line ${first.nameSpan.start.line} already. It may be set once.`,
      attribute.nameSpan,
    );
}

function parseItem(cursor: Cursor): Item | undefined {
  const name = cursor.read();
  const next = cursor.peek();
  if (isSymbol(next, "=")) return { kind: "attribute", attribute: parseAttribute(cursor, name, false) };
  if (next.kind === "open-quote" || next.kind === "identifier" || isSymbol(next, "{")) {
    return { kind: "block", block: cursor.deeper(() => parseBlock(cursor, name)) };
  }
  cursor.recoverAfterItem();
  cursor.error(
    "hcl/item-required",
    "Argument or block definition required",
    'To set an argument, write an equals sign "=" and its value; to begin a block, an opening brace "{".',
    cursor.spanOf(name),
  );
  return undefined;
}

function parseAttribute(cursor: Cursor, name: Token, singleLine: boolean): Attribute {
  cursor.read();
  const before = cursor.diagnostics.length;
  const value = parseExpression(cursor);
  const attribute = { name: name.text, nameSpan: cursor.spanOf(name), value, span: cursor.span(name.start) };
  if (cursor.recovering && cursor.diagnostics.length > before) {
    cursor.recoverAfterItem();
    return attribute;
  }
  if (singleLine) return attribute;
  const end = cursor.peek();
  if (end.kind === "newline" || end.kind === "end") {
    cursor.read();
    return attribute;
  }
  if (isSymbol(end, ","))
    cursor.lost(
      "hcl/unexpected-comma",
      "Unexpected comma after argument",
      "Arguments are separated by newlines, not by commas.",
      cursor.spanOf(end),
    );
  else
    cursor.lost(
      "hcl/missing-newline",
      "Missing newline after argument",
      "The argument ends before this place; what follows needs a line of its own.",
      cursor.spanOf(end),
    );
  cursor.recoverAfterItem();
  return attribute;
}

/** Block = Identifier (Quoted | Identifier)* "{" … "}". */
function parseBlock(cursor: Cursor, type: Token): Block {
  const labels: Label[] = [];
  for (;;) {
    const next = cursor.peek();
    if (isSymbol(next, "{")) break;
    if (next.kind === "identifier") {
      cursor.read();
      labels.push({ value: next.text, span: cursor.spanOf(next) });
      continue;
    }
    if (next.kind === "open-quote") {
      labels.push(parseLabel(cursor));
      continue;
    }
    const detail = isSymbol(next, "=")
      ? 'An equals sign "=" sets an argument; the header of a block has none.'
      : next.kind === "newline" || next.kind === "end"
        ? 'The opening brace "{" of a block stands on the same line as its header.'
        : 'A label in quotes or the opening brace "{" is expected here.';
    // Of these two HCL speaks even where it is lost already.
    if (isSymbol(next, "=") || next.kind === "newline") cursor.recovering = false;
    cursor.lost("hcl/block-definition", "Invalid block definition", detail, cursor.spanOf(next));
    cursor.recoverAfterItem();
    return withoutBody(cursor, type, labels);
  }
  const header = cursor.span(type.start, labels.at(-1)?.span.end ?? type.end);
  const open = cursor.read();
  const next = cursor.peek();
  const before = cursor.diagnostics.length;
  const oneLine = next.kind !== "newline" && next.kind !== "end" && !closesBlock(next);
  const body = cursor.within(true, () => (oneLine ? parseOneLineBody(cursor, open) : parseBody(cursor, open)));
  const close = cursor.previous;
  endBlock(cursor, before);
  return {
    type: type.text,
    typeSpan: cursor.spanOf(type),
    labels,
    body,
    openBrace: cursor.spanOf(open),
    closeBrace: cursor.spanOf(close),
    header,
  };
}

/** What is left of a block whose header went wrong. */
function withoutBody(cursor: Cursor, type: Token, labels: readonly Label[]): Block {
  const at = cursor.spanOf(type);
  const body: Body = { attributes: new Map(), blocks: [], span: at, missingAt: { ...at, end: at.start } };
  const header = cursor.span(type.start, labels.at(-1)?.span.end ?? type.end);
  return { type: type.text, typeSpan: at, labels, body, openBrace: at, closeBrace: at, header };
}

function endBlock(cursor: Cursor, before: number): void {
  const end = cursor.peek();
  if (end.kind === "newline" || end.kind === "end") {
    cursor.read();
    return;
  }
  if (cursor.recovering && cursor.diagnostics.length > before) {
    cursor.recoverAfterItem();
    return;
  }
  cursor.lost(
    "hcl/missing-newline",
    "Missing newline after block definition",
    "What follows a block needs a line of its own.",
    cursor.spanOf(end),
  );
  cursor.recoverAfterItem();
}

/** `{ name = value }`: one argument, closed on the same line. */
function parseOneLineBody(cursor: Cursor, open: Token): Body {
  const attributes = new Map<string, Attribute>();
  const name = cursor.read();
  const missingAt = { ...cursor.spanOf(name), end: name.start };
  const body = (): Body => ({ attributes, blocks: [], span: cursor.span(open.start), missingAt });
  const next = cursor.peek();
  if (name.kind !== "identifier" || !isSymbol(next, "=")) {
    const nested = name.kind === "identifier" && (next.kind === "open-quote" || next.kind === "identifier" || isSymbol(next, "{"));
    if (nested)
      cursor.lost(
        "hcl/argument-required",
        "Argument definition required",
        "A block on one line holds one argument. Put a nested block on lines of its own.",
        cursor.spanOf(next),
      );
    else
      cursor.lost(
        "hcl/item-required",
        "Argument or block definition required",
        "An argument (name = value) stands here.",
        cursor.spanOf(name),
      );
    cursor.recover(closesBlock);
    return body();
  }
  const attribute = parseAttribute(cursor, name, true);
  attributes.set(attribute.name, attribute);
  const end = cursor.peek();
  if (closesBlock(end)) {
    cursor.read();
    return body();
  }
  const detail = isSymbol(end, ",")
    ? "A block on one line holds one argument. Write each argument on a line of its own."
    : "A block that begins with an argument on the same line must be closed on that line, after the one argument.";
  cursor.lost("hcl/one-line-block", "Invalid single-argument block definition", detail, cursor.spanOf(end));
  cursor.recover(closesBlock);
  return body();
}

/** A quoted label: text without templates. */
function parseLabel(cursor: Cursor): Label {
  const open = cursor.read();
  const refuse = (token: Token, summary: string, detail: string) =>
    cursor.error("hcl/string-literal", summary, detail, cursor.spanOf(token));
  let value = "";
  for (;;) {
    const next = cursor.read();
    if (next.kind === "close-quote") break;
    if (next.kind === "text") {
      value += readText(cursor, next, true);
      continue;
    }
    if (next.kind === "interpolation" || next.kind === "directive") {
      refuse(next, "Invalid string literal", "A label is plain text: write $${ or %%{ for the characters themselves.");
      cursor.recover((token) => token.kind === "template-end");
      // No name holds these, so that whoever looks at the label knows that something is wrong with it.
      value += next.kind === "interpolation" ? "$" : "%";
      continue;
    }
    const span = cursor.span(open.start);
    if (next.kind === "end") refuse(next, "Unterminated string literal", "The label's closing quote is missing.");
    else {
      refuse(next, "Invalid string literal", "A label is plain text on one line.");
      cursor.recover((token) => token.kind === "close-quote");
    }
    return { value: value.normalize("NFC"), span };
  }
  return { value: value.normalize("NFC"), span: cursor.span(open.start) };
}

import type { Span } from "#engines/source";
import { countValue, stringValue, type Value } from "../values/value.ts";
import type { Expression, Step } from "./ast.ts";
import { type Cursor, TooDeep } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { forward } from "./start.ts";
import { readNumber } from "./term.ts";
import type { Token } from "./token.ts";

/** How many steps may follow one another. */
const maxChain = 200;

const closes = (token: Token) => token.kind === "symbol" && token.text === "]";

/** Traversal = ("." Name | "." Number | ".*" … | "[" Expression "]" | "[*]" …)*. */
export function parseTraversals(cursor: Cursor, from: Expression): Expression {
  let result = from;
  for (let length = 0; ; length++) {
    if (length > maxChain) throw new TooDeep();
    if (cursor.sees(".")) {
      const dot = cursor.read();
      const next = afterDot(cursor, result, dot);
      if (!next) return result;
      result = next;
    } else if (cursor.sees("[")) {
      const open = cursor.read();
      if (cursor.sees("*")) return fullSplat(cursor, result, open);
      const next = cursor.within(false, () => index(cursor, result, open));
      if (!next) return result;
      result = next;
    } else return result;
  }
}

function afterDot(cursor: Cursor, source: Expression, dot: Token): Expression | undefined {
  const token = cursor.peek();
  if (token.kind === "identifier") {
    cursor.read();
    return withStep(source, { kind: "attribute", name: token.text.normalize("NFC"), span: cursor.span(dot.start) });
  }
  if (token.kind === "number") return legacyIndex(cursor, source, dot, "such as [0][0]");
  if (cursor.accept("*")) return attributeSplat(cursor, source, dot);
  const detail = "The name of an attribute follows a dot.";
  cursor.error("hcl/attribute-name", "Invalid attribute name", detail, cursor.spanOf(token));
  cursor.recovering = true;
  return undefined;
}

/** `list.0`, as Terraform 0.11 wrote it. */
function legacyIndex(cursor: Cursor, source: Expression, dot: Token, advice: string, splat?: Span): Expression | undefined {
  const token = cursor.read();
  const span = cursor.span(dot.start);
  if (!/^[0-9]+$/.test(token.text)) {
    const detail = `Two indices cannot be chained with dots. Write them in brackets, ${advice}.`;
    cursor.error("hcl/legacy-index", "Invalid legacy index syntax", detail, splat ?? cursor.spanOf(token));
    return withStep(source, { kind: "index", key: countValue(0), span });
  }
  const key = readNumber(cursor, token);
  return key && withStep(source, { kind: "index", key, span });
}

/** `.*` takes the attributes behind it with it, and stops at a bracket. */
function attributeSplat(cursor: Cursor, source: Expression, dot: Token): Expression {
  const marker = cursor.span(dot.start);
  const star = { ...marker, start: forward(marker.end, -1) };
  let each: Expression = { kind: "item", span: marker };
  for (let length = 0; cursor.sees("."); length++) {
    if (length > maxChain) throw new TooDeep();
    const nextDot = cursor.read();
    const token = cursor.peek();
    if (token.kind === "identifier") {
      cursor.read();
      each = withStep(each, { kind: "attribute", name: token.text.normalize("NFC"), span: cursor.span(nextDot.start) });
    } else if (token.kind === "number") {
      each = legacyIndex(cursor, each, nextDot, "behind a full splat: [*][0][0]", star) ?? each;
    } else if (cursor.accept("*")) {
      const detail = "A splat with a dot cannot stand inside another one. Use [*] for both.";
      cursor.error("hcl/nested-splat", "Nested splat expression not allowed", detail, cursor.spanOf(token));
    } else {
      const detail = "The name of an attribute follows a dot.";
      cursor.lost("hcl/attribute-name", "Invalid attribute name", detail, cursor.spanOf(token));
      break;
    }
  }
  return { kind: "splat", source, each, marker, span: cursor.span(source.span.start) };
}

/** `[*]` takes everything behind it with it. */
function fullSplat(cursor: Cursor, source: Expression, open: Token): Expression {
  cursor.read();
  const close = cursor.peek();
  if (!cursor.accept("]")) {
    const detail = 'A closing bracket "]" follows the "*" of a splat.';
    cursor.lost("hcl/unclosed-splat", "Missing close bracket on splat index", detail, cursor.spanOf(close));
    cursor.recover(closes);
  }
  const marker = cursor.span(open.start);
  const each = cursor.deeper(() => parseTraversals(cursor, { kind: "item", span: marker }));
  return { kind: "splat", source, each, marker, span: cursor.span(source.span.start) };
}

function index(cursor: Cursor, collection: Expression, open: Token): Expression | undefined {
  const before = cursor.diagnostics.length;
  const key = parseExpression(cursor);
  if (cursor.recovering && cursor.diagnostics.length > before) {
    cursor.recover(closes);
    return undefined;
  }
  if (!cursor.accept("]")) {
    const lost = cursor.recovering;
    cursor.recover(closes);
    const detail = 'The closing bracket "]" of the index is missing before this place.';
    // HCL points at where it reads on.
    if (!lost) cursor.error("hcl/unclosed-index", "Missing close bracket on index", detail, cursor.spanOf(cursor.previous));
  }
  const span = cursor.span(open.start);
  const literal = literalKey(key);
  if (literal) return withStep(collection, { kind: "index", key: literal, span });
  return { kind: "index", collection, key, bracket: span, span: cursor.span(collection.span.start) };
}

function literalKey(key: Expression): Value | undefined {
  if (key.kind === "literal") return key.value;
  if (key.kind !== "template") return undefined;
  if (key.parts.length === 0) return stringValue("");
  const text = key.parts.map((part) => (part.kind === "text" ? part.text : undefined));
  return text.includes(undefined) ? undefined : stringValue(text.join(""));
}

function withStep(source: Expression, step: Step): Expression {
  const span = { ...source.span, end: step.span.end };
  if (source.kind === "traversal" || source.kind === "relative") return { ...source, steps: [...source.steps, step], span };
  return { kind: "relative", source, steps: [step], span };
}

import { unknownDynamic } from "../values/value.ts";
import type { Expression, ObjectItem } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import type { Token } from "./token.ts";

const isSymbol = (token: Token, text: string) => token.kind === "symbol" && token.text === text;
const closesTuple = (token: Token) => isSymbol(token, "]");
const closesObject = (token: Token) => isSymbol(token, "}");

/** Tuple = "[" (For | (Expression ("," Expression)* ","?)?) "]". */
export function parseTuple(cursor: Cursor): Expression {
  const open = cursor.read();
  const items: Expression[] = [];
  const result = cursor.within(false, () => {
    if (cursor.sees("for")) return parseFor(cursor, open, closesTuple);
    for (;;) {
      if (cursor.accept("]")) return undefined;
      const before = cursor.diagnostics.length;
      items.push(parseExpression(cursor));
      if (cursor.recovering && cursor.diagnostics.length > before) return cursor.recover(closesTuple);
      const next = cursor.peek();
      if (cursor.accept("]")) return undefined;
      if (cursor.accept(",")) continue;
      if (next.kind === "end")
        cursor.lost(
          "hcl/unterminated",
          "Unterminated tuple constructor expression",
          'The closing bracket "]" is missing.',
          cursor.spanOf(open),
        );
      else
        cursor.lost("hcl/missing-separator", "Missing item separator", "The items of a list are separated by commas.", cursor.spanOf(next));
      return cursor.recover(closesTuple);
    }
  });
  return result ?? { kind: "tuple", items, span: cursor.span(open.start) };
}

/** Object = "{" (For | (Key ("=" | ":") Expression ("," | Newline)?)*) "}". */
export function parseObject(cursor: Cursor): Expression {
  const open = cursor.read();
  const loop = cursor.within(false, () => (cursor.sees("for") ? parseFor(cursor, open, closesObject) : undefined));
  if (loop) return loop;
  const items: ObjectItem[] = [];
  cursor.within(true, () => {
    while (!objectEnds(cursor, open, items));
  });
  return { kind: "object", items, span: cursor.span(open.start) };
}

/** Reads one item; true when the object is over. */
function objectEnds(cursor: Cursor, open: Token, items: ObjectItem[]): boolean {
  const first = cursor.peek();
  if (first.kind === "newline") {
    cursor.read();
    return false;
  }
  if (cursor.accept("}")) return true;
  const before = cursor.diagnostics.length;
  const lost = () => cursor.recovering && cursor.diagnostics.length > before;
  const give = () => {
    cursor.recover(closesObject);
    return true;
  };
  const key = parseExpression(cursor);
  if (lost()) return give();
  const next = cursor.peek();
  if (!cursor.accept("=") && !cursor.accept(":")) {
    missingValue(cursor, open, next);
    return give();
  }
  const value = parseExpression(cursor);
  if (lost()) return give();
  items.push({ key, ...bareWord(key), value });
  const end = cursor.peek();
  if (cursor.accept("}")) return true;
  if (end.kind === "newline" || isSymbol(end, ",")) {
    cursor.read();
    return false;
  }
  if (end.kind === "end") unterminated(cursor, open);
  else
    cursor.lost(
      "hcl/missing-separator",
      "Missing attribute separator",
      "Attributes are separated by newlines or commas.",
      cursor.spanOf(end),
    );
  return give();
}

function missingValue(cursor: Cursor, open: Token, next: Token): void {
  const span = cursor.spanOf(next);
  if (next.kind === "end") {
    unterminated(cursor, open);
    return;
  }
  if (next.kind === "newline" || isSymbol(next, ",")) {
    cursor.lost("hcl/missing-value", "Missing attribute value", 'A value follows the name, after an equals sign "=".', span);
    return;
  }
  const detail = 'An equals sign "=" stands between a name and its value. A name that holds dots or spaces is written in quotes.';
  cursor.lost("hcl/missing-separator", "Missing key/value separator", detail, span);
}

function unterminated(cursor: Cursor, open: Token): void {
  const detail = 'The closing brace "}" is missing.';
  cursor.lost("hcl/unterminated", "Unterminated object constructor expression", detail, cursor.spanOf(open));
}

/** A key that is one word stands for its own name; a number or `true` too. */
function bareWord(key: Expression): { bare?: string } {
  if (key.kind === "traversal" && key.steps.length === 0) return { bare: key.root };
  if (key.kind !== "literal") return {};
  if (key.value.kind === "null") return { bare: "null" };
  return key.value.kind === "bool" ? { bare: String(key.value.value) } : {};
}

/** For = "for" Name ("," Name)? "in" Expression ":" (Expression "=>")? Expression "..."? ("if" Expression)?. */
function parseFor(cursor: Cursor, open: Token, closes: (token: Token) => boolean): Expression {
  const keyword = cursor.read();
  const failed = (detail: string, at: Token): Expression => {
    cursor.lost("hcl/for", "Invalid 'for' expression", detail, cursor.spanOf(at));
    if (!closes(at) || cursor.previous !== at) cursor.recover(closes);
    return { kind: "literal", value: unknownDynamic, span: cursor.span(open.start) };
  };
  const names: string[] = [];
  do {
    const name = cursor.peek();
    if (name.kind !== "identifier") return failed('The name of a variable follows "for" and a comma.', name);
    names.push(cursor.read().text);
  } while (names.length < 2 && cursor.accept(","));
  if (!cursor.accept("in")) return failed('The word "in" follows the names of the variables.', cursor.peek());

  const before = cursor.diagnostics.length;
  const lost = () => cursor.recovering && cursor.diagnostics.length > before;
  const give = (): Expression => {
    cursor.recover(closes);
    return { kind: "literal", value: unknownDynamic, span: cursor.span(open.start) };
  };
  const collection = parseExpression(cursor);
  if (lost()) return give();
  if (!cursor.accept(":")) return failed('A colon ":" follows the collection.', cursor.peek());
  const first = parseExpression(cursor);
  if (lost()) return give();
  const keyed = cursor.accept("=>");
  const value = keyed ? parseExpression(cursor) : first;
  if (lost()) return give();
  const ellipsis = cursor.peek();
  const group = cursor.accept("...");
  const condition = cursor.accept("if") ? parseExpression(cursor) : undefined;
  if (lost()) return give();
  const close = cursor.peek();
  if (closes(close)) cursor.read();
  else {
    const detail = "Something stands behind the end of the expression, before its closing bracket.";
    cursor.lost("hcl/for", "Invalid 'for' expression", detail, cursor.spanOf(close));
    cursor.recover(closes);
  }

  const span = cursor.span(open.start);
  const isObject = open.text === "{";
  const complain = (detail: string, at = span) => cursor.error("hcl/for", "Invalid 'for' expression", detail, at);
  if (isObject && !keyed) complain('In braces, each item is a key and a value: "key => value".', value.span);
  if (!isObject && keyed) complain("In brackets, each item is a value without a key.", first.span);
  if (!isObject && group) complain('"..." groups values by their keys; in brackets there are none.', cursor.spanOf(ellipsis));
  const [keyName, valueName] = names.length === 2 ? names : [undefined, names[0]];
  return {
    kind: "for",
    ...(keyName === undefined ? {} : { keyName }),
    valueName: valueName ?? keyword.text,
    collection,
    ...(isObject ? { key: first } : {}),
    value,
    ...(condition ? { condition } : {}),
    group,
    span,
  };
}

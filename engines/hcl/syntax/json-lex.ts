import { Positions, type SourceFile, type Span } from "#engines/source";

export type JsonToken = {
  readonly kind: "{" | "}" | "[" | "]" | "," | ":" | "=" | "string" | "number" | "keyword" | "invalid" | "end";
  readonly text: string;
  readonly span: Span;
};

const space = /[ \t\r\n]*/y;
// Whether a string, a number or a word is a correct one is for the parser to say.
const patterns = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings, so that an unclosed string ends there
  ["string", /"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*(?:"|\\?)/y],
  ["number", /[-0-9][-+.eE0-9]*/y],
  ["keyword", /[A-Za-z]+/y],
] as const;

/** Tokens of JSON, up to the first character that begins none. */
export function lexJson(file: SourceFile): JsonToken[] {
  const { text } = file;
  const positions = new Positions(file);
  const tokens: JsonToken[] = [];
  let at = 0;
  const push = (kind: JsonToken["kind"], length: number) => {
    tokens.push({ kind, text: text.slice(at, at + length), span: positions.span(at, at + length) });
    at += length;
  };
  for (;;) {
    at += lengthOf(space, text, at);
    const first = text.charAt(at);
    if (first === "") break;
    if (isPunctuation(first)) {
      push(first, 1);
      continue;
    }
    const found = patterns.find(([, pattern]) => lengthOf(pattern, text, at) > 0);
    if (!found) {
      push("invalid", 1);
      break;
    }
    push(found[0], lengthOf(found[1], text, at));
  }
  tokens.push({ kind: "end", text: "", span: positions.span(at, at) });
  return tokens;
}

const punctuation: ReadonlySet<string> = new Set(["{", "}", "[", "]", ",", ":", "="]);
const isPunctuation = (text: string): text is "{" | "}" | "[" | "]" | "," | ":" | "=" => punctuation.has(text);

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

import type { SourceFile } from "#engines/source";

/** A stretch of Groovy code inside a string: `${…}` or `$name.name`. */
export type Code = { readonly from: number; readonly to: number };

export type Token = {
  readonly kind: "name" | "number" | "string" | "operator" | "end";
  /** As written; of a string the quotes are left out. */
  readonly text: string;
  /** Of a string: its text, with escapes resolved, and the code in it. */
  readonly parts: readonly (string | Code)[];
  readonly start: number;
  readonly end: number;
  /** Stands on another line than the token before it. */
  readonly fresh: boolean;
};

export type LexFault = { readonly message: string; readonly at: number; readonly to: number };

/** Strings inside code inside strings: deeper nesting than this is refused. */
const maxStringDepth = 20;

const operators = [
  ...[
    ">>>=",
    "<=>",
    "==~",
    "===",
    "!==",
    "**=",
    "...",
    "..<",
    ">>>",
    "<<=",
    ">>=",
    "?.",
    "*.",
    ".&",
    ".@",
    "?:",
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
  ],
  ...[
    "++",
    "--",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "=~",
    "<<",
    ">>",
    "..",
    "->",
    "**",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    "?",
    ".",
    "=",
  ],
  ...["<", ">", "+", "-", "*", "/", "%", "!", "~", "&", "|", "^", "@"],
];
const operatorsByFirst = new Map<string, string[]>();
for (const operator of operators) {
  const first = operator.charAt(0);
  operatorsByFirst.set(
    first,
    [...(operatorsByFirst.get(first) ?? []), operator].sort((a, b) => b.length - a.length),
  );
}

const space = /(?:[ \t\f\r\u00a0\ufeff]|\\\r?\n)+/y;
const name = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const number = /0[xX][0-9a-fA-F_]+[lLgGiI]?|0[bB][01_]+[lLgGiI]?|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?[gGlLiIdDfF]?/y;

/** Reads the tokens of a stretch of a file. Never throws: what it cannot read is a fault, and it goes on behind it. */
export function lex(
  file: SourceFile,
  from = 0,
  to = file.text.length,
): { readonly tokens: readonly Token[]; readonly faults: readonly LexFault[] } {
  const lexer = new Lexer(file.text, from, to);
  lexer.run();
  return lexer;
}

class Lexer {
  readonly tokens: Token[] = [];
  readonly faults: LexFault[] = [];
  readonly #text: string;
  readonly #to: number;
  #at: number;
  #fresh = true;

  constructor(text: string, from: number, to: number) {
    this.#text = text;
    this.#at = from;
    this.#to = to;
  }

  run(): void {
    while (this.#at < this.#to) this.#next();
    this.#push("end", this.#to, this.#to);
  }

  #push(kind: Token["kind"], start: number, end: number, parts: Token["parts"] = []): void {
    this.tokens.push({ kind, text: this.#text.slice(start, end), parts, start, end, fresh: this.#fresh });
    this.#fresh = false;
  }

  #fault(message: string, at: number, to = at + 1): void {
    this.faults.push({ message, at, to });
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    // Code inside of a string ends where it ends, whatever stands behind it.
    const found = pattern.exec(this.#text)?.[0].slice(0, this.#to - this.#at);
    return found === "" ? undefined : found;
  }

  #next(): void {
    const text = this.#text;
    const at = this.#at;
    const char = text.charAt(at);
    const blank = this.#match(space);
    if (blank) {
      this.#at += blank.length;
    } else if (char === "\n") {
      this.#fresh = true;
      this.#at++;
    } else if (text.startsWith("//", at) || (at === 0 && text.startsWith("#!"))) {
      const end = text.indexOf("\n", at);
      this.#at = end === -1 || end > this.#to ? this.#to : end;
    } else if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      if (end === -1) this.#fault("expecting '*/', found '<EOF>'", at, at + 2);
      if (text.slice(at, end).includes("\n")) this.#fresh = true;
      this.#at = end === -1 ? this.#to : end + 2;
    } else this.#significant(char, at);
  }

  #significant(char: string, at: number): void {
    const text = this.#text;
    const opening = text.startsWith('"""', at) ? '"""' : text.startsWith("'''", at) ? "'''" : char;
    if (char === '"' || char === "'") this.#string(opening, opening, char === '"', opening.length === 3, at);
    else if (text.startsWith("$/", at)) this.#string("$/", "/$", true, true, at);
    else if (char === "/" && this.#mayBeSlashy(at)) this.#string("/", "/", true, true, at);
    else if (char >= "0" && char <= "9") this.#number(at);
    else this.#wordOrOperator(char, at);
  }

  #wordOrOperator(char: string, at: number): void {
    const word = this.#match(name);
    const operator = operatorsByFirst.get(char)?.find((each) => this.#text.startsWith(each, at));
    this.#at += (word ?? operator ?? char).length;
    if (word) this.#push("name", at, this.#at);
    else if (operator) this.#push("operator", at, this.#at);
    else this.#fault(`unexpected char: '${char}'`, at);
  }

  /** A slash is a division behind a value; behind anything else it opens a string, if one closes. */
  #mayBeSlashy(at: number): boolean {
    const last = this.tokens.at(-1);
    const next = this.#text.charAt(at + 1);
    if (next === "=" || next === "*" || next === "/") return false;
    const afterValue =
      last !== undefined && !last.fresh && (last.kind === "number" || last.kind === "string" || last.text === ")" || last.text === "]");
    if (afterValue && !this.#fresh) return false;
    const closes = this.#text.indexOf("/", at + 1);
    if (closes === -1 || closes >= this.#to) return false;
    if (last?.kind !== "name" || last.text === "return" || this.#fresh) return true;
    // `steps /x/`: a space before and none behind, and it closes on the same line.
    return last.end < at && next !== " " && !this.#text.slice(at, closes).includes("\n");
  }

  /** A dollar in double quotes begins a value. The compiler has read as far as the token in front of the string. */
  #bareDollar(string: number): void {
    const before = this.tokens.at(-1);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the compiler's own words
    const solution = 'either escape a literal dollar sign "\\$5" or bracket the value expression "${5}"';
    const message = `illegal string body character after dollar sign;\n   solution: ${solution}`;
    this.#fault(message, before?.start ?? string, before?.end ?? string + 1);
  }

  #number(at: number): void {
    const found = this.#match(number) ?? this.#text.charAt(at);
    this.#at += found.length;
    const rest = this.#match(name);
    if (rest === undefined) {
      this.#push("number", at, this.#at);
      return;
    }
    if (found.endsWith("_")) this.#fault(`expecting token in range: '0'..'9', found '${rest.charAt(0)}'`, this.#at);
    this.#at += rest.length;
    this.#push("name", at, this.#at);
  }

  #string(opening: string, closing: string, interpolates: boolean, multiline: boolean, at: number): void {
    const parts: (string | Code)[] = [];
    let piece = "";
    let index = at + opening.length;
    const end = findEnd(this.#text, index, this.#to, opening, closing, interpolates, multiline, 0);
    if (end === undefined) {
      const line = this.#text.indexOf("\n", at);
      const toEnd = line === -1 || line > this.#to || multiline;
      this.#at = toEnd ? this.#to : line;
      this.#fault(unclosed(opening, toEnd), this.#at);
      this.#push("string", at, this.#at, [this.#text.slice(at + opening.length, this.#at)]);
      return;
    }
    while (index < end) {
      const char = this.#text.charAt(index);
      const code = interpolates && char === "$" ? codeAt(this.#text, index, end) : undefined;
      if (interpolates && !code && char === "$" && opening.startsWith('"')) this.#bareDollar(at);
      if (code) {
        parts.push(piece, { from: code.from, to: code.to });
        piece = "";
        index = code.next;
      } else if ((char === "\\" && opening !== "$/") || (char === "$" && opening === "$/")) {
        const escaped = resolveEscape(this.#text, index, opening);
        if (escaped.text === undefined) this.#fault(`unexpected char: '\\'`, index);
        piece += escaped.text ?? "";
        index += escaped.length;
      } else {
        piece += char;
        index++;
      }
    }
    parts.push(piece);
    this.#at = end + closing.length;
    this.#push("string", at, this.#at, parts);
  }
}

/** What Groovy's lexer says where a string ends without its quotes: at the end of the line, or of the file. */
function unclosed(opening: string, toEnd: boolean): string {
  if (opening.startsWith("'")) return `expecting ''', found '${toEnd ? "<EOF>" : "\\n"}'`;
  return opening === '"' && !toEnd ? "expecting anything but ''\\n''; got it anyway" : "unexpected char: 0xFFFF";
}

/** Where the string that began before `from` closes, or undefined. */
function findEnd(
  text: string,
  from: number,
  to: number,
  opening: string,
  closing: string,
  interpolates: boolean,
  multiline: boolean,
  depth: number,
): number | undefined {
  if (depth > maxStringDepth) return undefined;
  let at = from;
  while (at < to) {
    const char = text.charAt(at);
    if (text.startsWith(closing, at)) return at;
    if (char === "\n" && !multiline) return undefined;
    if (opening === "$/" && char === "$" && (text.charAt(at + 1) === "$" || text.charAt(at + 1) === "/")) at += 2;
    else if (char === "\\" && opening !== "$/") at += 2;
    else if (interpolates && text.startsWith("${", at)) {
      const end = endOfCode(text, at + 2, to, depth + 1);
      if (end === undefined) return undefined;
      at = end + 1;
    } else at++;
  }
  return undefined;
}

/** The closing brace of `${`, over strings and braces inside. */
function endOfCode(text: string, from: number, to: number, depth: number): number | undefined {
  let braces = 0;
  let at = from;
  while (at < to) {
    const char = text.charAt(at);
    if (char === "}") {
      if (braces === 0) return at;
      braces--;
    } else if (char === "{") braces++;
    else if (char === '"' || char === "'") {
      const quote = text.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
      const end = findEnd(text, at + quote.length, to, quote, quote, char === '"', quote.length === 3, depth);
      if (end === undefined) return undefined;
      at = end + quote.length - 1;
    }
    at++;
  }
  return undefined;
}

/** The code that a `$` in a string begins: braces, or a name with further names behind dots. */
function codeAt(text: string, at: number, end: number): (Code & { next: number }) | undefined {
  if (text.charAt(at + 1) === "{") {
    const close = endOfCode(text, at + 2, end, 0);
    return close === undefined ? undefined : { from: at + 2, to: close, next: close + 1 };
  }
  const path = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
  path.lastIndex = at + 1;
  const found = path.exec(text)?.[0];
  return found === undefined ? undefined : { from: at + 1, to: at + 1 + found.length, next: at + 1 + found.length };
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  "\\": "\\",
  "'": "'",
  '"': '"',
  $: "$",
  "\n": "",
};

function resolveEscape(text: string, at: number, opening: string): { text: string | undefined; length: number } {
  const next = text.charAt(at + 1);
  if (opening === "$/") return next === "$" || next === "/" ? { text: next, length: 2 } : { text: "$", length: 1 };
  if (opening === "/") return next === "/" ? { text: "/", length: 2 } : { text: "\\", length: 1 };
  if (next === "u") {
    const code = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0];
    return code ? { text: String.fromCharCode(Number.parseInt(code, 16)), length: 6 } : { text: undefined, length: 2 };
  }
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal, 8)), length: 1 + octal.length };
  return { text: escapes[next], length: 2 };
}

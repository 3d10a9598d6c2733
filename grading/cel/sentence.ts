import type { CelProblem, CheckLanguage, Context } from "./language.ts";

/** A sentence with `{{ CEL }}` places, read: plain text, or an expression with the offset it stands at. */
export type SentencePart = { readonly text: string } | { readonly cel: string; readonly at: number };

/** Splits a sentence; a `{{` that is never closed is a problem. Braces inside text literals of the CEL do not end it. */
export function readSentence(text: string): { readonly parts: readonly SentencePart[]; readonly problem?: CelProblem } {
  const parts: SentencePart[] = [];
  let from = 0;
  for (let open = text.indexOf("{{"); open !== -1; open = text.indexOf("{{", from)) {
    const close = closingBraces(text, open + 2);
    if (close === -1) return { parts, problem: { message: "`{{` is opened and not closed", start: open, end: open + 2 } };
    if (open > from) parts.push({ text: text.slice(from, open) });
    parts.push({ cel: text.slice(open + 2, close), at: open + 2 });
    from = close + 2;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return { parts };
}

function closingBraces(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (text.startsWith("}}", at) && !text.startsWith("}}}", at)) return at;
  }
  return -1;
}

/** Every fault of the sentence's expressions, at offsets of the sentence. */
export function checkSentence(text: string, language: CheckLanguage): CelProblem[] {
  const { parts, problem } = readSentence(text);
  const problems = problem ? [problem] : [];
  for (const part of parts) {
    if ("text" in part) continue;
    const compiled = language.compile(part.cel, "text");
    if (!compiled.ok) {
      const { message, start, end } = compiled.problem;
      problems.push({ message, start: part.at + start, end: part.at + end });
    }
  }
  return problems;
}

/** The sentence for one outcome. An expression that fails on it says so in its place. */
export function fillSentence(text: string, language: CheckLanguage, context: Context): string {
  return readSentence(text)
    .parts.map((part) => {
      if ("text" in part) return part.text;
      const compiled = language.compile(part.cel, "text");
      if (!compiled.ok) return `(${compiled.problem.message})`;
      const result = compiled.expression.run(context);
      return result.ok ? inWords(result.value) : `(${result.message})`;
    })
    .join("");
}

/** Lists are joined, an empty one reads "nothing"; numbers stand without a trailing `.0`. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "nothing" : value.map(inWords).join(", ");
  if (typeof value === "number") return String(Math.round(value * 1e6) / 1e6);
  return String(value);
}

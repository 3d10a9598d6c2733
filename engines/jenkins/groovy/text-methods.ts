import type { Span } from "#engines/source";
import { BuildError } from "./errors.ts";
import { matchesOf } from "./matcher.ts";
import { binary, compilePattern, sized } from "./operators.ts";
import { arrayOf, isClosure, textOf, type Value } from "./values.ts";

/** Methods of a String, as far as they are known; undefined for others. */
export function textMethod(text: string, name: string, args: readonly Value[], span: Span): Value | undefined {
  const [first, second] = args;
  const at = first === undefined ? "" : textOf(first);
  switch (name) {
    case "trim":
      return text.trim();
    case "strip":
      return text.trim();
    case "stripIndent":
      return stripIndent(text);
    case "stripMargin":
      return text.replace(/^[ \t]*\|/gm, "");
    case "toString":
      return text;
    case "toUpperCase":
      return text.toUpperCase();
    case "toLowerCase":
      return text.toLowerCase();
    case "capitalize":
      return text.charAt(0).toUpperCase() + text.slice(1);
    case "reverse":
      return [...text].reverse().join("");
    case "length":
    case "size":
      return text.length;
    case "isEmpty":
      return text === "";
    case "isInteger":
    case "isNumber":
      return /^-?\d+$/.test(text) || (name === "isNumber" && /^-?\d+\.\d+$/.test(text));
    case "toInteger":
    case "toLong":
    case "toBigDecimal":
    case "toDouble":
    case "toFloat":
      return number(text, name, span);
    case "toBoolean":
      return ["true", "y", "1"].includes(text.trim().toLowerCase());
    case "contains":
      return text.includes(at);
    case "startsWith":
      return text.startsWith(at);
    case "endsWith":
      return text.endsWith(at);
    case "equals":
      return text === first;
    case "equalsIgnoreCase":
      return text.toLowerCase() === at.toLowerCase();
    case "compareTo":
      return text < at ? -1 : text > at ? 1 : 0;
    case "indexOf":
      return text.indexOf(at, typeof second === "number" ? second : 0);
    case "lastIndexOf":
      return text.lastIndexOf(at);
    case "concat":
    case "plus":
      return sized(text + at, span);
    case "charAt":
      return typeof first === "number" ? text.charAt(first) : undefined;
    case "matches":
      return compilePattern(at, span).matches(text);
    case "replace":
      return sized(
        text.replaceAll(at, () => (second === undefined ? "" : textOf(second))),
        span,
      );
    case "replaceAll":
    case "replaceFirst": {
      if (second !== undefined && isClosure(second)) return undefined;
      const matcher = compilePattern(at, span).matcher(text);
      const by = second === undefined ? "" : textOf(second);
      return sized(name === "replaceAll" ? matcher.replaceAll(by) : matcher.replaceFirst(by), span);
    }
    case "split":
      return split(text, at, span, typeof second === "number" ? second : 0);
    case "find": {
      const matcher = compilePattern(at, span).matcher(text);
      return matcher.find() ? matcher.group(0) : null;
    }
    case "findAll":
      return matchesOf(compilePattern(at, span), text).map((match) => (Array.isArray(match) ? (match[0] ?? null) : match));
    case "count":
      return at === "" ? 0 : text.split(at).length - 1;
    case "minus":
      return text.replace(at, () => "");
    case "multiply":
      return typeof first === "number" ? binary("*", text, first, span) : undefined;
    case "uncapitalize":
      return text.charAt(0).toLowerCase() + text.slice(1);
    case "isBlank":
    case "isAllWhitespace":
      return text.trim() === "";
    case "toList":
    case "toCharArray":
      return [...text];
    case "stripLeading":
      return text.trimStart();
    case "stripTrailing":
      return text.trimEnd();
    case "takeRight":
      return typeof first === "number" ? text.slice(Math.max(0, text.length - first)) : undefined;
    case "dropRight":
      return typeof first === "number" ? text.slice(0, Math.max(0, text.length - first)) : undefined;
    case "getAt":
      return typeof first === "number" ? text.charAt(first) : undefined;
    case "repeat":
      return typeof first === "number" ? binary("*", text, first, span) : undefined;
    case "normalize":
      return text.replace(/\r\n?/g, "\n");
    case "center":
      if (typeof first !== "number" || first > 10_000 || first <= text.length)
        return typeof first === "number" && first <= text.length ? text : undefined;
      return text.padStart(text.length + Math.floor((first - text.length) / 2)).padEnd(first);
    case "compareToIgnoreCase":
      return text.toLowerCase() < at.toLowerCase() ? -1 : text.toLowerCase() > at.toLowerCase() ? 1 : 0;
    case "tokenize":
      return text.split(at === "" ? /\s+/ : new RegExp(`[${at.replace(/[\\\]^-]/g, "\\$&")}]+`)).filter((part) => part !== "");
    case "readLines":
    case "lines":
      return text.replace(/\r?\n$/, "").split(/\r?\n/);
    case "substring":
      return substring(text, first, second, span);
    case "take":
      return typeof first === "number" ? text.slice(0, Math.max(0, first)) : undefined;
    case "drop":
      return typeof first === "number" ? text.slice(Math.max(0, first)) : undefined;
    case "padLeft":
    case "padRight":
      if (typeof first !== "number" || first > 10_000) return undefined;
      return name === "padLeft"
        ? text.padStart(first, second === undefined ? " " : textOf(second))
        : text.padEnd(first, second === undefined ? " " : textOf(second));
    default:
      return undefined;
  }
}

function number(text: string, name: string, span: Span): number {
  const value = /^\s*[-+]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || ((name === "toInteger" || name === "toLong") && !Number.isInteger(value)))
    throw new BuildError(`For input string: "${text}"`, span, "java.lang.NumberFormatException");
  return value;
}

/** As Java splits: by a pattern, without empty parts at the end unless a limit says otherwise. Without a pattern at white space. */
function split(text: string, separator: string, span: Span, limit: number): Value {
  const parts = separator === "" ? text.trim().split(/\s+/) : [...compilePattern(separator, span).split(text, limit)];
  while (limit === 0 && parts.length > 1 && parts.at(-1) === "") parts.pop();
  return arrayOf(parts);
}

function substring(text: string, from: Value | undefined, to: Value | undefined, span: Span): string | undefined {
  if (typeof from !== "number" || (to !== undefined && typeof to !== "number")) return undefined;
  const end = to ?? text.length;
  if (from < 0 || end > text.length || from > end) {
    const message = `begin ${from}, end ${end}, length ${text.length}`;
    throw new BuildError(message, span, "java.lang.StringIndexOutOfBoundsException");
  }
  return text.slice(from, end);
}

function stripIndent(text: string): string {
  const indents = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const least = indents.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return Number.isFinite(least)
    ? text
        .split("\n")
        .map((line) => line.slice(least))
        .join("\n")
    : text;
}

import type { Span } from "#engines/source";
import { cast } from "./access.ts";
import { dateOf, formatDate } from "./dates.ts";
import { BuildError, Refusal } from "./errors.ts";
import { exceptionObject } from "./exceptions.ts";
import { jsonOf, parseJson } from "./json.ts";
import { sized } from "./operators.ts";
import { compare, type GroovyObject, isObject, isTrue, textOf, type Value } from "./values.ts";

/** What scripts may call of Java's and Groovy's classes without anybody's approval, as far as it is known; undefined for others. */
export function staticMethod(name: string, method: string, args: readonly Value[], span: Span, now: number): Value | undefined {
  const [first = null, second = null] = args;
  switch (name.replace(/^.*\./, "")) {
    case "Math":
      return mathMethod(method, args);
    case "Integer":
    case "Long":
      if (["parseInt", "parseLong", "valueOf"].includes(method)) return numberIn(textOf(first), span);
      return method === "toString" ? textOf(first) : method === "compare" ? compare(first, second) : undefined;
    case "Double":
    case "Float":
      return method.startsWith("parse") || method === "valueOf" ? Number(textOf(first)) : undefined;
    case "Boolean":
      return method === "parseBoolean" || method === "valueOf" ? textOf(first).toLowerCase() === "true" : undefined;
    case "String":
      if (method === "valueOf") return textOf(first);
      if (method === "join") return (Array.isArray(second) ? second : args.slice(1)).map(textOf).join(textOf(first));
      return method === "format"
        ? formatted(textOf(first), Array.isArray(second) && args.length === 2 ? second : args.slice(1), span)
        : undefined;
    case "System":
      return method === "currentTimeMillis" ? now : method === "lineSeparator" ? "\n" : undefined;
    case "JsonOutput":
      if (method === "toJson") return jsonOf(first, span);
      return method === "prettyPrint" ? jsonOf(parseJson(textOf(first), span, "groovy.json.JsonException"), span, 4) : undefined;
    case "Arrays":
      return method === "asList" ? (Array.isArray(first) && args.length === 1 ? first : [...args]) : undefined;
    case "Collections":
      return method === "emptyList" ? [] : method === "emptyMap" ? new Map() : undefined;
    case "TimeZone":
      return method === "getTimeZone" ? zone(textOf(first)) : undefined;
    case "Objects":
      return method === "isNull" ? first === null : method === "nonNull" ? first !== null : undefined;
    default:
      return undefined;
  }
}

const zone = (name: string): GroovyObject => ({
  ...{ kind: "object", type: "java.util.TimeZone", text: /^(?:UTC|GMT|Z)$/.test(name) ? "UTC" : name, get: () => undefined },
});

/** `Integer.MAX_VALUE` */
export function staticProperty(name: string, property: string): Value | undefined {
  const simple = name.replace(/^.*\./, "");
  if (simple === "Integer") return property === "MAX_VALUE" ? 2_147_483_647 : property === "MIN_VALUE" ? -2_147_483_648 : undefined;
  if (simple === "File") return property === "separator" ? "/" : undefined;
  if (simple === "Result") return ["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"].includes(property) ? property : undefined;
  return undefined;
}

/** `new Date()` */
export function newObject(type: string, args: readonly Value[], span: Span, now: number): Value {
  const [first] = args;
  switch (type.replace(/^.*\./, "")) {
    case "Date":
      return dateOf(typeof first === "number" ? first : now);
    case "SimpleDateFormat": {
      const format = async (name: string, [date]: readonly Value[]) =>
        name === "format" && isObject(date) ? formatDate(Number(await date.get("time")), textOf(first ?? ""), span) : undefined;
      return {
        ...{ kind: "object", type: "java.text.SimpleDateFormat", text: "java.text.SimpleDateFormat", get: () => undefined },
        call: format,
      };
    }
    case "JsonSlurperClassic": {
      const parse = async (name: string, [text]: readonly Value[]) =>
        name === "parseText" ? parseJson(textOf(text ?? ""), span, "groovy.json.JsonException") : undefined;
      return { ...{ kind: "object", type, text: type, get: () => undefined }, call: parse };
    }
    case "ArrayList":
    case "LinkedList":
    case "HashSet":
    case "LinkedHashSet":
      return Array.isArray(first) ? [...first] : [];
    case "HashMap":
    case "LinkedHashMap":
    case "TreeMap":
      return new Map(first instanceof Map ? first : []);
    case "StringBuilder":
    case "StringBuffer":
      return builderOf(typeof first === "string" ? first : "", span);
    case "String":
      return textOf(first ?? "");
    case "Integer":
      return cast(first ?? null, "Integer", span);
    default:
  }
  if (!/(?:Exception|Error)$/.test(type)) throw new Refusal("not-simulated", `new ${type}`, span);
  const full = type.includes(".") ? type : (packages[type] ?? `java.lang.${type}`);
  return exceptionObject(new BuildError(first === undefined ? "" : textOf(first), span, full));
}

/** A text that grows. */
function builderOf(start: string, span: Span): GroovyObject {
  let text = start;
  const builder: GroovyObject = {
    kind: "object",
    type: "java.lang.StringBuilder",
    get text() {
      return text;
    },
    get: () => undefined,
    call: async (name, [first = null]) => {
      if (name === "length" || name === "size") return text.length;
      if (name === "append" || name === "leftShift") text = sized(text + textOf(first), span);
      else if (name === "setLength" && typeof first === "number") text = text.slice(0, first);
      else return undefined;
      return builder;
    },
  };
  return builder;
}

/** Exceptions that a script names without their package, since Groovy imports it or the script does. */
const packages: Readonly<Record<string, string>> = {
  AbortException: "hudson.AbortException",
  FileNotFoundException: "java.io.FileNotFoundException",
  IOException: "java.io.IOException",
  NoSuchElementException: "java.util.NoSuchElementException",
  TimeoutException: "java.util.concurrent.TimeoutException",
};

function mathMethod(method: string, args: readonly Value[]): Value | undefined {
  const numbers = args.map((arg) => (typeof arg === "number" ? arg : Number.NaN));
  const [a = Number.NaN, b = Number.NaN] = numbers;
  if (numbers.some(Number.isNaN)) return undefined;
  const known: Readonly<Record<string, () => number>> = {
    abs: () => Math.abs(a),
    ceil: () => Math.ceil(a),
    floor: () => Math.floor(a),
    max: () => Math.max(a, b),
    min: () => Math.min(a, b),
    pow: () => a ** b,
    round: () => Math.round(a),
    sqrt: () => Math.sqrt(a),
  };
  return Object.hasOwn(known, method) ? known[method]?.() : undefined;
}

function numberIn(text: string, span: Span): number {
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  throw new BuildError(`For input string: "${text}"`, span, "java.lang.NumberFormatException");
}

/** https://docs.oracle.com/javase/8/docs/api/java/util/Formatter.html: texts, numbers and what pads them. */
function formatted(pattern: string, args: readonly Value[], span: Span): string {
  let next = 0;
  return pattern.replace(
    /%(?:(\d+)\$)?([-0+,]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (found, index, flags: string, width, precision, letter: string) => {
      if (letter === "%") return "%";
      if (letter === "n") return "\n";
      const value = args[index === undefined ? next++ : Number(index) - 1];
      if (value === undefined) throw new BuildError(`Format specifier '${found}'`, span, "java.util.MissingFormatArgumentException");
      const text = piece(letter, value, precision === undefined ? undefined : Number(precision), flags, span, found);
      const size = Math.min(Number(width ?? 0), 10_000);
      if (flags.includes("-")) return text.padEnd(size);
      return flags.includes("0") && letter !== "s" ? text.padStart(size, "0") : text.padStart(size);
    },
  );
}

function piece(letter: string, value: Value, precision: number | undefined, flags: string, span: Span, found: string): string {
  const signed = (text: string) => (flags.includes("+") && !text.startsWith("-") ? `+${text}` : text);
  const grouped = (text: string) => (flags.includes(",") ? text.replace(/\B(?=(?:\d{3})+(?!\d))/g, ",") : text);
  switch (letter) {
    case "s":
    case "S": {
      const text = precision === undefined ? textOf(value) : textOf(value).slice(0, precision);
      return letter === "S" ? text.toUpperCase() : text;
    }
    case "b":
      return String(isTrue(value));
    case "d":
      if (typeof value === "number" && Number.isInteger(value)) return signed(grouped(String(value)));
      break;
    case "x":
    case "X":
      if (typeof value === "number") return letter === "x" ? value.toString(16) : value.toString(16).toUpperCase();
      break;
    case "f":
      if (typeof value === "number") {
        const [whole = "", ...rest] = value.toFixed(Math.min(precision ?? 6, 100)).split(".");
        return signed([grouped(whole), ...rest].join("."));
      }
      break;
    default:
      throw new Refusal("not-simulated", `the format ${found}`, span);
  }
  throw new BuildError(`${letter} != ${value === null ? "null" : typeof value}`, span, "java.util.IllegalFormatConversionException");
}

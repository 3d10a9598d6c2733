import { type HclNumber, isInteger, toBigInt } from "../numbers/number.ts";
import { exponentText, fixedText, generalText } from "../numbers/text.ts";
import { graphemes } from "../syntax/graphemes.ts";
import { tryConvert } from "../values/convert.ts";
import { encodeJson, jsonText } from "../values/json.ts";
import { bool, number, string, type Type } from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { whollyKnown } from "../values/value.ts";

/** What went wrong, and at which argument if one is at fault. */
export class FormatFailure extends Error {
  readonly argument: number | undefined;
  constructor(message: string, argument?: number) {
    super(message);
    this.argument = argument;
  }
}

const verbPattern = /%(?:%|([-+# 0]*)([1-9][0-9]*)?(?:\.([0-9]+)?)?(?:\[([1-9][0-9]*)\])?([a-zA-Z]))/y;
/** Wider fields are refused: padding is text, too. */
const maxWidth = 10_000;

type Verb = {
  readonly text: string;
  readonly offset: number;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
};

/** https://developer.hashicorp.com/terraform/language/functions/format; undefined where an argument is unknown: then nothing is checked. */
export function formatText(format: string, args: readonly Value[]): string | undefined {
  if (!args.every(whollyKnown)) return undefined;
  const pieces: string[] = [];
  let [at, next, highest] = [0, 0, 0];
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    if (percent === -1) break;
    pieces.push(format.slice(at, percent));
    verbPattern.lastIndex = percent;
    const match = verbPattern.exec(format);
    if (!match) throw new FormatFailure(`the text behind the "%" at ${percent} is no verb; write %% for a percent sign`);
    at = verbPattern.lastIndex;
    if (match[0] === "%%") {
      pieces.push("%");
      continue;
    }
    const [text, flags = "", width = "0", precision, position, letter = ""] = match;
    const hasPoint = text.includes(".");
    const verb: Verb = {
      text,
      offset: percent,
      flags,
      width: Number(width),
      precision: hasPoint ? Number(precision ?? "0") : undefined,
      letter,
    };
    if (!"vtbdoxXeEfgGsq".includes(letter)) throw new FormatFailure(`"${letter}" in ${text} at ${percent} is no verb`);
    if (verb.width > maxWidth || (verb.precision ?? 0) > maxWidth) throw new FormatFailure(`the width of ${text} is too large`);
    const index = position === undefined ? next : Number(position) - 1;
    next = index + 1;
    highest = Math.max(highest, next);
    const value = args[index];
    if (!value) throw new FormatFailure(`${text} at ${percent} needs argument ${index + 1}, and there are ${args.length}`);
    pieces.push(formatted(verb, value));
  }
  if (highest < args.length) {
    const detail = highest === 0 ? "the format has no verbs" : `the format uses ${highest} of them`;
    throw new FormatFailure(`there are ${args.length} arguments, and ${detail}`, highest);
  }
  return pieces.join("") + format.slice(at);
}

function formatted(verb: Verb, value: Value): string {
  const wrong = (why: string) => new FormatFailure(`the value for ${verb.text} at ${verb.offset} is unsuitable: ${why}`);
  const as = (type: Type): Value => {
    const conversion = tryConvert(value, type);
    if (!conversion.ok) throw wrong(conversion.message);
    if (conversion.value.kind === "null") throw wrong("it is null");
    return conversion.value;
  };
  if (verb.letter === "v") return pad(verb, general(verb, value));
  if (verb.letter === "t") {
    const truth = as(bool);
    return String(truth.kind === "bool" && truth.value);
  }
  if (verb.letter === "s" || verb.letter === "q") {
    const given = as(string);
    const text = given.kind === "string" ? given.value : "";
    const cut = verb.precision === undefined ? text : graphemes(text).slice(0, verb.precision).join("");
    return pad(verb, verb.letter === "q" ? jsonText(cut, true) : cut);
  }
  const given = as(number);
  if (given.kind !== "number") throw new Error("bug: converted to a number");
  if ("bdoxX".includes(verb.letter) && !isInteger(given.value)) throw wrong("a whole number is required");
  return padNumber(verb, given.value.mantissa < 0n, magnitude(verb, given.value));
}

function general(verb: Verb, value: Value): string {
  if (value.kind === "null") return "null";
  if (value.kind === "string" && !verb.flags.includes("#")) return value.value;
  if (value.kind === "number" && !verb.flags.includes("#"))
    return `${value.value.mantissa < 0n ? "-" : ""}${generalText(value.value, undefined)}`;
  return encodeJson(value, { escapeHtml: true });
}

function magnitude(verb: Verb, value: HclNumber): string {
  if (value.infinite) return "Inf";
  switch (verb.letter) {
    case "b":
      return whole(value).toString(2);
    case "d":
      return whole(value)
        .toString()
        .padStart(verb.precision ?? 0, "0");
    case "o":
      return (verb.flags.includes("#") ? "0" : "") + whole(value).toString(8);
    case "x":
      return (verb.flags.includes("#") ? "0x" : "") + whole(value).toString(16);
    case "X":
      return (verb.flags.includes("#") ? "0X" : "") + whole(value).toString(16).toUpperCase();
    case "e":
      return exponentText(value, verb.precision ?? 6);
    case "E":
      return exponentText(value, verb.precision ?? 6).toUpperCase();
    case "f":
      return fixedText(value, verb.precision ?? 6);
    case "g":
      return generalText(value, verb.precision);
    default:
      return generalText(value, verb.precision).toUpperCase();
  }
}

function whole(value: HclNumber): bigint {
  const result = toBigInt(value);
  return result < 0n ? -result : result;
}

function padNumber(verb: Verb, negative: boolean, size: string): string {
  const sign = negative ? "-" : verb.flags.includes("+") ? "+" : verb.flags.includes(" ") ? " " : "";
  if (verb.flags.includes("0") && !verb.flags.includes("-")) return sign + size.padStart(verb.width - sign.length, "0");
  return pad(verb, sign + size);
}

function pad(verb: Verb, text: string): string {
  const missing = verb.width - graphemes(text).length;
  if (missing <= 0) return text;
  const zeros = verb.flags.includes("0") && !verb.flags.includes("-");
  return verb.flags.includes("-") ? text + " ".repeat(missing) : (zeros ? "0" : " ").repeat(missing) + text;
}

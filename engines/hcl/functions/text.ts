import { graphemes } from "../syntax/graphemes.ts";
import { bool, listOf, string } from "../values/type.ts";
import { boolValue, listValue, type Refinement, stringValue, unknownValue, type Value } from "../values/value.ts";
import { integerAt, itemsAt, listParameter, numeric, text, textAt, valueAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";
import { compilePattern, goTemplate } from "./patterns.ts";

const ofText = (parameters: readonly string[], work: (...texts: string[]) => string): HclFunction => ({
  parameters: parameters.map(text),
  returns: string,
  run: (args, _type, host) => {
    const result = work(...args.map((_, index) => textAt(args, index)));
    host.budget.text(result.length);
    return stringValue(result);
  },
});

/** A question that the known beginning of an unknown text may answer already. */
const startsWith: HclFunction = {
  parameters: [{ ...text("str"), unknowns: true }, text("prefix")],
  returns: bool,
  run: (args) => {
    const [value, prefix] = [valueAt(args, 0), textAt(args, 1)];
    if (value.kind === "string") return boolValue(value.value.startsWith(prefix));
    const known = value.kind === "unknown" ? (value.refinement.prefix ?? "") : "";
    if (known.startsWith(prefix)) return boolValue(true);
    if (!prefix.startsWith(known)) return boolValue(false);
    return unknownValue(bool, { notNull: true });
  },
};

const question = (names: readonly [string, string], work: (value: string, part: string) => boolean): HclFunction => ({
  parameters: names.map(text),
  returns: bool,
  run: (args) => boolValue(work(textAt(args, 0), textAt(args, 1))),
});

/** Removes characters of the set from both ends, one or the other. */
function trimSet(value: string, cutset: string): string {
  const cut = new Set(cutset);
  const characters = [...value];
  let [start, end] = [0, characters.length];
  while (start < end && cut.has(characters[start] ?? "")) start++;
  while (end > start && cut.has(characters[end - 1] ?? "")) end--;
  return characters.slice(start, end).join("");
}

/** Go maps one character to one: "ß" stays. */
const perCharacter = (change: (character: string) => string) => (value: string) =>
  [...value]
    .map((character) => {
      const changed = change(character);
      return [...changed].length === 1 ? changed : character;
    })
    .join("");

const upper = perCharacter((character) => character.toUpperCase());
const lower = perCharacter((character) => (character === "İ" ? "i" : character.toLowerCase()));
const title = (value: string) =>
  value.replace(
    /(^|[^\p{L}\p{N}_\u0080-\u{10ffff}]|\p{White_Space})(\p{L})/gu,
    (_, before: string, letter: string) => before + upper(letter),
  );

function substring(value: string, offset: number, length: number): string {
  const characters = graphemes(value);
  const start = offset < 0 ? Math.max(0, characters.length + offset) : offset;
  return characters.slice(start, length < 0 ? undefined : start + length).join("");
}

function replace(value: string, search: string, replacement: string): string {
  if (search.length < 2 || !search.startsWith("/") || !search.endsWith("/")) {
    return value.replaceAll(search, () => replacement);
  }
  const pattern = compilePattern(search.slice(1, -1), (message) => new CallFailure(message));
  return goTemplate(pattern, value, replacement);
}

function join(args: readonly Value[], host: FunctionHost): Value {
  const parts: string[] = [];
  const lists = args.slice(1);
  if (lists.length === 0) throw new CallFailure("at least one list is required");
  let unknown = false;
  for (const [index, list] of lists.entries()) {
    for (const item of itemsAt([list], 0)) {
      if (item.kind === "unknown") unknown = true;
      else if (item.kind !== "string") throw new ArgumentFailure(index + 1, "an element is null, and null cannot be joined");
      else parts.push(item.value);
    }
  }
  if (unknown) return unknownValue(string, { notNull: true });
  const result = parts.join(textAt(args, 0));
  host.budget.text(result.length);
  return stringValue(result);
}

function sort(items: readonly Value[]): Value {
  const refinement: Refinement = { notNull: true };
  if (items.some((item) => item.kind === "unknown"))
    return listValue(
      string,
      items.map(() => unknownValue(string, refinement)),
    );
  const texts = items.map((item) => {
    if (item.kind !== "string") throw new CallFailure("a null cannot be put in order");
    return item.value;
  });
  return listValue(string, texts.sort(byCodePoint).map(stringValue));
}

const byCodePoint = (a: string, b: string) => {
  const [x, y] = [[...a], [...b]];
  for (let at = 0; at < Math.min(x.length, y.length); at++) {
    const difference = (x[at]?.codePointAt(0) ?? 0) - (y[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
};

export const textFunctions: Readonly<Record<string, HclFunction>> = {
  chomp: ofText(["str"], (value) => value.replace(/(?:\r\n?|\n)+$/, "")),
  endswith: question(["str", "suffix"], (value, suffix) => value.endsWith(suffix)),
  startswith: startsWith,
  strcontains: question(["str", "substr"], (value, part) => value.includes(part)),
  indent: {
    parameters: [numeric("spaces"), text("str")],
    returns: string,
    run: (args, _type, host) => {
      const spaces = integerAt(args, 0);
      if (spaces < 0) throw new CallFailure("the number of spaces must not be negative");
      const value = textAt(args, 1);
      host.budget.text(value.length + spaces * value.split("\n").length);
      return stringValue(value.replaceAll("\n", `\n${" ".repeat(spaces)}`));
    },
  },
  join: {
    parameters: [text("separator")],
    variadic: listParameter("lists", string),
    returns: string,
    run: (args, _type, host) => join(args, host),
  },
  lower: ofText(["str"], lower),
  upper: ofText(["str"], upper),
  title: ofText(["str"], title),
  replace: ofText(["str", "substr", "replace"], replace),
  sort: {
    parameters: [listParameter("list", string)],
    returns: listOf(string),
    run: (args) => sort(itemsAt(args, 0)),
  },
  split: {
    parameters: [text("separator"), text("str")],
    returns: listOf(string),
    run: (args, _type, host) => {
      const [separator, value] = [textAt(args, 0), textAt(args, 1)];
      const parts = separator === "" ? [...value] : value.split(separator);
      host.budget.step(parts.length);
      return listValue(string, parts.map(stringValue));
    },
  },
  strrev: ofText(["str"], (value) => graphemes(value).reverse().join("")),
  substr: {
    parameters: [text("str"), numeric("offset"), numeric("length")],
    returns: string,
    run: (args) => stringValue(substring(textAt(args, 0), integerAt(args, 1), integerAt(args, 2))),
  },
  trim: ofText(["str", "cutset"], trimSet),
  trimprefix: ofText(["str", "prefix"], (value, prefix) => (value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  trimsuffix: ofText(["str", "suffix"], (value, suffix) =>
    suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  trimspace: ofText(["str"], (value) => value.replace(/^[\p{White_Space}]+|[\p{White_Space}]+$/gu, "")),
};

import { decodeJson, JsonFailure } from "#engines/hcl";
import { utf8Length } from "../bytes.ts";
import { type Finding, numberIn, textIn, type ValueCheck } from "./value-rules.ts";

/**
 * Summaries are those of the plugin SDKs, which learners search for:
 * https://pkg.go.dev/github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation and
 * https://pkg.go.dev/github.com/hashicorp/terraform-plugin-framework-validators. The framework names the attribute in the detail alone.
 */
const invalid = (framework: boolean, own: string, summary: string, detail: string): Finding => ({
  summary: framework ? summary : own,
  detail,
});

const list = (values: readonly (string | number)[]): string => values.map((value) => JSON.stringify(value)).join(" ");

export function oneOf(...values: readonly string[]): ValueCheck {
  const known = new Set(values);
  return ({ value, name, framework }) => {
    const text = textIn(value);
    if (text === undefined || known.has(text)) return undefined;
    return invalid(
      framework,
      `expected ${name} to be one of [${list(values)}], got ${text}`,
      "Invalid Attribute Value Match",
      `"${name}" takes one of ${values.map((each) => `"${each}"`).join(", ")}; "${text}" is none of them.`,
    );
  };
}

/** The provider compares these without regard to case. */
export function oneOfInAnyCase(...values: readonly string[]): ValueCheck {
  const check = oneOf(...values);
  const known = new Set(values.map((value) => value.toLowerCase()));
  return (checked) => (known.has(textIn(checked.value)?.toLowerCase() ?? "") ? undefined : check(checked));
}

export function oneOfNumbers(...values: readonly number[]): ValueCheck {
  const known = new Set(values);
  return ({ value, name, framework }) => {
    const number = numberIn(value);
    if (number === undefined || known.has(number)) return undefined;
    return invalid(
      framework,
      `expected ${name} to be one of [${values.join(" ")}], got ${number}`,
      "Invalid Attribute Value Match",
      `"${name}" takes one of ${values.join(", ")}; ${number} is none of them.`,
    );
  };
}

export function between(least: number, most: number): ValueCheck {
  return ({ value, name, framework }) => {
    const number = numberIn(value);
    if (number === undefined || (number >= least && number <= most)) return undefined;
    return invalid(
      framework,
      `expected ${name} to be in the range (${least} - ${most}), got ${number}`,
      "Invalid Attribute Value",
      `"${name}" lies between ${least} and ${most}; ${number} does not.`,
    );
  };
}

export function atLeast(least: number): ValueCheck {
  return ({ value, name, framework }) => {
    const number = numberIn(value);
    if (number === undefined || number >= least) return undefined;
    return invalid(
      framework,
      `expected ${name} to be at least (${least}), got ${number}`,
      "Invalid Attribute Value",
      `"${name}" is ${least} or more; ${number} is less.`,
    );
  };
}

/** Lengths are counted in bytes, as Go does. */
export function lengthBetween(least: number, most: number): ValueCheck {
  return ({ value, name, framework }) => {
    const text = textIn(value);
    if (text === undefined) return undefined;
    const length = utf8Length(text);
    if (length >= least && length <= most) return undefined;
    return invalid(
      framework,
      `expected length of ${name} to be in the range (${least} - ${most}), got ${text.slice(0, 200)}`,
      "Invalid Attribute Value Length",
      `"${name}" has between ${least} and ${most} characters; this text has ${length}.`,
    );
  };
}

/** The pattern must be without nested repetition: it is held against texts that strangers write. */
export function matches(pattern: RegExp, words: string): ValueCheck {
  return ({ value, name, framework }) => {
    const text = textIn(value);
    if (text === undefined || pattern.test(text)) return undefined;
    return invalid(
      framework,
      `invalid value for ${name} (${words})`,
      "Invalid Attribute Value Match",
      `The text "${text.slice(0, 200)}" cannot be used here: ${words}.`,
    );
  };
}

/** All of several; the first that fails answers. */
export const all =
  (...checks: readonly ValueCheck[]): ValueCheck =>
  (checked) => {
    for (const check of checks) {
      const finding = check(checked);
      if (finding) return finding;
    }
    return undefined;
  };

/** One of several is enough; the last answers. */
export const any =
  (...checks: readonly ValueCheck[]): ValueCheck =>
  (checked) => {
    let finding: Finding | undefined;
    for (const check of checks) {
      finding = check(checked);
      if (!finding) return undefined;
    }
    return finding;
  };

export const jsonDocument: ValueCheck = ({ value, name }) => {
  const text = textIn(value);
  if (text === undefined || text === "") return undefined;
  const why = jsonFault(text);
  if (why === undefined) return undefined;
  return { summary: `"${name}" contains an invalid JSON`, detail: `The text of "${name}" is no JSON: ${why}.` };
};

/** A policy of IAM is a JSON object, which begins with its brace. */
export const policyDocument: ValueCheck = ({ value, name }) => {
  const text = textIn(value);
  if (text === undefined) return undefined;
  const summary = `"${name}" contains an invalid JSON policy`;
  if (text === "") return { summary, detail: "A policy is a JSON object; this text is empty." };
  if (/^\s/.test(text)) return { summary, detail: "A policy begins with its brace; this text begins with space." };
  const why = text.startsWith("{") ? jsonFault(text) : "it does not begin with a brace";
  return why === undefined ? undefined : { summary, detail: `A policy is a JSON object, and this text is none: ${why}.` };
};

function jsonFault(text: string): string | undefined {
  try {
    decodeJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonFailure) return error.message;
    throw error;
  }
}

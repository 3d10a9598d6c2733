import { decodeJson, JsonFailure, number, type Value } from "#engines/hcl";

/** Longer documents are printed as plain text: reading them on every keystroke would be slow. */
const longestDocument = 200_000;

const texts = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/g;
const sign = "\0";

/**
 * What a text holds, if it is an object or a list in JSON. Numbers keep the way they are written, because plans print and compare them
 * so: each is a string whose type is a number.
 */
export function documentOf(value: Value | undefined): Value | undefined {
  if (value?.kind !== "string" || !/^[{[]/.test(value.value) || value.value.length > longestDocument) return undefined;
  try {
    const document = decodeJson(value.value);
    const marked = value.value.replace(texts, (token) => (token.startsWith('"') ? token : JSON.stringify(sign + token)));
    return marked === value.value ? document : asWritten(decodeJson(marked));
  } catch (error) {
    if (error instanceof JsonFailure) return undefined;
    throw error;
  }
}

function asWritten(value: Value): Value {
  switch (value.kind) {
    case "string":
      return value.value.startsWith(sign) ? { ...value, type: number, value: value.value.slice(sign.length) } : value;
    case "sequence":
      return { ...value, items: value.items.map(asWritten) };
    case "mapping":
      return { ...value, entries: new Map([...value.entries].map(([name, inner]) => [name, asWritten(inner)])) };
    default:
      return value;
  }
}

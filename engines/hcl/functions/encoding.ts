import { gzipSync } from "fflate";
import { decodeJson, encodeJson, JsonFailure } from "../values/json.ts";
import { dynamic, listOf, objectOf, string, type Type } from "../values/type.ts";
import { listValue, objectValue, stringValue, unknownValue, type Value, whollyKnown } from "../values/value.ts";
import { anything, text, textAt, valueAt } from "./arguments.ts";
import { decodeBase64Text, fromBase64, toBase64, utf8 } from "./bytes.ts";
import { readCsv } from "./csv.ts";
import { findEncoding } from "./encodings.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";
import { decodeYaml, encodeYaml } from "./yaml.ts";

const ofText = (work: (value: string) => string): HclFunction => ({
  parameters: [text("str")],
  returns: string,
  run: (args, _type, host) => {
    const result = work(textAt(args, 0));
    host.budget.text(result.length);
    return stringValue(result);
  },
});

const encoder = (name: string, write: (value: Value) => string): HclFunction => ({
  parameters: [anything(name, { nullable: true, untyped: true, unknowns: true })],
  returns: string,
  run: (args, _type, host) => {
    const value = valueAt(args, 0);
    if (!whollyKnown(value)) return unknownValue(string, { notNull: true, ...opening(name, value) });
    const result = write(value);
    host.budget.text(result.length);
    return stringValue(result);
  },
});

/** Of a structure that is not wholly known, JSON's first character is. */
function opening(name: string, value: Value): { prefix?: string } {
  if (name !== "val") return {};
  if (value.kind === "mapping") return { prefix: "{" };
  return value.kind === "sequence" ? { prefix: "[" } : {};
}

function jsonDecoded(args: readonly Value[], host: FunctionHost): Value {
  const source = textAt(args, 0);
  host.budget.step(Math.ceil(source.length / 8));
  try {
    return decodeJson(source);
  } catch (error) {
    if (error instanceof JsonFailure) throw new CallFailure(`the text is no JSON: ${error.message}`);
    throw error;
  }
}

function csvType(value: Value): Type {
  if (value.kind !== "string") return dynamic;
  const { header } = readCsv(value.value);
  return listOf(objectOf(header.map((name) => [name, string] as const)));
}

function csvDecoded(args: readonly Value[], type: Type, host: FunctionHost): Value {
  const { header, rows } = readCsv(textAt(args, 0));
  host.budget.step(rows.length * header.length);
  const objects = rows.map((row) => objectValue(header.map((name, index) => [name, stringValue(row[index] ?? "")] as const)));
  return listValue(type.kind === "list" ? type.element : dynamic, objects);
}

function encodingOf(args: readonly Value[]) {
  const name = textAt(args, 1);
  const encoding = findEncoding(name);
  if (!encoding) throw new ArgumentFailure(1, `${JSON.stringify(name)} is no encoding that is supported here`);
  return encoding;
}

/** As HTML forms write it: a space is a plus. */
const urlEncoded = (value: string): string =>
  encodeURIComponent(value)
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

export const encodingFunctions: Readonly<Record<string, HclFunction>> = {
  base64encode: ofText((value) => toBase64(utf8(value))),
  base64decode: ofText(decodeBase64Text),
  base64gzip: ofText((value) => toBase64(gzipSync(utf8(value), { mtime: 0 }))),
  urlencode: ofText(urlEncoded),
  jsonencode: encoder("val", (value) => encodeJson(value, { escapeHtml: true })),
  jsondecode: { parameters: [text("str")], returns: dynamic, run: (args, _type, host) => jsonDecoded(args, host), mayBeNull: true },
  yamlencode: encoder("value", encodeYaml),
  yamldecode: { parameters: [text("src")], returns: dynamic, run: (args) => decodeYaml(textAt(args, 0)), mayBeNull: true },
  csvdecode: { parameters: [text("str")], returns: (args) => csvType(valueAt(args, 0)), run: csvDecoded },
  textencodebase64: {
    parameters: [text("string"), text("encoding")],
    returns: string,
    run: (args) => {
      const bytes = encodingOf(args).encode(textAt(args, 0));
      if (!bytes) throw new ArgumentFailure(0, `the text has characters that ${textAt(args, 1)} does not have`);
      return stringValue(toBase64(bytes));
    },
  },
  textdecodebase64: {
    parameters: [text("source"), text("encoding")],
    returns: string,
    run: (args) => {
      const encoding = encodingOf(args);
      const bytes = fromBase64(textAt(args, 0));
      if (!(bytes instanceof Uint8Array)) throw new ArgumentFailure(0, `there is no base64 at offset ${bytes.faultAt}`);
      const decoded = encoding.decode(bytes);
      if (decoded === undefined) throw new ArgumentFailure(0, `the bytes stand for no text in ${textAt(args, 1)}`);
      return stringValue(decoded);
    },
  },
};

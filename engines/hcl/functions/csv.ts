import { CallFailure } from "./model.ts";

/** Comma-separated values with a header line: https://www.rfc-editor.org/rfc/rfc4180, as strict as Go's reader. */
export function readCsv(text: string): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const [header, ...rows] = records(text);
  if (!header) throw new CallFailure("the header line is missing");
  const seen = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) throw new CallFailure(`two columns are named ${JSON.stringify(name)}`);
    seen.add(name);
  }
  return { header, rows };
}

function records(text: string): string[][] {
  const found: string[][] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const empty = /\r?\n/y;
    empty.lastIndex = at;
    if (empty.test(text)) {
      at = empty.lastIndex;
      line++;
      continue;
    }
    const fields: string[] = [];
    for (;;) {
      const { field, end } = text.charAt(at) === '"' ? quotedField(text, at, line) : plainField(text, at, line);
      line += field.split("\n").length - 1;
      fields.push(field);
      at = end;
      if (text.charAt(at) !== ",") break;
      at++;
    }
    if (text.startsWith("\r\n", at)) at++;
    at++;
    line++;
    found.push(fields);
    if (found[0] && fields.length !== found[0].length)
      throw new CallFailure(`line ${line - 1} has ${fields.length} fields and the header ${found[0].length}`);
  }
  return found;
}

function plainField(text: string, start: number, line: number): { field: string; end: number } {
  const pattern = /[^,\n]*/y;
  pattern.lastIndex = start;
  const raw = pattern.exec(text)?.[0] ?? "";
  const field = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
  if (field.includes('"')) throw new CallFailure(`line ${line} has a quote inside a field that does not begin with one`);
  return { field, end: start + raw.length };
}

function quotedField(text: string, start: number, line: number): { field: string; end: number } {
  const pattern = /"((?:[^"]|"")*)"(?=,|\r?\n|$)/y;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (!match) throw new CallFailure(`line ${line} has a quote that is not closed, or text behind a closing quote`);
  return { field: (match[1] ?? "").replaceAll('""', '"').replaceAll("\r\n", "\n"), end: pattern.lastIndex };
}

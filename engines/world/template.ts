import type { Template } from "./model.ts";

/** `@{name}` is a place to fill, `@@{` stands for `@{` itself. */
const place = /@@\{|@\{([A-Za-z_][A-Za-z0-9_-]*)\}/g;

export function parseTemplate(text: string): Template {
  const parts: (string | { name: string })[] = [];
  let at = 0;
  for (const match of text.matchAll(place)) {
    parts.push(text.slice(at, match.index), match[1] === undefined ? "@{" : { name: match[1] });
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== "");
}

/** The names a template reads. */
export function namesIn(template: Template): readonly string[] {
  return template.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
}

/** Values bound to a name; a list is written with spaces between, an unset name as nothing. */
export type Bindings = ReadonlyMap<string, readonly string[]>;

export function fill(template: Template, bindings: Bindings): string {
  return template.map((part) => (typeof part === "string" ? part : (bindings.get(part.name) ?? []).join(" "))).join("");
}

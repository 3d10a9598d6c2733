import { deepMarks, type Marks, mapMarks, type Value, withMark } from "#engines/hcl";
import type { Link } from "../model.ts";

// A value that is not known yet carries a mark that says whose it is, and so does what names an object that is there. Marks go wherever
// the value goes, through locals, modules and functions, so that an argument tells what it is made from.
const prefix = "value of ";
const separator = "#";

const identifiers = new Set(["id", "arn"]);

/** The object with its unknown attributes, and those that name it, marked as its own. */
export function withLinkMarks(value: Value, address: string): Value {
  if (value.kind !== "mapping") return value;
  const entries = [...value.entries].map(([name, inner]): [string, Value] => [
    name,
    inner.kind === "unknown" || (inner.kind === "string" && identifiers.has(name))
      ? withMark(inner, `${prefix}${address}${separator}${name}`)
      : inner,
  ]);
  return { ...value, entries: new Map(entries) };
}

/** The value without the marks of links. */
export function withoutLinkMarks(value: Value): Value {
  if (![...deepMarks(value)].some(isLink)) return value;
  return mapMarks(value, (marks) => (marks.size === 0 ? marks : new Set([...marks].filter((mark) => !isLink(mark)))));
}

const isLink = (mark: string): boolean => mark.startsWith(prefix);

/** What a configuration will be made from. */
export function linksOf(config: Value): readonly Link[] {
  const links: Link[] = [];
  if ([...deepMarks(config)].some(isLink)) collect(config, [], links);
  return links;
}

function collect(value: Value, path: Link["path"], links: Link[]): void {
  addMarks(value.marks, path, links);
  if (value.kind === "mapping") for (const [name, inner] of value.entries) collect(inner, [...path, name], links);
  if (value.kind === "sequence") for (const [index, item] of value.items.entries()) collect(item, [...path, index], links);
}

function addMarks(marks: Marks, path: Link["path"], links: Link[]): void {
  for (const mark of marks) {
    if (!isLink(mark)) continue;
    const at = mark.lastIndexOf(separator);
    links.push({ path, address: mark.slice(prefix.length, at), attribute: mark.slice(at + 1) });
  }
}

import { numberText, type Value } from "#engines/hcl";
import type { BlockDiffs, Diff, View } from "./diff.ts";
import { columnWidth, filledUp, quoted } from "./quoting.ts";
import { styled, type Text, text } from "./runs.ts";
import { isText, stringText } from "./string-text.ts";
import { lineSymbol } from "./symbols.ts";

export type Options = {
  readonly showUnchanged: boolean;
  /** Whether `-> null` behind what goes is left out, because what holds it says so. */
  readonly hideNullSuffix: boolean;
  readonly forceReplacement: boolean;
};

export const plainOptions: Options = { showUnchanged: false, hideNullSuffix: false, forceReplacement: false };

/** A value's difference as `terraform plan` prints it behind `name = `; `indent` counts levels of four columns. */
export function diffText(diff: Diff, indent: number, options: Options): Text {
  const { view } = diff;
  const replace = replacement(diff, options);
  switch (view.kind) {
    case "primitive":
      return primitiveText(diff, view, indent, options);
    case "block":
      return blockText(diff, view, indent, options);
    case "object":
    case "map":
      return membersText(diff, view, indent, options);
    case "list":
      return view.nested ? listText(diff, view, indent, options, false) : listText(diff, view, indent, options, true);
    case "set":
      return setText(diff, view, indent, options);
    case "unknown": {
      if (!view.before) return text("(known after apply)", replace);
      const before = diffText(view.before, indent, { ...options, hideNullSuffix: true });
      return text(before, " -> (known after apply)", replace);
    }
    case "sensitive":
      return text("(sensitive value)", nullSuffix(diff, options), replace);
    case "write-only":
      return text("(write-only attribute)", nullSuffix(diff, options), replace);
    case "type-change": {
      const inner = { ...options, hideNullSuffix: true };
      return text(diffText(view.before, indent, inner), arrow, diffText(view.after, indent, inner), replace);
    }
    default:
      return view satisfies never;
  }
}

export const arrow: Text = text(" ", styled("yellow", "->"), " ");
export const indentation = (indent: number): string => "    ".repeat(indent);

export function replacement(diff: Diff, options: Options): Text {
  return diff.replace || options.forceReplacement ? text(styled("red", " # forces replacement")) : [];
}

export function nullSuffix(diff: Diff, options: Options): Text {
  return diff.action === "delete" && !options.hideNullSuffix ? styled("gray", " -> null") : [];
}

export function scalarText(value: Value | undefined): Text {
  if (value === undefined || value.kind === "null") return styled("gray", "null");
  if (value.kind === "number") return text(numberText(value.value));
  // A number of a JSON document, as it is written there.
  if (value.kind === "string") return text(value.value);
  return text(value.kind === "bool" ? String(value.value) : "");
}

function primitiveText(diff: Diff, view: View & { kind: "primitive" }, indent: number, options: Options): Text {
  const { before, after } = view;
  if (isText(before) || isText(after)) return stringText(diff, before, after, indent, options);
  const replace = replacement(diff, options);
  if (diff.action === "create") return text(scalarText(after), replace);
  if (diff.action === "delete") return text(scalarText(before), before?.kind === "null" ? [] : nullSuffix(diff, options), replace);
  if (diff.action === "no-op") return text(scalarText(before), replace);
  return text(scalarText(before), arrow, scalarText(after), replace);
}

/** Always shown, so that a reader knows what is spoken of. */
const important = new Set(["id", "name", "tags"]);
const hidden = (kind: string, count: number): Text => styled("gray", `# (${count} unchanged ${kind}${count === 1 ? "" : "s"} hidden)`);

function hiddenLine(kind: string, count: number, indent: number): Text {
  return count === 0 ? [] : text(indentation(indent), lineSymbol("no-op"), hidden(kind, count), "\n");
}

const identifier = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const attributeName = (name: string): string => (identifier.test(name) ? name : quoted(name));

function namedLine(name: string, width: number, diff: Diff, indent: number, options: Options, end = ""): Text {
  const head = text(indentation(indent), lineSymbol(diff.action), `${filledUp(name, width)} = `);
  return text(warnings(diff, indent), head, diffText(diff, indent, options), `${end}\n`);
}

function attributeLines(members: ReadonlyMap<string, Diff>, indent: number, options: Options, inner: Options): Text {
  const names = [...members.keys()].sort();
  const width = columnWidth(names.map(attributeName));
  const lines: Text[] = [];
  let unchanged = 0;
  for (const name of names) {
    const diff = members.get(name);
    if (!diff) continue;
    if (important.has(name)) lines.push(namedLine(attributeName(name), width, diff, indent, { ...inner, showUnchanged: true }));
    else if (diff.action === "no-op" && !options.showUnchanged) unchanged++;
    else lines.push(namedLine(attributeName(name), width, diff, indent, inner));
  }
  return text(lines, hiddenLine("attribute", unchanged, indent));
}

const closing = (indent: number, sign: string): Text => text(indentation(indent), lineSymbol("no-op"), sign);

function blockText(diff: Diff, view: View & { kind: "block" }, indent: number, options: Options): Text {
  if (view.attributes.size === 0 && view.blocks.size === 0) return text("{}", replacement(diff, options));
  const own = { ...options, forceReplacement: false };
  const parts: Text[] = [text("{", replacement(diff, options), "\n"), attributeLines(view.attributes, indent + 1, own, own)];
  let unchanged = 0;
  for (const name of [...view.blocks.keys()].sort()) {
    const blocks = view.blocks.get(name);
    if (!blocks) continue;
    let started = view.attributes.size === 0;
    for (const { key, diff } of blocks.elements) {
      const inner = blockDiff(blocks, diff);
      if (inner.action === "no-op" && !own.showUnchanged) {
        unchanged++;
        continue;
      }
      if (!started) parts.push(text("\n"));
      started = true;
      const label = `${attributeName(name)}${key === undefined ? "" : ` ${quoted(key)}`} `;
      parts.push(text(blockWarning(blocks, diff, indent + 1), indentation(indent + 1), lineSymbol(inner.action), label));
      parts.push(oneBlock(blocks, inner, indent + 1, { ...own, forceReplacement: blocks.replace }), text("\n"));
    }
  }
  if (unchanged > 0) parts.push(text("\n"), hiddenLine("block", unchanged, indent + 1));
  return text(parts, closing(indent, "}"));
}

/** That a block becomes sensitive, or no longer is, is a change as well. */
function blockDiff({ hidden }: BlockDiffs, diff: Diff): Diff {
  return diff.action === "no-op" && hidden.before !== hidden.after ? { ...diff, action: "update" } : diff;
}

function oneBlock(blocks: BlockDiffs, diff: Diff, indent: number, options: Options): Text {
  const { before, after } = blocks.hidden;
  const hides = diff.action === "create" ? after : diff.action === "delete" ? before : before || after;
  if (!hides) return diffText(diff, indent, options);
  const inside = text(indentation(indent), lineSymbol("no-op"));
  return text(
    ...["{", replacement(diff, options), "\n"],
    ...[inside, "  # At least one attribute in this block is (or was) sensitive,\n"],
    ...[inside, "  # so its contents will not be displayed.\n"],
    ...[inside, "}"],
  );
}

function membersText(diff: Diff, view: View & { kind: "map" | "object" }, indent: number, options: Options): Text {
  if (view.members.size === 0) return text("{}", nullSuffix(diff, options), replacement(diff, options));
  // A map of objects leaves it to their braces, an object without nested attributes to its own.
  const hideNullSuffix = view.kind === "map" ? view.nested || diff.action === "delete" : !view.nested;
  const inner = { ...options, hideNullSuffix, forceReplacement: false };
  const start = text("{", replacement(diff, options), "\n");
  const end = text(closing(indent, "}"), nullSuffix(diff, options));
  if (view.kind === "object") return text(start, attributeLines(view.members, indent + 1, options, inner), end);
  const names = [...view.members.keys()].sort();
  const width = view.nested ? 0 : columnWidth(names.map(quoted));
  const lines: Text[] = [];
  let unchanged = 0;
  for (const name of names) {
    const member = view.members.get(name);
    if (!member) continue;
    if (member.action === "no-op" && !options.showUnchanged) unchanged++;
    else lines.push(namedLine(quoted(name), width, member, indent + 1, inner, member.view.kind === "object" ? "," : ""));
  }
  return text(start, lines, hiddenLine("element", unchanged, indent + 1), end);
}

const elementLine = (diff: Diff, indent: number, options: Options): Text =>
  text(warnings(diff, indent), indentation(indent), lineSymbol(diff.action), diffText(diff, indent, options), ",\n");

/** With `context`, the elements before and after a change are shown too, because order matters. */
function listText(diff: Diff, view: View & { kind: "list" | "set" }, indent: number, options: Options, context: boolean): Text {
  if (view.elements.length === 0) return text("[]", nullSuffix(diff, options), replacement(diff, options));
  const changedOptions = { ...options, hideNullSuffix: true, forceReplacement: false };
  const contextOptions = { ...changedOptions, showUnchanged: true };
  const parts: Text[] = [text("[", replacement(diff, options), "\n")];
  let skipped: Diff[] = [];
  let showNext = false;
  for (const element of view.elements) {
    if (element.action === "no-op" && !showNext && !options.showUnchanged) {
      skipped.push(element);
      continue;
    }
    const follows = showNext;
    showNext = context && element.action !== "no-op";
    if (context) {
      parts.push(hiddenLine("element", Math.max(0, skipped.length - 1), indent + 1));
      const last = skipped.at(-1);
      if (last) parts.push(elementLine(last, indent + 1, contextOptions));
      skipped = [];
    }
    parts.push(elementLine(element, indent + 1, element.action === "no-op" && follows ? contextOptions : changedOptions));
  }
  return text(parts, hiddenLine("element", skipped.length, indent + 1), closing(indent, "]"), nullSuffix(diff, options));
}

/** A set of nested objects says at each of them that it forces a replacement. */
function setText(diff: Diff, view: View & { kind: "list" | "set" }, indent: number, options: Options): Text {
  const forces = diff.replace || options.forceReplacement;
  const self = forces && !view.nested ? styled("red", " # forces replacement") : [];
  if (view.elements.length === 0) return text("[]", nullSuffix(diff, options), self);
  const inner = { ...options, hideNullSuffix: true, forceReplacement: forces && view.nested };
  const shown = view.elements.filter((element) => element.action !== "no-op" || options.showUnchanged);
  return text(
    ...["[", self, "\n", shown.map((element) => elementLine(element, indent + 1, inner))],
    ...[hiddenLine("element", view.elements.length - shown.length, indent + 1), closing(indent, "]"), nullSuffix(diff, options)],
  );
}

/** Said before a value that becomes sensitive, or no longer is. */
function warnings({ view, action }: Diff, indent: number): Text {
  if (view.kind !== "sensitive" || view.before === view.after || action === "create" || action === "delete") return [];
  return warning("attribute value", view.before, view.inner.action === "no-op" ? " The value is unchanged." : "", indent);
}

function blockWarning({ hidden }: BlockDiffs, { action }: Diff, indent: number): Text {
  if (hidden.before === hidden.after || action === "create" || action === "delete") return [];
  return warning("block", hidden.before, "", indent);
}

function warning(what: string, before: boolean, ending: string, indent: number): Text {
  const margin = indentation(indent);
  const rest = before
    ? `no longer be marked as sensitive\n${margin}  # after applying this change.`
    : `be marked as sensitive and will not\n${margin}  # display in UI output after applying this change.`;
  return text(margin, "  # ", styled("yellow", "Warning"), `: this ${what} will `, rest, ending, "\n");
}

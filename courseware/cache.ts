import { type Diagnostic, formatPlace, isError, type Parsed } from "#engines/source";
import type { Content } from "./content.ts";
import { newestChange } from "./folder.ts";

/** Content that is served must be right; this one is not. The message has a line for each error. */
export class ContentError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatLine).join("\n"));
    this.name = "ContentError";
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column message`, as the content check prints it. */
export function formatLine({ span, summary, detail }: Diagnostic): string {
  return `${formatPlace(span)} ${summary}${/[.!?]$/.test(summary) || detail === "" ? "" : "."}${detail === "" ? "" : ` ${detail}`}`;
}

type Entry<T> = { readonly changed: number; readonly value: Promise<T> };

/**
 * A reader that remembers what it read for the life of the process; in development it looks at the files' times first.
 * `folders` are those the reading depends on.
 */
export function cached<T>(
  read: (content: Content, key: string) => Promise<Parsed<T | undefined>>,
  folders: (key: string) => readonly string[],
): (content: Content, key: string) => Promise<T | undefined> {
  const byContent = new WeakMap<Content, Map<string, Entry<T | undefined>>>();
  return async (content, key) => {
    const entries = byContent.get(content) ?? new Map<string, Entry<T | undefined>>();
    byContent.set(content, entries);
    const known = entries.get(key);
    const fixed = process.env.NODE_ENV === "production";
    if (known && fixed) return known.value;
    const times = await Promise.all(folders(key).map((folder) => newestChange(content.root, folder)));
    const changed = Math.max(...times);
    if (known && known.changed === changed) return known.value;
    const value = read(content, key).then(valueOrThrow);
    entries.set(key, { changed, value });
    return value;
  };
}

function valueOrThrow<T>({ model, diagnostics }: Parsed<T>): T {
  const errors = diagnostics.filter(isError);
  if (errors.length > 0) throw new ContentError(errors);
  return model;
}

import type { SourceFile } from "#engines/source";

/** A file whose first document holds its `spec:`, and what stands behind it; places stay those of the file. */
export type Split = { readonly header: SourceFile | undefined; readonly body: SourceFile };

const known = new WeakMap<SourceFile, Split>();

/** https://docs.gitlab.com/ci/inputs/#define-input-parameters-with-specinputs: the header is a document of its own. */
export function splitHeader(file: SourceFile): Split {
  const done = known.get(file) ?? split(file);
  known.set(file, done);
  return done;
}

function split(file: SourceFile): Split {
  const { path, text } = file;
  const start = /^(?:\s*(?:#[^\n]*)?\n)*---[ \t]*\n/.exec(text)?.[0].length ?? 0;
  const separator = /^---[ \t]*$/m.exec(text.slice(start));
  if (!separator || !/^spec[ \t]*:/m.test(text.slice(start, start + separator.index))) return { header: undefined, body: file };
  const end = start + separator.index;
  const after = end + separator[0].length;
  return {
    header: { path, text: blank(text.slice(0, start)) + text.slice(start, end) },
    body: { path, text: blank(text.slice(0, after)) + text.slice(after) },
  };
}

const blank = (text: string) => text.replace(/[^\n]/g, " ");

/** A place in a file. `line` and `column` count from 1 (columns in UTF-16 units), `offset` from 0. */
export type Position = { readonly line: number; readonly column: number; readonly offset: number };

/** A stretch of text; `end` is exclusive. */
export type Span = { readonly file: string; readonly start: Position; readonly end: Position };

/** One text file of a submission, a world or a lab; `path` is relative, with `/`. */
export type SourceFile = { readonly path: string; readonly text: string };

/** One diagnostic type for the whole house. Codes are stable, wording is not. */
export type Diagnostic = {
  readonly severity: "error" | "warning";
  /** `engine/rule`, for example "gitlab-ci/unknown-needs". */
  readonly code: `${string}/${string}`;
  /** What is wrong, one line. */
  readonly summary: string;
  /** Why, and what to do about it. */
  readonly detail: string;
  /** The tightest text at fault. */
  readonly span: Span;
};

/** Parsing never throws: it returns what it understood and what it did not. */
export type Parsed<Model> = { readonly model: Model; readonly diagnostics: readonly Diagnostic[] };

/** A value that remembers where its author wrote it. */
export type Located<T> = { readonly value: T; readonly span: Span };

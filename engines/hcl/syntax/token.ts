import type { Position } from "#engines/source";

export type TokenKind =
  | "identifier"
  | "number"
  | "newline"
  | "comment"
  /** Operators and brackets; `text` says which. */
  | "symbol"
  | "open-quote"
  | "close-quote"
  | "open-heredoc"
  | "close-heredoc"
  /** Text of a template, still escaped; in a heredoc, at most one line. */
  | "text"
  /** `${` or `${~`. */
  | "interpolation"
  /** `%{` or `%{~`. */
  | "directive"
  /** `}` or `~}` that ends one of the two. */
  | "template-end"
  | "bad-text"
  | "invalid"
  | "end";

export type Token = { readonly kind: TokenKind; readonly text: string; readonly start: Position; readonly end: Position };

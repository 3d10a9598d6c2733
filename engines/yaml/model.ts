import type { Span } from "#engines/source";

/** A YAML value with the place it was written at. An alias stands as the node it names, with that node's place. */
export type YamlNode = YamlScalar | YamlMap | YamlSeq;

export type YamlScalar = {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** The text as written, without quotes where it was plain. */
  readonly source: string;
  readonly style: "plain" | "quoted" | "block";
  /** A tag of the language's own, such as `!reference`. */
  readonly tag?: string;
  /** For `|` and `>` scalars: the offset in the file where each line of the value begins. */
  readonly lineOffsets?: readonly number[];
  readonly span: Span;
};

export type YamlEntry = {
  /** The key as text; `1:` and `"1":` are the same key, as they are to the tools. */
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
};

export type YamlMap = {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly tag?: string;
  readonly span: Span;
};

export type YamlSeq = {
  readonly kind: "seq";
  readonly items: readonly YamlNode[];
  readonly tag?: string;
  readonly span: Span;
};

export type YamlOptions = {
  /** GitLab and CloudFormation read 1.1 (`on` and `yes` are true, `010` is 8); GitHub Actions and our own files 1.2. */
  readonly version: "1.1" | "1.2";
  /**
   * `in-order`: as Ruby's Psych does, a `<<` overwrites what stands before it in the map and is overwritten by what follows;
   * `none`: `<<` is a key like any other.
   */
  readonly merge: "in-order" | "none";
  /** Tags of the language, with the kinds of node they may stand on; others are refused. */
  readonly tags?: readonly string[];
  /** Whether a key given twice is an error, a warning because the tool keeps the last, or kept for whoever reads the map to tell. */
  readonly duplicateKeys: "error" | "last-wins" | "keep";
};

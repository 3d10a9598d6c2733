import type { Span } from "#engines/source";
import type { Value } from "../values/value.ts";

/** One step of a traversal such as `a.b[0]`. */
export type Step =
  | { readonly kind: "attribute"; readonly name: string; readonly span: Span }
  /** `[0]`, `["a"]` or the legacy `.0`; the key is a number or a string. */
  | { readonly kind: "index"; readonly key: Value; readonly span: Span };

export type Expression =
  | { readonly kind: "literal"; readonly value: Value; readonly span: Span }
  /** `a.b[0]`, from a name of the scope. */
  | { readonly kind: "traversal"; readonly root: string; readonly rootSpan: Span; readonly steps: readonly Step[]; readonly span: Span }
  /** The same from any other expression. */
  | { readonly kind: "relative"; readonly source: Expression; readonly steps: readonly Step[]; readonly span: Span }
  | { readonly kind: "index"; readonly collection: Expression; readonly key: Expression; readonly bracket: Span; readonly span: Span }
  /** `source[*].each` and `source.*.each`: `each` is written over the `item`. */
  | { readonly kind: "splat"; readonly source: Expression; readonly each: Expression; readonly marker: Span; readonly span: Span }
  /** The element a splat is working on. */
  | { readonly kind: "item"; readonly span: Span }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly nameSpan: Span;
      readonly args: readonly Expression[];
      /** `f(list...)`: the last argument is a list of the rest. */
      readonly expand: boolean;
      /** From the opening parenthesis to the closing one. */
      readonly argsSpan: Span;
      readonly span: Span;
    }
  | { readonly kind: "unary"; readonly operator: "-" | "!"; readonly operand: Expression; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
      readonly span: Span;
    }
  | { readonly kind: "tuple"; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: "object"; readonly items: readonly ObjectItem[]; readonly span: Span }
  | ForExpression
  | TemplateExpression
  | { readonly kind: "parentheses"; readonly inner: Expression; readonly span: Span };

export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "%";

export type ObjectItem = {
  readonly key: Expression;
  /** The key is a bare word, `a = 1`, and stands for its own name. */
  readonly bare?: string;
  readonly value: Expression;
};

export type ForExpression = {
  readonly kind: "for";
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present in `{for … : key => value}`. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
  readonly group: boolean;
  readonly span: Span;
};

/** A quoted string, a heredoc, or the text of a template directive's branch. */
export type TemplateExpression = {
  readonly kind: "template";
  readonly parts: readonly TemplatePart[];
  /** `"${x}"` alone is `x` itself, of whatever type. */
  readonly wrap: boolean;
  /** A string of JSON syntax, which stands for a reference or a keyword where one is asked for. */
  readonly json?: string;
  readonly span: Span;
};

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string; readonly span: Span }
  | { readonly kind: "interpolation"; readonly expression: Expression; readonly span: Span }
  | {
      readonly kind: "if";
      readonly condition: Expression;
      readonly whenTrue: readonly TemplatePart[];
      readonly whenFalse: readonly TemplatePart[];
      readonly span: Span;
    }
  | {
      readonly kind: "for";
      readonly keyName?: string;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
      readonly span: Span;
    };

export type Attribute = { readonly name: string; readonly nameSpan: Span; readonly value: Expression; readonly span: Span };

export type Label = { readonly value: string; readonly span: Span };

export type Block = {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly body: Body;
  readonly openBrace: Span;
  readonly closeBrace: Span;
  /** What Terraform points at when it speaks of the block: from the type to the last label, in JSON syntax the opening brace. */
  readonly header: Span;
};

/** What stands between two braces, or in a file. In JSON syntax the schema decides what is a block. */
export type Body = {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  readonly json?: JsonBody;
  /** Two bodies of which one is laid over the other; the arguments and blocks above are then those of native syntax. */
  readonly layers?: { readonly base: Body; readonly over: Body };
  readonly span: Span;
  /** Where Terraform points at when an argument is missing: the opening brace. */
  readonly missingAt: Span;
};

/** A JSON value with its place, before a schema says what it means. */
export type JsonNode =
  | { readonly kind: "object"; readonly entries: readonly JsonEntry[]; readonly span: Span; readonly open: Span; readonly close: Span }
  | { readonly kind: "array"; readonly items: readonly JsonNode[]; readonly span: Span; readonly open: Span }
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "number"; readonly text: string; readonly span: Span }
  | { readonly kind: "keyword"; readonly value: boolean | null; readonly span: Span }
  /** What could not be read, and has a diagnostic. */
  | { readonly kind: "invalid"; readonly span: Span };

export type JsonEntry = { readonly name: string; readonly nameSpan: Span; readonly value: JsonNode; readonly span: Span };

/** Objects that together make one body: usually one. */
export type JsonBody = readonly JsonNode[];

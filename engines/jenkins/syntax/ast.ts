import type { Located, Span } from "#engines/source";

/** A Groovy expression, as far as Jenkinsfiles need the language. */
export type Expression =
  | Literal
  | GString
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly span: Span }
  | { readonly kind: "map"; readonly entries: readonly MapEntry[]; readonly span: Span }
  | Closure
  | Call
  | {
      readonly kind: "property";
      readonly target: Expression;
      readonly name: string;
      readonly safe: boolean;
      readonly spread: boolean;
      readonly span: Span;
    }
  | { readonly kind: "index"; readonly target: Expression; readonly index: Expression; readonly span: Span }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression; readonly span: Span }
  | { readonly kind: "step"; readonly operator: "++" | "--"; readonly prefix: boolean; readonly operand: Expression; readonly span: Span }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly span: Span }
  | { readonly kind: "conditional"; readonly test: Expression; readonly yes: Expression; readonly no: Expression; readonly span: Span }
  | { readonly kind: "elvis"; readonly value: Expression; readonly otherwise: Expression; readonly span: Span }
  | { readonly kind: "cast"; readonly operand: Expression; readonly type: string; readonly span: Span }
  | { readonly kind: "instance"; readonly operand: Expression; readonly type: string; readonly span: Span }
  | { readonly kind: "new"; readonly type: string; readonly arguments: readonly Argument[]; readonly span: Span }
  | { readonly kind: "assign"; readonly operator: string; readonly target: Expression; readonly value: Expression; readonly span: Span }
  /** Valid Groovy that is kept as text, by balanced brackets. */
  | { readonly kind: "opaque"; readonly what: string; readonly span: Span };

export type Literal = {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
  /** How it was written, since 5, 5.0 and 5G are of different types. */
  readonly type: "string" | "int" | "decimal" | "big" | "boolean" | "null";
  readonly span: Span;
};

export type GString = { readonly kind: "gstring"; readonly parts: readonly (string | Expression)[]; readonly span: Span };

export type MapEntry = { readonly key: Expression; readonly value: Expression; readonly span: Span };

export type Closure = {
  readonly kind: "closure";
  readonly parameters: readonly Parameter[] | undefined;
  readonly body: readonly Statement[];
  readonly span: Span;
};

export type Parameter = { readonly name: string; readonly fallback?: Expression };

export type Call = {
  readonly kind: "call";
  readonly target?: Expression;
  readonly safe: boolean;
  readonly spread: boolean;
  readonly name: Located<string>;
  readonly arguments: readonly Argument[];
  readonly span: Span;
};

/** `name` is absent for a positional argument. */
export type Argument = { readonly name?: Expression; readonly value: Expression };

export type Statement =
  | { readonly kind: "expression"; readonly expression: Expression; readonly span: Span }
  /** `isField`: a variable of the script, which its methods see too. */
  | {
      readonly kind: "define";
      readonly names: readonly string[];
      readonly value?: Expression;
      readonly isField?: boolean;
      /** What it was declared as, if that was written. */
      readonly type?: string;
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
      readonly span: Span;
    }
  | { readonly kind: "for-in"; readonly name: string; readonly over: Expression; readonly body: readonly Statement[]; readonly span: Span }
  | {
      readonly kind: "for";
      readonly start: readonly Statement[];
      readonly test: Expression | undefined;
      readonly update: readonly Expression[];
      readonly body: readonly Statement[];
      readonly span: Span;
    }
  | { readonly kind: "while"; readonly test: Expression; readonly body: readonly Statement[]; readonly span: Span }
  | {
      readonly kind: "try";
      readonly body: readonly Statement[];
      readonly catches: readonly { readonly name: string; readonly types: readonly string[]; readonly body: readonly Statement[] }[];
      readonly final: readonly Statement[];
      readonly span: Span;
    }
  | { readonly kind: "return"; readonly value?: Expression; readonly span: Span }
  | { readonly kind: "throw"; readonly value: Expression; readonly span: Span }
  | { readonly kind: "assert"; readonly test: Expression; readonly message?: Expression; readonly span: Span }
  | {
      readonly kind: "switch";
      readonly value: Expression;
      readonly cases: readonly { readonly test: Expression | undefined; readonly body: readonly Statement[] }[];
      readonly span: Span;
    }
  | { readonly kind: "break"; readonly span: Span }
  | { readonly kind: "continue"; readonly span: Span }
  | {
      readonly kind: "method";
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
      readonly span: Span;
    }
  | { readonly kind: "annotation"; readonly name: string; readonly arguments: readonly Argument[]; readonly span: Span }
  | { readonly kind: "import"; readonly name: string; readonly span: Span }
  /** Valid Groovy that is not understood further. */
  | { readonly kind: "opaque"; readonly what: string; readonly span: Span };

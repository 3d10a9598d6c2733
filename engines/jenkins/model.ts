import type { Located, Span } from "#engines/source";
import type { Argument, Expression, Statement } from "./syntax/ast.ts";

/** A declarative pipeline as it was understood. What could not be read is absent and told in the diagnostics. */
export type Pipeline = {
  readonly span: Span;
  readonly agent: Agent | undefined;
  readonly environment: readonly Variable[];
  readonly tools: readonly Tool[];
  readonly options: readonly Directive[];
  readonly parameters: readonly Directive[];
  readonly triggers: readonly Directive[];
  readonly stages: readonly Stage[];
  readonly post: readonly PostCondition[];
  /** Shared libraries that it loads. */
  readonly libraries: readonly Span[];
  /** Groovy in front of and behind the pipeline block: methods, variables, imports, annotations. */
  readonly outside: readonly Statement[];
};

export type Agent = {
  readonly type: Located<string>;
  /** `label "x"`, or the entries of `docker { … }`. */
  readonly settings: readonly Setting[];
  readonly span: Span;
};

export type Setting = { readonly name: Located<string>; readonly value: Expression };

export type Variable = { readonly name: Located<string>; readonly value: Expression; readonly span: Span };

export type Tool = { readonly type: Located<string>; readonly version: Expression; readonly span: Span };

/** One line of `options`, `parameters` or `triggers`. */
export type Directive = { readonly name: Located<string>; readonly arguments: readonly Argument[]; readonly span: Span };

export type PostCondition = { readonly name: Located<string>; readonly body: readonly Statement[]; readonly span: Span };

export type Stage = {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly agent: Agent | undefined;
  readonly environment: readonly Variable[];
  readonly tools: readonly Tool[];
  readonly options: readonly Directive[];
  readonly input: Input | undefined;
  readonly when: When | undefined;
  readonly post: readonly PostCondition[];
  readonly failFast: boolean;
  /** A stage has one of these; a wrong file may have several or none. */
  readonly work: readonly Work[];
};

export type Work =
  | { readonly kind: "steps"; readonly steps: readonly Statement[]; readonly span: Span }
  /** `steps { parallel(a: { … }, b: { … }) }` */
  | { readonly kind: "branches"; readonly branches: readonly Branch[]; readonly failFast: boolean; readonly span: Span }
  | { readonly kind: "stages"; readonly stages: readonly Stage[]; readonly span: Span }
  | { readonly kind: "parallel"; readonly stages: readonly Stage[]; readonly span: Span }
  | { readonly kind: "matrix"; readonly matrix: Matrix; readonly span: Span };

export type Branch = { readonly name: string; readonly steps: readonly Statement[]; readonly span: Span };

export type Matrix = {
  readonly span: Span;
  readonly axes: readonly Axis[] | undefined;
  readonly axesSpan: Span;
  readonly excludes: readonly Exclude[];
  readonly excludesSpan: Span | undefined;
  /** What each cell has of its own: agent, environment, tools, options, input, when, post. */
  readonly cell: Stage;
  readonly hasStages: boolean;
};

export type Axis = {
  readonly name: Expression | undefined;
  readonly values: readonly Expression[];
  readonly notValues: readonly Expression[];
  readonly span: Span;
};

export type Exclude = { readonly axes: readonly Axis[]; readonly span: Span };

export type Input = { readonly fields: readonly Setting[]; readonly parameters: readonly Directive[]; readonly span: Span };

export type When = {
  readonly conditions: readonly Condition[];
  readonly beforeAgent: boolean;
  readonly beforeInput: boolean;
  readonly beforeOptions: boolean;
  readonly span: Span;
};

export type Condition = {
  readonly name: Located<string>;
  /** Absent where a block stands alone. */
  readonly arguments: readonly Argument[] | undefined;
  readonly children: readonly Condition[];
  /** Of `expression { … }`. */
  readonly code: readonly Statement[] | undefined;
  readonly span: Span;
};

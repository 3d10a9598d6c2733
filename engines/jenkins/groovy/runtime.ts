import type { Span } from "#engines/source";
import type { Closure, Statement } from "../syntax/ast.ts";
import type { Scope } from "./scope.ts";
import type { GroovyClosure, Value } from "./values.ts";

/** A call of a step, its arguments evaluated. */
export type StepCall = {
  readonly name: string;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly block: GroovyClosure | undefined;
  /** Texts that Groovy put together from variables, by the argument's name. */
  readonly interpolated: readonly string[];
  readonly span: Span;
};

/** What a script needs of the build it runs in. */
export type Runtime = {
  /** Counts a step of work; throws when the budget is spent or the code was told to stop. */
  readonly tick: (scope: Scope, span: Span) => void;
  /** A variable that no code defined: `env`, `params`, an environment variable. */
  readonly variable: (name: string, scope: Scope, span: Span) => Promise<Value | undefined>;
  /** One that the script itself defined or assigned to. */
  readonly local: (name: string, scope: Scope) => Promise<Value | undefined>;
  /** A variable of the script as a whole. */
  readonly assign: (name: string, value: Value, scope: Scope) => void;
  readonly step: (call: StepCall, scope: Scope) => Promise<Value>;
  /** The time on the virtual clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly method: (name: string) => Extract<Statement, { kind: "method" }> | undefined;
};

export type Completion = { readonly kind: "value" | "return" | "break" | "continue"; readonly value: Value };

/** A block that is no closure of the file: what a section holds. */
export const blockClosure = (body: readonly Statement[], span: Span, scope: Scope): GroovyClosure => {
  const code: Closure = { kind: "closure", parameters: [], body, span };
  return { kind: "closure", code, scope };
};

import type { Diagnostic } from "#engines/source";
import type { FunctionHost, FunctionTable } from "../functions/model.ts";
import type { Value } from "../values/value.ts";
import type { Budget } from "./budget.ts";

/** What an expression may speak of. Names of an inner scope hide those of its parent. */
export type Scope = {
  readonly variables: ReadonlyMap<string, Value>;
  readonly parent?: Scope;
};

export type Evaluation = {
  readonly scope: Scope;
  readonly functions: FunctionTable;
  readonly host: FunctionHost;
  readonly budget: Budget;
  /** Inside a rendered template, where `templatefile` is no function. */
  readonly inTemplate?: boolean;
};

/** After an error the value is unknown, of the type it would have had where that is clear. */
export type Evaluated = { readonly value: Value; readonly diagnostics: readonly Diagnostic[] };

export function findVariable(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const value = at.variables.get(name);
    if (value) return value;
  }
  return undefined;
}

export function* variableNames(scope: Scope): Iterable<string> {
  for (let at: Scope | undefined = scope; at; at = at.parent) yield* at.variables.keys();
}

import type { Context } from "../run/context.ts";
import type { Value } from "./values.ts";

/** The variables that a piece of code sees, and where in the build it runs. */
export class Scope {
  readonly context: Context;
  /** Inside a method, which does not see what the script defines with `def`. */
  readonly inMethod: boolean;
  readonly #parent: Scope | undefined;
  readonly #variables = new Map<string, Value>();

  constructor(context: Context, parent?: Scope, inMethod = parent?.inMethod ?? false) {
    this.context = context;
    this.inMethod = inMethod;
    this.#parent = parent;
  }

  /** A block inside, at the same place of the build or at another. */
  inner(context = this.context): Scope {
    return new Scope(context, this);
  }

  define(name: string, value: Value): void {
    this.#variables.set(name, value);
  }

  get(name: string): Value | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const value = scope.#variables.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Whether there was such a variable. */
  assign(name: string, value: Value): boolean {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      if (!scope.#variables.has(name)) continue;
      scope.#variables.set(name, value);
      return true;
    }
    return false;
  }
}

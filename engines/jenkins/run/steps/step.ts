import { soleRequired } from "../../catalog/signature.ts";
import { steps as knownSteps } from "../../catalog/steps.ts";
import { BuildError, Refusal } from "../../groovy/errors.ts";
import type { StepCall } from "../../groovy/runtime.ts";
import type { Scope } from "../../groovy/scope.ts";
import { isTrue, textOf, type Value } from "../../groovy/values.ts";
import type { Build } from "../build.ts";
import type { Context, Node } from "../context.ts";

export type StepHandler = (step: Step) => Promise<Value>;

/** A step that is being run: its arguments and its place. */
export class Step {
  readonly build: Build;
  readonly call: StepCall;
  readonly scope: Scope;
  readonly context: Context;
  readonly #named: ReadonlyMap<string, Value>;
  #ranBlock = false;

  constructor(build: Build, call: StepCall, scope: Scope) {
    this.build = build;
    this.call = call;
    this.scope = scope;
    this.context = { ...scope.context, span: call.span };
    this.#named = this.#bind();
  }

  #bind(): ReadonlyMap<string, Value> {
    const { positional, named, name, span } = this.call;
    const [first] = positional;
    if (first === undefined) return named;
    // `step([a: 1])` is `step(a: 1)`.
    if (first instanceof Map && positional.length === 1 && named.size === 0 && !first.has("$class")) return first;
    const signature = knownSteps.get(name);
    // Such a step reads its arguments itself.
    if (!signature) return named;
    const sole = soleRequired(signature) ?? signature.parameters[0];
    if (!sole || positional.length > 1)
      throw new BuildError(`Expected named arguments but got ${textOf([...positional])}`, span, "java.lang.IllegalArgumentException");
    return new Map([[sole.name, first], ...named]);
  }

  value(name: string): Value | undefined {
    return this.#named.get(name);
  }

  text(name: string, fallback = ""): string {
    const value = this.#named.get(name);
    return value === undefined || value === null ? fallback : textOf(value);
  }

  flag(name: string, fallback = false): boolean {
    const value = this.#named.get(name);
    return value === undefined ? fallback : isTrue(value);
  }

  number(name: string, fallback = 0): number {
    const value = this.#named.get(name);
    if (value === undefined || value === null) return fallback;
    const number = typeof value === "number" ? value : Number(textOf(value));
    if (Number.isNaN(number))
      throw new BuildError(`For input string: "${textOf(value)}"`, this.call.span, "java.lang.NumberFormatException");
    return number;
  }

  /** A line of Jenkins' own. */
  note(text: string): void {
    this.build.console.line(`[Pipeline] ${text}`, this.context);
  }

  print(text: string): void {
    this.build.console.line(text, this.context);
  }

  start(): void {
    this.note(this.call.name);
  }

  /** The machine it runs on, which it needs. */
  node(): Node {
    const { node, span } = this.context;
    if (node) return node;
    const hint = "Be sure to specify your own ‘node { ... }’ blocks when using ‘agent none’.";
    throw new BuildError(`Attempted to execute a step that requires a node context while ‘agent none’ was specified. ${hint}`, span);
  }

  /** The last line of a step that ran its block, however often it did. */
  end(): void {
    if (this.#ranBlock) this.note(`// ${this.call.name}`);
  }

  /** Runs the block with what the step changes. */
  async body(changes: Partial<Context> = {}, title = ""): Promise<Value> {
    const { block, span } = this.call;
    if (!block) throw new BuildError(`There is no body to invoke`, span, "java.lang.IllegalStateException");
    this.#ranBlock = true;
    this.note(`{${title}`);
    try {
      return await this.build.evaluator.call(block, [], { ...this.context, ...changes });
    } finally {
      this.note("}");
    }
  }

  refuse(what: string): never {
    throw new Refusal("not-simulated", what, this.call.span);
  }

  fail(message: string, javaClass?: string): never {
    throw new BuildError(message, this.call.span, javaClass);
  }

  /** An absolute path, or one from the folder that `dir` set. */
  path(path: string): string {
    return absolutePath(this.context.directory, path);
  }
}

export function absolutePath(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** A path as a workspace counts it. */
export function relativePath(root: string, path: string): string {
  if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  return `${root
    .split("/")
    .slice(1)
    .map(() => "..")
    .join("/")}${path}`;
}

import type { Action, Guard, Negatable, Program, Source, Step, Template } from "./model.ts";
import { type Bindings, fill } from "./template.ts";
import { matchUsage } from "./usage.ts";

export type ProgramResult = { readonly status: number; readonly out: string; readonly err: string };

/** What a running program can reach: its job's files and environment, the shared facts, and the virtual clock. Paths are as it wrote them. */
export type ProgramHost = {
  readonly conditions: Pick<ReadonlySet<string>, "has">;
  readonly env: (name: string) => string | undefined;
  readonly exists: (path: string) => Promise<boolean>;
  readonly read: (path: string) => Promise<string | undefined>;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly digest: (paths: readonly string[]) => Promise<string>;
  readonly facts: {
    readonly get: (fact: string) => string | undefined;
    readonly set: (fact: string, value: string) => void;
    readonly forget: (fact: string) => void;
  };
  /** Whether it was cut short: the program is being stopped. */
  readonly sleep: (seconds: number) => Promise<boolean>;
  readonly run: (script: string, args: readonly string[]) => Promise<ProgramResult>;
  readonly deploy: (deployment: { environment: string; version: string; canary?: string; rollback: boolean }) => void;
};

/** Runs the first call of the program that fits the arguments; undefined if none does. */
export async function runProgram(program: Program, args: readonly string[], host: ProgramHost): Promise<ProgramResult | undefined> {
  for (const call of program.calls) {
    const bound = matchUsage(call.pattern, args);
    if (bound) return new ProgramRun(host, bound).steps(call.steps);
  }
  return undefined;
}

/** As a program that SIGTERM ended. */
const stopped = 143;

class ProgramRun {
  readonly #host: ProgramHost;
  #bound: Map<string, readonly string[]>;
  #out = "";
  #err = "";

  constructor(host: ProgramHost, bound: Bindings) {
    this.#host = host;
    this.#bound = new Map(bound);
  }

  async steps(steps: readonly Step[]): Promise<ProgramResult> {
    for (const step of steps) {
      const status = step.forEach === undefined ? await this.#step(step) : await this.#each(step, step.forEach);
      if (status !== undefined) return { status, out: this.#out, err: this.#err };
    }
    return { status: 0, out: this.#out, err: this.#err };
  }

  async #each(step: Step, name: string): Promise<number | undefined> {
    const outer = this.#bound;
    for (const value of outer.get(name) ?? []) {
      this.#bound = new Map([...outer, [name, [value]]]);
      const status = await this.#step(step);
      if (status !== undefined) return status;
    }
    this.#bound = outer;
    return undefined;
  }

  async #step(step: Step): Promise<number | undefined> {
    return step.when && !(await this.#holds(step.when)) ? undefined : this.#act(step.action);
  }

  /** The status the program ends with, or undefined to go on. */
  async #act(action: Action): Promise<number | undefined> {
    switch (action.kind) {
      case "takes":
        return (await this.#host.sleep(action.seconds)) ? stopped : undefined;
      case "print":
        if (action.stream === "out") this.#out += this.#fill(action.text);
        else this.#err += this.#fill(action.text);
        return undefined;
      case "fail":
        this.#err += this.#fill(action.text);
        return action.status;
      case "bind": {
        const value = await this.#source(action.from);
        if (value === undefined) this.#bound.delete(action.name);
        else this.#bound.set(action.name, [value]);
        return undefined;
      }
      case "write":
        await this.#host.write(this.#fill(action.path), this.#fill(action.text));
        return undefined;
      case "remove":
        await this.#host.remove(this.#fill(action.path));
        return undefined;
      case "know":
        this.#host.facts.set(this.#fill(action.fact), this.#fill(action.value));
        return undefined;
      case "forget":
        this.#host.facts.forget(this.#fill(action.fact));
        return undefined;
      case "run": {
        const result = await this.#host.run(
          this.#fill(action.script),
          action.args === undefined ? [] : (this.#bound.get(action.args) ?? []),
        );
        this.#out += result.out;
        this.#err += result.err;
        return result.status === 0 ? undefined : result.status;
      }
      case "deploy":
        this.#host.deploy({
          environment: this.#fill(action.environment),
          version: this.#fill(action.version),
          ...(action.canary && this.#fill(action.canary) !== "" ? { canary: this.#fill(action.canary) } : {}),
          rollback: action.rollback,
        });
        return undefined;
      case "exit":
        return action.status;
      default:
        return action satisfies never;
    }
  }

  async #source(source: Source): Promise<string | undefined> {
    switch (source.kind) {
      case "text":
        return this.#fill(source.text);
      case "env":
        return this.#host.env(this.#fill(source.name));
      case "fact":
        return this.#host.facts.get(this.#fill(source.fact));
      case "file":
        return (await this.#host.read(this.#fill(source.path)))?.trim();
      case "json":
        return jsonAt(
          await this.#host.read(this.#fill(source.path)),
          source.at.map((part) => this.#fill(part)),
        );
      case "digest":
        return this.#host.digest(source.paths.map((path) => this.#fill(path)));
      default:
        return source satisfies never;
    }
  }

  async #holds(guard: Guard): Promise<boolean> {
    const host = this.#host;
    return (
      guard.given.every((name) => (name.startsWith("!") ? !host.conditions.has(name.slice(1)) : host.conditions.has(name))) &&
      guard.set.every((name) => (name.startsWith("!") ? !this.#bound.has(name.slice(1)) : this.#bound.has(name))) &&
      guard.like.every(({ name, patterns }) => isLike((this.#bound.get(name) ?? []).join(" "), patterns)) &&
      (await this.#every(guard.files, (path) => host.exists(path))) &&
      (await this.#every(guard.facts, async (fact) => host.facts.get(fact) !== undefined)) &&
      (await this.#every(guard.env, async (name) => (host.env(name) ?? "") !== ""))
    );
  }

  async #every(parts: readonly Negatable[], test: (text: string) => Promise<boolean>): Promise<boolean> {
    for (const part of parts) if ((await test(this.#fill(part.text))) === part.negated) return false;
    return true;
  }

  #fill(template: Template): string {
    return fill(template, this.#bound);
  }
}

/** One of the patterns matches, and none of those that start with `!`. */
function isLike(value: string, patterns: readonly string[]): boolean {
  const unwanted = patterns.filter((pattern) => pattern.startsWith("!"));
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  return (
    !unwanted.some((pattern) => matches(value, pattern.slice(1))) &&
    (wanted.length === 0 || wanted.some((pattern) => matches(value, pattern)))
  );
}

/** `*` stands for any text, `?` for one character. Linear in practice: one backtrack point at a time. */
function matches(value: string, pattern: string): boolean {
  let v = 0;
  let p = 0;
  let star = -1;
  let resume = 0;
  while (v < value.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = v;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === value[v])) {
      p++;
      v++;
    } else if (star !== -1) {
      p = star + 1;
      v = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

function jsonAt(text: string | undefined, at: readonly string[]): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "null");
  } catch {
    return undefined;
  }
  for (const key of at)
    value = value !== null && typeof value === "object" && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

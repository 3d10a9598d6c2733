import { textOf, type Value } from "../expressions/evaluate.ts";
import type { CallEvent, Concurrency, Job, Workflow } from "../model.ts";
import { claimOf, deadlockOf, type HeldGroups, withHeld } from "./claim.ts";
import type { Claim, ConcurrencyGroups, Entrant } from "./groups.ts";
import type { Outputs, Result } from "./model.ts";
import { type Scope, TemplateFault } from "./scope.ts";

/** A called workflow, once it runs. */
export type CalledRun = { readonly advance: () => void; readonly cancel: (why: string) => void };

export type CallUnitOptions = {
  readonly job: Job;
  readonly name: string;
  readonly called: Workflow;
  readonly groups: ConcurrencyGroups;
  readonly held: HeldGroups;
  /** Of the calling job's own keys, and of the called workflow's. */
  readonly scopes: { readonly outer: Scope; readonly inner: Scope };
  readonly start: (held: HeldGroups, onEnd: (result: Result, outputs: Outputs) => void) => CalledRun;
  /** It ended before any of its jobs was there. */
  readonly never: (result: Result, why: string) => void;
  readonly done: (result: Result, outputs: Outputs) => void;
};

/** A job that calls a workflow: through its own concurrency group and the called workflow's, then the workflow. */
export class CallUnit {
  readonly #options: CallUnitOptions;
  readonly #entered: { readonly claim: Claim; readonly entrant: Entrant }[] = [];
  #run: CalledRun | undefined;
  #ended = false;

  constructor(options: CallUnitOptions) {
    this.#options = options;
  }

  begin(): void {
    const { job, called, scopes, held } = this.#options;
    this.#enter(job.concurrency, scopes.outer, held, (own) =>
      this.#enter(called.concurrency, scopes.inner, own, (all) => {
        this.#run = this.#options.start(all, (result, outputs) => this.#end(result, outputs));
        this.#run.advance();
      }),
    );
  }

  cancel(why: string): void {
    if (this.#ended) return;
    if (this.#run) this.#run.cancel(why);
    else this.#never("cancelled", why);
  }

  #enter(concurrency: Concurrency | undefined, scope: Scope, held: HeldGroups, then: (held: HeldGroups) => void): void {
    const { name, groups } = this.#options;
    let claim: Claim | undefined;
    try {
      claim = claimOf(concurrency, scope);
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      this.#never("failure", fault.message);
      return;
    }
    if (!claim) {
      then(held);
      return;
    }
    const deadlock = deadlockOf(claim, name, held);
    if (deadlock) {
      this.#never("cancelled", deadlock);
      return;
    }
    const inside = withHeld(held, claim, `'${name}'`);
    const entrant = { begin: () => then(inside), cancel: (why: string) => this.cancel(why) };
    this.#entered.push({ claim, entrant });
    groups.enter(claim, entrant);
  }

  #never(result: Result, why: string): void {
    this.#options.never(result, why);
    this.#end(result, {});
  }

  #end(result: Result, outputs: Outputs): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { claim, entrant } of this.#entered.toReversed()) this.#options.groups.leave(claim, entrant);
    this.#options.done(result, outputs);
  }
}

/** What is passed with `with:`, in the types that the called workflow declares. */
export function callInputs(job: Job, event: CallEvent, scope: Scope): { readonly [name: string]: Value } {
  const given = new Map((job.call?.inputs ?? []).map(({ name, value }) => [name.value.toLowerCase(), scope.value(value)]));
  return Object.fromEntries(
    [...event.inputs].map(([id, input]): [string, Value] => {
      const value = given.get(id) ?? (input.default ? scope.value(input.default) : undefined);
      return [input.name.value, typed(value, input.type)];
    }),
  );
}

function typed(value: Value | undefined, type: string | undefined): Value {
  if (type === "boolean") return value === true || value === "true";
  if (type === "number") return Number(value === undefined ? 0 : textOf(value));
  return value === undefined ? "" : textOf(value);
}

import type { JobRun, JobStatus } from "#engines/pipeline";
import { isFromFork } from "../events/model.ts";
import { isList, textOf } from "../expressions/evaluate.ts";
import type { Job, Workflow } from "../model.ts";
import { type Granted, listed, readOnly } from "../permissions.ts";
import { machineOf, type RunnerMachine } from "../schema/runners.ts";
import { claimOf, deadlockOf, type HeldGroups } from "./claim.ts";
import { isProtected } from "./github.ts";
import type { Claim, ConcurrencyGroups, Entrant } from "./groups.ts";
import { JobLeg } from "./leg.ts";
import type { Around, Outputs, Result, RunContext } from "./model.ts";
import { type Contexts, Scope, TemplateFault } from "./scope.ts";

export type JobUnitOptions = {
  readonly around: Around;
  readonly run: RunContext;
  readonly groups: ConcurrencyGroups;
  readonly held: HeldGroups;
  readonly workflow: Workflow;
  readonly job: Job;
  readonly name: string;
  readonly order: number;
  readonly contexts: Contexts;
  readonly secrets: Readonly<Record<string, string>>;
  readonly granted: Granted;
  readonly done: (result: Result, outputs: Outputs, forgiven: boolean) => void;
};

/** A job on its way to a runner: its concurrency group, its environment's approval, then its steps. */
export class JobUnit {
  readonly #options: JobUnitOptions;
  #record: JobRun | undefined;
  #leg: JobLeg | undefined;
  #entrant: Entrant | undefined;
  #claim: Claim | undefined;
  #ended = false;
  #machine: RunnerMachine = machineOf([]);
  /** Why the environment's name cannot be known. */
  #fault: TemplateFault | undefined;

  constructor(options: JobUnitOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#guard(() => {
      const { job, name, contexts, groups, held } = this.#options;
      this.#open();
      if (this.#fault) throw this.#fault;
      this.#machine = machineOf(runnerLabels(job, new Scope(() => contexts)));
      const claim = claimOf(job.concurrency, new Scope(() => contexts));
      if (!claim) return this.#gate();
      const deadlock = deadlockOf(claim, name, held);
      if (deadlock) return this.#end("cancelled", deadlock);
      this.#claim = claim;
      this.#entrant = { begin: () => this.#gate(), cancel: (why) => this.cancel(why) };
      groups.enter(claim, this.#entrant);
    });
  }

  cancel(why: string): void {
    if (this.#ended) return;
    if (this.#leg) {
      this.#leg.cancel(why);
      return;
    }
    this.#end("cancelled", why);
  }

  /** The record of the job, made when it is first spoken of. */
  #open(): JobRun {
    if (this.#record) return this.#record;
    const { around, run, job, name, order, contexts } = this.#options;
    const use = job.environment?.name;
    let environment = "";
    try {
      environment = use ? this.#knownAs(new Scope(() => contexts).text(use)) : "";
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      this.#fault = fault;
    }
    const permissions = listed(this.#granted());
    this.#record = around.newJob({ name, order, span: job.span, pipeline: run.id, environment, permissions });
    return this.#record;
  }

  /** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments: upper and lower case are the same. */
  #knownAs(environment: string): string {
    const known = [...this.#options.around.world.environments.keys()];
    return known.find((name) => name.toLowerCase() === environment.toLowerCase()) ?? environment;
  }

  #granted(): Granted {
    const { run, granted } = this.#options;
    return isFromFork(run.event) ? readOnly(granted) : granted;
  }

  /** https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
  #gate(): void {
    this.#guard(() => {
      const { around, run, job } = this.#options;
      const record = this.#open();
      const environment = around.world.environments.get(record.environment);
      if (environment?.protected) {
        const span = job.environment?.span ?? job.span;
        if (!isProtected(around, run)) {
          this.#end("failure", `Branch is not allowed to deploy to ${record.environment} due to environment protection rules.`);
          return;
        }
        around.say({ subject: record.name, text: `waits for approval to deploy to ${record.environment}`, tone: "waiting", span });
        if (!around.approve.includes(record.environment) && !around.approve.includes("*")) {
          record.status = "manual";
          record.why = "nobody has approved the deployment";
          return;
        }
        around.say({ subject: record.name, text: `the deployment to ${record.environment} is approved`, tone: "good", span });
      }
      around.clock.start(() => this.#perform());
    });
  }

  async #perform(): Promise<void> {
    const { around, run, workflow, job, contexts, secrets } = this.#options;
    const record = this.#open();
    if (this.#ended || around.stop.aborted) return;
    const own = isFromFork(run.event)
      ? []
      : around.world.variables.filter((each) => each.environment !== undefined && each.environment === record.environment);
    const named = (masked: boolean) =>
      Object.fromEntries(own.filter((each) => each.masked === masked).map(({ name, value }) => [name, value]));
    const vars = contexts.vars;
    const allVars = { ...(typeof vars === "object" && vars !== null && !Array.isArray(vars) ? vars : {}), ...named(false) };
    this.#leg = new JobLeg({
      ...{ around, run, workflow, job, record },
      contexts: { ...contexts, vars: allVars },
      secrets: { ...secrets, ...named(true) },
      granted: this.#granted(),
      machine: this.#machine,
    });
    record.started = around.clock.now();
    record.attempts = 1;
    record.status = "running";
    around.say({ subject: record.name, text: "started", tone: "neutral", span: job.span });
    const result = await this.#leg.perform();
    if (around.stop.aborted) return;
    record.failedAt = this.#leg.failedAt;
    this.#end(result, result === "success" ? "every step succeeded" : this.#leg.why);
  }

  #end(result: Result, why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const { around, groups, job, done } = this.#options;
    const record = this.#open();
    const forgiven = result === "failure" && !this.#fault && this.#mayFail();
    const statuses: Record<Result, JobStatus> = { success: "success", failure: "failed", cancelled: "canceled", skipped: "skipped" };
    record.status = statuses[result];
    record.why = why;
    record.allowedToFail = forgiven;
    if (record.started !== undefined) record.finished = around.clock.now();
    const words = {
      success: "passed",
      failure: forgiven ? `failed, and is allowed to: ${why}` : `failed: ${why}`,
      cancelled: `is canceled: ${why}`,
      skipped: "is skipped",
    };
    around.say({
      subject: record.name,
      text: words[result],
      tone: result === "success" ? "good" : "bad",
      span: record.failedAt ?? job.span,
    });
    if (this.#entrant && this.#claim) groups.leave(this.#claim, this.#entrant);
    done(result, this.#leg?.outputs ?? {}, forgiven);
  }

  #mayFail(): boolean {
    const { job, contexts } = this.#options;
    try {
      return new Scope(() => contexts).bool(job.continueOnError, false);
    } catch (fault) {
      if (fault instanceof TemplateFault) return false;
      throw fault;
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      this.#end("failure", fault.message);
    }
  }
}

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idruns-on: an expression may give several. */
function runnerLabels({ id, runsOn }: Job, scope: Scope): readonly string[] {
  return (runsOn?.labels ?? []).flatMap((label) => {
    const value = scope.value(label);
    const found = isList(value) ? value.map(textOf) : typeof value === "object" && value !== null ? [] : [textOf(value)];
    if (!found.includes("")) return found;
    const { line, column } = label.span.start;
    throw new TemplateFault(
      `Error when evaluating 'runs-on' for job '${id.value}'. ${label.span.file} (Line: ${line}, Col: ${column}): Unexpected value ''`,
    );
  });
}

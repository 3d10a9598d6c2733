import type { JobRun, PipelineEvent } from "#engines/pipeline";
import { Stop, type StopSignal } from "#engines/shell";
import type { Span } from "#engines/source";
import { retirementOf } from "../actions/retired.ts";
import type { Value } from "../expressions/evaluate.ts";
import type { Job, Workflow } from "../model.ts";
import type { Granted } from "../permissions.ts";
import type { RunnerMachine } from "../schema/runners.ts";
import { defaultVariables, githubContext, identityVariables, runnerContext, tokenOf } from "./github.ts";
import { MaskedLog } from "./log.ts";
import type { Around, Outputs, Result, RunContext } from "./model.ts";
import type { ActionCall } from "./platform-actions.ts";
import { type Contexts, Scope, TemplateFault } from "./scope.ts";
import { StepRunner } from "./steps.ts";
import { Workspace } from "./workspace.ts";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idtimeout-minutes */
const defaultTimeout = 360;
/** https://docs.github.com/en/actions/reference/workflow-cancellation-reference: what always runs has five minutes when a job is canceled. */
const afterCancel = 5 * 60;

export type LegOptions = {
  readonly around: Around;
  readonly run: RunContext;
  readonly workflow: Workflow;
  readonly job: Job;
  readonly record: JobRun;
  /** Of the job: needs, matrix, strategy, inputs, vars. */
  readonly contexts: Contexts;
  readonly secrets: Readonly<Record<string, string>>;
  readonly granted: Granted;
  readonly machine: RunnerMachine;
};

/** One run of a job: of a matrix, one combination. */
export class JobLeg {
  readonly around: Around;
  readonly log: MaskedLog;
  readonly workspace: Workspace;
  readonly record: JobRun;
  readonly #options: LegOptions;
  readonly #cancel = new Stop();
  /** Ends what a cancellation has left running. */
  readonly #force = new Stop();
  #callOff: () => void = () => {};
  readonly #added = new Map<string, string>();
  readonly #afterwards: (() => Promise<void>)[] = [];
  readonly #used = new Set<string>();
  /** What the runner sets before any step. */
  readonly #machine: Readonly<Record<string, string>>;
  #path: string[] = [];
  #env: Readonly<Record<string, string>> = {};
  #cancelWhy = "";
  why = "";
  failedAt: Span | undefined;
  outputs: Outputs = {};

  constructor(options: LegOptions) {
    const { around, run, job, record, secrets, granted } = options;
    this.#options = options;
    this.around = around;
    this.record = record;
    this.log = new MaskedLog(record.log, () => around.clock.now());
    for (const [name, value] of Object.entries(secrets)) this.log.mask(value, name);
    this.log.mask(tokenOf(run, job.id.value));
    const identity = granted.get("id-token") === "write" ? identityVariables(run, job.id.value) : {};
    this.log.mask(identity.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? "");
    this.#machine = { ...defaultVariables(around, run, job.id.value, options.machine), ...identity };
    this.workspace = new Workspace(around, run, record, this.#machine);
  }

  get machine(): RunnerMachine {
    return this.#options.machine;
  }

  get cancelled(): boolean {
    return this.#cancel.aborted;
  }

  get stopped(): boolean {
    return this.around.stop.aborted;
  }

  /** Its time for cleaning up is over. */
  get forced(): boolean {
    return this.#force.aborted;
  }

  cancel(why: string): void {
    if (this.cancelled) return;
    this.#cancelWhy = why;
    this.#callOff = this.around.clock.alarm(afterCancel, () => this.#force.abort());
    this.#cancel.abort();
  }

  /** Runs all steps; nothing is thrown for what a workflow does. */
  async perform(): Promise<Result> {
    const { job, workflow, around } = this.#options;
    let result: Result;
    try {
      const scope = new Scope(() => this.contexts({}), this.onSecret);
      this.#env = scope.env(workflow.env);
      this.#env = { ...this.#env, ...new Scope(() => this.contexts({}), this.onSecret).env(job.env) };
      this.record.variables = { ...this.#machine, ...this.scriptEnv() };
      const defaults = new Scope(() => this.contexts({}), this.onSecret);
      const shell = job.defaults?.shell ?? workflow.defaults?.shell;
      const directory = job.defaults?.workingDirectory ?? workflow.defaults?.workingDirectory;
      const minutes = defaults.number(job.timeoutMinutes, defaultTimeout);
      this.#refuseRetired();
      const finish = this.#limit(minutes);
      const steps = new StepRunner(this, {
        env: {},
        depth: 0,
        ...(shell ? { shell: defaults.text(shell) } : {}),
        ...(directory ? { workingDirectory: defaults.text(directory) } : {}),
      });
      await steps.run(job.steps);
      finish();
      result = this.cancelled ? "cancelled" : steps.result;
      if (this.cancelled) this.why = this.#cancelWhy;
      if (result === "success" && !this.stopped) for (const task of this.#afterwards.reverse()) await task();
      const after = new Scope(() => this.contexts({ steps: steps.results }), this.onSecret);
      this.outputs = Object.fromEntries(
        [...job.outputs.values()].map(({ name, value }) => [name.value, this.#safe(name.value, after.text(value))]),
      );
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      this.log.line(`##[error]${fault.message}`);
      this.failed(fault.message, job.span);
      result = "failure";
    }
    this.#callOff();
    for (const name of this.#used) {
      const printed = this.log.printed.get(name);
      around.secret(name, this.record, printed?.how ?? "no", printed?.span ?? job.span);
    }
    return result;
  }

  /** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions: an output that holds what is masked is not passed on. */
  #safe(name: string, value: string): string {
    if (!this.log.hides(value)) return value;
    this.log.line(`##[warning]Skip output '${name}' since it may contain secret.`);
    return "";
  }

  /** All actions are fetched before the first step. */
  #refuseRetired(): void {
    for (const { action } of this.#options.job.steps) {
      const retired = action.kind === "uses" ? retirementOf(action.uses.value) : undefined;
      if (retired) throw new TemplateFault(retired);
    }
  }

  /** Cancels the job when its time is up. */
  #limit(minutes: number): () => void {
    return this.around.clock.alarm(minutes * 60, () =>
      this.cancel(`The job has exceeded the maximum execution time of ${minutes} minutes`),
    );
  }

  /**
   * A signal for one step: its own time, that of the action it belongs to, the job's cancellation unless that has come or the step goes on,
   * and the end of everything.
   */
  timed(
    seconds: number,
    goesOn: () => boolean,
    outer?: StopSignal,
  ): { readonly signal: StopSignal; readonly finish: () => "timeout" | "cancel" | undefined } {
    const { clock, stop } = this.around;
    const timed = new Stop();
    let isFinished = false;
    let cause: "timeout" | "cancel" | undefined;
    const end = (why: "timeout" | "cancel") => {
      if (isFinished) return;
      cause ??= why;
      timed.abort();
    };
    const callOff = clock.alarm(seconds, () => end("timeout"));
    const cancel = () => end("cancel");
    const cancelUnless = () => {
      if (!goesOn()) end("cancel");
    };
    if (!this.cancelled) this.#cancel.addEventListener("abort", cancelUnless);
    this.#force.addEventListener("abort", cancel);
    if (outer?.aborted === false) outer.addEventListener("abort", cancel);
    stop.addEventListener("abort", cancel);
    const finish = () => {
      isFinished = true;
      callOff();
      this.#cancel.removeEventListener("abort", cancelUnless);
      this.#force.removeEventListener("abort", cancel);
      outer?.removeEventListener("abort", cancel);
      stop.removeEventListener("abort", cancel);
      return cause;
    };
    return { signal: timed, finish };
  }

  tell(text: string, tone: PipelineEvent["tone"], span: Span): void {
    this.around.say({ subject: this.record.name, text, tone, span });
  }

  /** What stands above the output of a step. */
  head(what: string, lines: readonly string[]): void {
    this.log.line([`##[group]Run ${what}`, ...lines, "##[endgroup]"].join("\n"));
  }

  failed(why: string, span: Span): void {
    if (this.why === "") this.why = why;
    this.failedAt ??= span;
  }

  exitStatus(status: number): void {
    if (this.record.exitStatus === 0) this.record.exitStatus = status;
  }

  addVariables(pairs: ReadonlyMap<string, string>): void {
    for (const [name, value] of pairs) this.#added.set(name, value);
  }

  addPaths(paths: readonly string[]): void {
    this.#path = [...paths.toReversed(), ...this.#path];
  }

  /** The `env` context: the workflow's, the job's, and what steps have added. */
  env(): Readonly<Record<string, string>> {
    return { ...this.#env, ...Object.fromEntries(this.#added) };
  }

  /** https://docs.github.com/en/actions/reference/workflows-and-actions/variables: the runner's own variables cannot be overwritten, CI can. */
  scriptEnv(...over: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
    const env = Object.assign({}, this.env(), ...over) as Record<string, string>;
    for (const name in env) if (/^(?:GITHUB|RUNNER)_/.test(name)) env[name] = this.#machine[name] ?? env[name] ?? "";
    if (this.#path.length === 0) return env;
    return { ...env, PATH: [...this.#path, env.PATH ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"].join(":") };
  }

  github(more?: Readonly<Record<string, Value>>): Value {
    const { around, run, job } = this.#options;
    const github = githubContext(around, run, job.id.value);
    return more ? { ...github, ...more } : github;
  }

  /** Every context a step may name; `own` stands over the job's. */
  contexts(own: Contexts, status: Result = "success"): Contexts {
    const { contexts, secrets, run, job } = this.#options;
    const services = (job.services?.services ?? []).map(({ name }): [string, Value] => [
      name.value,
      { id: name.value, network: "github_network", ports: {} },
    ]);
    return {
      ...contexts,
      github: this.github(),
      env: this.env(),
      job: {
        status,
        container: job.container ? { id: "container", network: "github_network" } : {},
        services: Object.fromEntries(services),
      },
      runner: runnerContext(this.machine),
      secrets: { ...secrets, GITHUB_TOKEN: tokenOf(run, job.id.value) },
      steps: {},
      ...own,
    };
  }

  readonly onSecret = (name: string | undefined): void => {
    const known = Object.keys(this.#options.secrets);
    for (const each of known) if (name === undefined || each.toLowerCase() === name.toLowerCase()) this.#used.add(each);
  };

  call(input: (name: string) => string, outputs: Record<string, string>): ActionCall {
    const { record, workspace, log, around } = this;
    const add = (list: string[], paths: Iterable<string>) => {
      for (const path of paths) if (!list.includes(path)) list.push(path);
    };
    return {
      ...{ around, workspace, log, input },
      run: this.#options.run,
      job: this.#options.job.id.value,
      granted: this.#options.granted,
      output: (name, value) => (outputs[name] = value),
      afterwards: (task) => this.#afterwards.push(task),
      leaves: (paths) => add(record.artifacts, paths),
      receives: (paths) => add(record.received, paths),
    };
  }
}

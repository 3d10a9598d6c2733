import type { JobStatus } from "#engines/pipeline";
import type { Span } from "#engines/source";
import type { Value } from "../expressions/evaluate.ts";
import type { CallEvent, Job, Workflow } from "../model.ts";
import { type Granted, grantedBy } from "../permissions.ts";
import { CallUnit, callInputs } from "./call-unit.ts";
import type { HeldGroups } from "./claim.ts";
import { githubContext, projectVars } from "./github.ts";
import type { ConcurrencyGroups } from "./groups.ts";
import { JobUnit } from "./job-unit.ts";
import { type Combination, combinationsOf, suffixOf } from "./matrix.ts";
import type { Around, Outputs, Result, RunContext } from "./model.ts";
import { Scope, TemplateFault } from "./scope.ts";

export type WorkflowRunOptions = {
  readonly around: Around;
  readonly run: RunContext;
  readonly groups: ConcurrencyGroups;
  /** Groups that this run, or what called it, is in. */
  readonly held: HeldGroups;
  readonly workflow: Workflow;
  readonly inputs: { readonly [name: string]: Value };
  /** What `secrets` holds; a called workflow sees only what it was given. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What tokens may do where the workflow says nothing: the project's default, or what the calling job may. */
  readonly granted: Granted;
  /** Of a called workflow: the calling job, with ` / ` behind. */
  readonly prefix: string;
  readonly depth: number;
  /** Of a called workflow: the place of the calling job. */
  readonly order?: number;
  readonly onEnd: (result: Result, outputs: Outputs) => void;
};

/** A part of a job that runs by itself: a combination of a matrix, or a called workflow. */
export type Unit = { readonly cancel: (why: string) => void; readonly begin: () => void };

type Node = {
  readonly job: Job;
  state: "waiting" | "running" | "done";
  result: Result;
  outputs: Record<string, string>;
  running: Set<Unit>;
  queue: Unit[];
};

/** https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows: calls may be ten deep. */
const maxDepth = 10;

/** One run of a workflow: which jobs start, and with what. */
export class WorkflowRun {
  readonly #options: WorkflowRunOptions;
  readonly #nodes: ReadonlyMap<string, Node>;
  #cancelled = false;
  #ended = false;
  #cancelWhy = "the run was canceled";

  constructor(options: WorkflowRunOptions) {
    this.#options = options;
    this.#nodes = new Map(
      [...options.workflow.jobs].map(([id, job]): [string, Node] => [
        id,
        { job, state: "waiting", result: "skipped", outputs: {}, running: new Set(), queue: [] },
      ]),
    );
  }

  /** Starts every job that waits for nothing. */
  advance(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const node of this.#nodes.values()) {
        if (this.#options.around.stop.aborted) return;
        if (node.state !== "waiting" || !this.#isReady(node)) continue;
        moved = true;
        this.#start(node);
      }
    }
    if (this.#ended || [...this.#nodes.values()].some((node) => node.state !== "done")) return;
    this.#ended = true;
    this.#options.onEnd(this.#result(), this.#outputs());
  }

  cancel(why: string): void {
    if (this.#cancelled || this.#ended) return;
    this.#cancelled = true;
    this.#cancelWhy = why;
    for (const node of this.#nodes.values()) {
      if (node.state !== "running" || this.#goesOn(node)) continue;
      for (const unit of [...node.queue, ...node.running]) unit.cancel(why);
    }
    this.advance();
  }

  /** https://docs.github.com/en/actions/reference/workflow-cancellation-reference: conditions of running jobs are asked again. */
  #goesOn({ job }: Node): boolean {
    try {
      return new Scope(() => this.#contexts(job)).condition(job.if, { success: false, failure: false, cancelled: true });
    } catch (fault) {
      if (fault instanceof TemplateFault) return false;
      throw fault;
    }
  }

  #isReady({ job }: Node): boolean {
    return job.needs.every((need) => this.#need(need.value)?.state === "done");
  }

  #need(name: string): Node | undefined {
    return this.#nodes.get(name.toLowerCase());
  }

  /** The jobs before this one, however far. */
  #ancestors(node: Node): ReadonlySet<Node> {
    const found = new Set<Node>();
    const open = [node];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const need of next.job.needs) {
        const before = this.#need(need.value);
        if (!before || found.has(before)) continue;
        found.add(before);
        open.push(before);
      }
    }
    return found;
  }

  #start(node: Node): void {
    const { job } = node;
    const before = [...this.#ancestors(node)];
    const success = before.every(({ result }) => result === "success") && !this.#cancelled;
    const failure = before.some(({ result }) => result === "failure") && !this.#cancelled;
    try {
      const scope = new Scope(() => this.#contexts(job));
      if (scope.condition(job.if, { success, failure, cancelled: this.#cancelled })) this.#startUnits(node, scope);
      else if (this.#cancelled) this.#endEarly(node, "cancelled", this.#cancelWhy, job.span);
      else this.#endEarly(node, "skipped", this.#whySkipped(node, before), job.if && success ? job.if.span : job.span);
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      this.#endEarly(node, "failure", fault.message, job.span);
    }
  }

  #whySkipped({ job }: Node, before: readonly Node[]): string {
    const bad = before.find(({ result }) => result !== "success");
    if (!bad) return "its `if` is false";
    const words = { failure: "failed", cancelled: "was canceled", skipped: "was skipped", success: "" };
    const first = job.needs.map((need) => this.#need(need.value)).find((need) => need && need.result !== "success") ?? bad;
    return `the job "${first.job.id.value}" before it ${words[first.result]}`;
  }

  #endEarly(node: Node, result: Result, why: string, span: Span): void {
    this.#tell(node.job, `${this.#options.prefix}${node.job.id.value}`, result, why, span);
    node.state = "done";
    node.result = result;
  }

  /** The record of a job that never ran. */
  #tell(job: Job, name: string, result: Result, why: string, span: Span): void {
    const { around, run } = this.#options;
    const record = around.newJob({
      order: this.#order(job),
      name,
      span: job.span,
      pipeline: run.id,
      environment: "",
      permissions: {},
    });
    const status: Record<Result, JobStatus> = { success: "success", failure: "failed", cancelled: "canceled", skipped: "skipped" };
    record.status = status[result];
    record.why = why;
    const words = { success: "passed", failure: `failed: ${why}`, cancelled: `is canceled: ${why}`, skipped: `is skipped: ${why}` };
    around.say({ subject: record.name, text: words[result], tone: result === "failure" ? "bad" : "waiting", span });
  }

  #startUnits(node: Node, scope: Scope): void {
    const { job } = node;
    const { strategy } = job;
    const combinations = strategy?.matrix ? combinationsOf(strategy.matrix, scope) : [{}];
    if (combinations.length === 0) throw new TemplateFault("Matrix must define at least one vector");
    const failFast = scope.bool(strategy?.failFast, true);
    const maxParallel = scope.number(strategy?.maxParallel, combinations.length);
    node.state = "running";
    node.result = "success";
    const settings = { "fail-fast": failFast, "job-total": combinations.length, "max-parallel": maxParallel };
    node.queue = combinations.map((matrix, index) => {
      const unit = this.#unit(node, matrix, { ...settings, "job-index": index }, (result, outputs, forgiven) => {
        if (!node.running.delete(unit)) node.queue = node.queue.filter((other) => other !== unit);
        Object.assign(node.outputs, Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== "")));
        for (const [name] of Object.entries(outputs)) node.outputs[name] ??= "";
        const counted = forgiven ? "success" : result;
        if (counted === "failure" || (counted === "cancelled" && node.result === "success")) node.result = counted;
        if (counted === "failure" && failFast) {
          const rest = [...node.queue, ...node.running];
          for (const other of rest) other.cancel("another job of the matrix failed");
        }
        this.#next(node, maxParallel);
      });
      return unit;
    });
    this.#next(node, maxParallel);
  }

  #next(node: Node, maxParallel: number): void {
    while (node.running.size < maxParallel && !this.#options.around.stop.aborted) {
      const unit = node.queue.shift();
      if (!unit) break;
      node.running.add(unit);
      unit.begin();
    }
    if (node.queue.length > 0 || node.running.size > 0 || node.state !== "running") return;
    node.state = "done";
    this.advance();
  }

  #unit(node: Node, matrix: Combination, strategy: Value, done: (result: Result, outputs: Outputs, forgiven: boolean) => void): Unit {
    const { around, run, groups, held, workflow, prefix, secrets } = this.#options;
    const { job } = node;
    const name = `${prefix}${job.id.value}${suffixOf(matrix)}`;
    const contexts = { ...this.#contexts(job), matrix, strategy };
    if (job.call) return this.#call(job, name, contexts, done);
    const granted = this.#granted(job);
    return new JobUnit({ around, run, groups, held, workflow, job, name, order: this.#order(job), contexts, secrets, granted, done });
  }

  /** A called workflow runs as part of this run. */
  #call(
    job: Job,
    name: string,
    contexts: { readonly [name: string]: Value },
    done: (result: Result, outputs: Outputs, forgiven: boolean) => void,
  ): Unit {
    const { around, run, groups, held, depth, secrets } = this.#options;
    const uses = job.call?.uses;
    const called = uses?.value.startsWith("./") ? around.repository.workflow(uses.value) : undefined;
    const event = called?.events.find((each): each is CallEvent => each.kind === "call");
    if (!called || !event || depth >= maxDepth) {
      const begin = () => around.refuse({ kind: "not-simulated", what: `the workflow ${uses?.value ?? ""}` }, uses?.span ?? job.span);
      return { begin, cancel: () => {} };
    }
    const outer = new Scope(() => ({ ...contexts, secrets }));
    const inputs = callInputs(job, event, outer);
    const passed = job.call?.inheritSecrets ? secrets : outer.variables(job.call?.secrets ?? []);
    const inner = new Scope(() => ({ github: githubContext(around, run, ""), inputs, vars: projectVars(around.world, run.event) }));
    return new CallUnit({
      ...{ job, name, called, groups, held },
      scopes: { outer, inner },
      start: (inside, onEnd) =>
        new WorkflowRun({
          ...this.#options,
          ...{ workflow: called, inputs, secrets: passed, held: inside, onEnd },
          granted: this.#granted(job),
          prefix: `${name} / `,
          depth: depth + 1,
          order: this.#order(job),
        }),
      never: (result, why) => this.#tell(job, name, result, why, job.span),
      done: (result, outputs) => done(result, outputs, false),
    });
  }

  /** The contexts that a job's own keys may name. */
  #contexts(job: Job): { readonly [name: string]: Value } {
    const { around, run, inputs } = this.#options;
    const needs = job.needs.flatMap((need): [string, Value][] => {
      const node = this.#need(need.value);
      return node ? [[node.job.id.value, { result: node.result, outputs: node.outputs }]] : [];
    });
    return {
      github: githubContext(around, run, job.id.value),
      needs: Object.fromEntries(needs),
      vars: projectVars(around.world, run.event),
      inputs,
      matrix: {},
      strategy: { "fail-fast": true, "job-index": 0, "job-total": 1, "max-parallel": 1 },
    };
  }

  #granted(job: Job): Granted {
    const named = job.permissions ?? this.#options.workflow.permissions;
    return named ? grantedBy(named) : this.#options.granted;
  }

  #order(job: Job): number {
    return this.#options.order ?? job.span.start.offset;
  }

  #result(): Result {
    const results = [...this.#nodes.values()].map(({ result }) => result);
    if (this.#cancelled) return "cancelled";
    if (results.includes("failure")) return "failure";
    if (results.includes("cancelled")) return "cancelled";
    return results.every((result) => result === "skipped") ? "skipped" : "success";
  }

  /** Of a called workflow. */
  #outputs(): Outputs {
    const { workflow, around, run, inputs } = this.#options;
    const event = workflow.events.find((each): each is CallEvent => each.kind === "call");
    if (!event) return {};
    const jobs = Object.fromEntries(
      [...this.#nodes.values()].map(({ job, result, outputs }): [string, Value] => [job.id.value, { result, outputs }]),
    );
    const scope = new Scope(() => ({ github: githubContext(around, run, ""), inputs, jobs }));
    try {
      return Object.fromEntries([...event.outputs.values()].map(({ name, value }) => [name.value, value ? scope.text(value) : ""]));
    } catch (fault) {
      if (fault instanceof TemplateFault) return {};
      throw fault;
    }
  }
}

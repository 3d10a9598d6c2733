import type { CommandRun, Deployment, JobStatus, PipelineEvent } from "#engines/pipeline";
import type { FileSet } from "#engines/shell";
import type { SourceFile, Span } from "#engines/source";
import { didYouMean } from "#engines/source";
import type { World } from "#engines/world";
import { steps as knownSteps, pluginSteps } from "../catalog/steps.ts";
import { Interruption, isWorse, Refusal, type Result, resultOf, resultOfError } from "../groovy/errors.ts";
import { Evaluator } from "../groovy/evaluate.ts";
import type { StepCall } from "../groovy/runtime.ts";
import type { Scope } from "../groovy/scope.ts";
import { type GroovyObject, textOf, type Value } from "../groovy/values.ts";
import type { Pipeline } from "../model.ts";
import type { JenkinsEvent, JenkinsScenario } from "../scenario.ts";
import type { Statement } from "../syntax/ast.ts";
import { Console } from "./console.ts";
import type { Context, Node } from "./context.ts";
import { currentBuild, environmentObject, parametersObject, scmObject } from "./objects.ts";
import type { Session } from "./session.ts";
import { StageRun } from "./stage-run.ts";
import { stepHandlers } from "./steps/all.ts";
import { Step } from "./steps/step.ts";
import { Thread } from "./thread.ts";
import { buildVariables, jobName, machineVariables } from "./variables.ts";

/** Steps of work, over one build, after which a script is taken not to end. */
const maxTicks = 300_000;
/** Steps of Jenkins, over one build. */
const maxSteps = 20_000;

export type Stash = { readonly files: FileSet; readonly stage: StageRun | undefined };

/** One build of the job: its state while it runs. */
export class Build {
  readonly id: string;
  readonly number: number;
  readonly event: JenkinsEvent;
  readonly session: Session;
  readonly pipeline: Pipeline;
  readonly console: Console;
  readonly evaluator: Evaluator;
  readonly thread = new Thread();
  readonly started: number;
  readonly stages: StageRun[] = [];
  readonly commands: CommandRun[] = [];
  readonly deployments: Deployment[] = [];
  readonly stashes = new Map<string, Stash>();
  readonly artifacts = new Map<string, Uint8Array>();
  /** Messages that steps sent to people. */
  readonly notifications: { readonly step: string; readonly text: string }[] = [];
  readonly previousResult: Result | undefined;
  readonly parameters = new Map<string, Value>();
  readonly variables: Readonly<Record<string, string>>;
  /** Set by `env.NAME = …`. */
  readonly assigned = new Map<string, string>();
  result: Result | undefined;
  displayName: string;
  description: string | null = null;
  finished: number | undefined;
  /** Waits for a person. */
  waiting = 0;
  readonly #globals = new Map<string, Value>();
  /** What the script defines with `def`: its methods do not see it. */
  readonly #locals = new Map<string, Value>();
  readonly #methods: ReadonlyMap<string, Extract<Statement, { kind: "method" }>>;
  #ticks = 0;
  #steps = 0;

  constructor(session: Session, event: JenkinsEvent, number: number, previousResult: Result | undefined) {
    this.session = session;
    this.event = event;
    this.number = number;
    this.previousResult = previousResult;
    this.pipeline = session.pipeline;
    this.id = `#${number}`;
    this.displayName = this.id;
    this.started = session.clock.now();
    this.variables = buildVariables(session.scenario, event, number, session.world);
    this.console = new Console(this.id, session.world, () => session.clock.now());
    this.#methods = new Map(
      this.pipeline.outside.flatMap((statement) => (statement.kind === "method" ? [[statement.name, statement] as const] : [])),
    );
    this.evaluator = new Evaluator({
      tick: (scope, span) => this.#tick(scope, span),
      variable: (name, scope, span) => this.#variable(name, scope, span),
      local: async (name, scope) => (scope.inMethod ? undefined : this.#locals.get(name)) ?? this.#globals.get(name),
      assign: (name, value, scope) => {
        const isLocal = !scope.inMethod && this.#locals.has(name);
        (isLocal ? this.#locals : this.#globals).set(name, value);
      },
      step: (call, scope) => this.#step(call, scope),
      now: () => Math.round((session.scenario.epoch + session.clock.now()) * 1000),
      method: (name) => this.#methods.get(name),
    });
  }

  get world(): World {
    return this.session.world;
  }

  get scenario(): JenkinsScenario {
    return this.session.scenario;
  }

  get files(): readonly SourceFile[] {
    return this.session.files;
  }

  get jobName(): string {
    return jobName(this.scenario.job, this.event);
  }

  /** What the build shows as long as it has no result. */
  get currentResult(): Result {
    return this.result ?? "SUCCESS";
  }

  /** A result only ever gets worse. */
  setResult(result: Result): void {
    if (this.result === undefined || isWorse(result, this.result)) this.result = result;
  }

  /** By an error that nothing caught. A branch that was stopped because another failed adds nothing to that failure. */
  failWith(error: unknown): void {
    if (!(error instanceof Interruption && error.origin === "sibling")) this.setResult(resultOfError(error));
  }

  /** By a script: `currentBuild.result = "UNSTABLE"`. */
  assignResult(text: string, context: Context): void {
    const result = resultOf(text);
    this.setResult(result);
    context.stage?.mark(result);
  }

  /** A variable of the script outside of the pipeline block. */
  define(name: string, value: Value, isField: boolean): void {
    (isField ? this.#globals : this.#locals).set(name, value);
  }

  openStage(name: string, span: Span, parent: StageRun | undefined): StageRun {
    const stage = new StageRun(name, span, parent, this.currentResult, this.id);
    this.stages.push(stage);
    return stage;
  }

  tell(context: Context | undefined, text: string, tone: PipelineEvent["tone"], span?: Span): void {
    this.session.tell(context?.stage?.name ?? `build ${this.id}`, text, tone, span ?? context?.span);
  }

  /** Every environment variable that a step at this place sees. */
  environment(context: Context): Readonly<Record<string, string>> {
    const { node, stage } = context;
    return {
      ...this.variables,
      ...this.#parameterTexts(),
      ...(node ? variablesOf(node) : {}),
      ...Object.fromEntries(this.assigned),
      ...(stage ? { STAGE_NAME: stage.name } : {}),
      ...context.env,
    };
  }

  #parameterTexts(): Readonly<Record<string, string>> {
    const texts: Record<string, string> = {};
    for (const [name, value] of this.parameters) if (value !== null) texts[name] = textOf(value);
    return texts;
  }

  #tick(scope: Scope, span: Span): void {
    this.meet(scope.context);
    if (++this.#ticks > maxTicks) throw new Refusal("budget", "the script does not come to an end", span);
  }

  /** Stops here if the branch, or the run as a whole, was told to. */
  meet(context: Context): void {
    this.session.meet();
    this.announce(context);
    context.thread.meet();
  }

  /** Says in the log that something is being stopped. What was printed until then stands in front of it. */
  announce(context: Context): void {
    const { pending } = context.thread;
    if (!pending || pending.announcement === "" || pending.isAnnounced) return;
    pending.isAnnounced = true;
    this.console.line(pending.announcement, context);
  }

  /** What kept a task from going on: something not simulated ends all of the run. */
  refused(error: unknown): error is Refusal {
    if (!(error instanceof Refusal)) return false;
    this.session.refuse(error);
    return true;
  }

  /** One variable of the environment, also while its block is being evaluated. */
  async environmentVariable(name: string, context: Context): Promise<string | undefined> {
    const pending = await context.pending?.(name);
    return pending === undefined ? this.#variableOf(name, context) : textOf(pending);
  }

  /** The same as of the whole environment, without putting that together. */
  #variableOf(name: string, context: Context): string | undefined {
    if (Object.hasOwn(context.env, name)) return context.env[name];
    if (name === "STAGE_NAME" && context.stage) return context.stage.name;
    const assigned = this.assigned.get(name);
    if (assigned !== undefined) return assigned;
    if (context.node) {
      const own = variablesOf(context.node);
      if (Object.hasOwn(own, name)) return own[name];
    }
    const parameter = this.parameters.get(name);
    if (parameter !== undefined && parameter !== null) return textOf(parameter);
    if (Object.hasOwn(this.variables, name)) return this.variables[name];
    return context.node && Object.hasOwn(machineVariables, name) ? machineVariables[name] : undefined;
  }

  async #variable(name: string, scope: Scope, span: Span): Promise<Value | undefined> {
    const local = scope.inMethod ? undefined : this.#locals.get(name);
    if (local !== undefined) return local;
    const global = this.#globals.get(name);
    if (global !== undefined) return global;
    const object = this.#object(name, scope);
    if (object) return object;
    const value = await this.environmentVariable(name, scope.context);
    if (value !== undefined) return value;
    if (name === "docker" || name === "library" || name === "Jenkins") throw new Refusal("not-simulated", name, span);
    return this.parameters.get(name) ?? undefined;
  }

  #object(name: string, scope: Scope): GroovyObject | undefined {
    switch (name) {
      case "env":
        return environmentObject(this, scope.context);
      case "params":
        return parametersObject(this);
      case "currentBuild":
        return currentBuild(this, scope.context);
      case "scm":
        return scmObject();
      default:
        return undefined;
    }
  }

  async #step(call: StepCall, scope: Scope): Promise<Value> {
    this.meet(scope.context);
    if (++this.#steps > maxSteps) throw new Refusal("budget", `more than ${maxSteps} steps`, call.span);
    const handler = stepHandlers[call.name];
    if (handler && Object.hasOwn(stepHandlers, call.name)) {
      const step = new Step(this, call, scope);
      try {
        return await handler(step);
      } finally {
        step.end();
      }
    }
    if (knownSteps.has(call.name) || pluginSteps.has(call.name)) throw new Refusal("not-simulated", `the step "${call.name}"`, call.span);
    throw new Refusal(
      "not-simulated",
      `no step is named "${call.name}".${didYouMean(call.name, [...knownSteps.keys(), ...this.#methods.keys()])}`,
      call.span,
    );
  }

  get status(): JobStatus {
    if (this.finished === undefined) return this.waiting > 0 ? "manual" : "running";
    return statusOf(this.currentResult);
  }
}

const ofNodes = new WeakMap<Node, Readonly<Record<string, string>>>();

function variablesOf(node: Node): Readonly<Record<string, string>> {
  const known = ofNodes.get(node);
  if (known) return known;
  const { environment, labels, name, workspace } = node;
  const variables = {
    ...environment,
    EXECUTOR_NUMBER: "0",
    NODE_LABELS: labels.join(" "),
    NODE_NAME: name,
    WORKSPACE: workspace.path,
    WORKSPACE_TMP: `${workspace.path}@tmp`,
  };
  ofNodes.set(node, variables);
  return variables;
}

export function statusOf(result: Result): JobStatus {
  switch (result) {
    case "SUCCESS":
      return "success";
    case "UNSTABLE":
      return "unstable";
    case "FAILURE":
      return "failed";
    // A build that a newer one supersedes is not built.
    case "ABORTED":
    case "NOT_BUILT":
      return "canceled";
    default:
      return result satisfies never;
  }
}

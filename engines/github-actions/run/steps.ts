import type { StopSignal } from "#engines/shell";
import { isError, type Span } from "#engines/source";
import type { Value } from "../expressions/evaluate.ts";
import type { Step, Text } from "../model.ts";
import { commandFolder } from "./github.ts";
import type { JobLeg } from "./leg.ts";
import type { Result } from "./model.ts";
import { platformActions } from "./platform-actions.ts";
import { type Contexts, Scope, type Status, TemplateFault } from "./scope.ts";
import { scriptEntries } from "./script-entries.ts";
import { shellLine, shellPlan } from "./shells.ts";
import { OutputReader, readFileCommands } from "./workflow-commands.ts";

/** Steps that know each other: those of a job, or of one composite action. */
export type Frame = {
  /** Of a composite action; a job's steps see the workflow's inputs. */
  readonly inputs?: Value;
  readonly env: Readonly<Record<string, string>>;
  readonly actionPath?: string;
  /** Of the job's defaults. */
  readonly shell?: string;
  readonly workingDirectory?: string;
  readonly depth: number;
  /** Of the step that uses a composite action: when its time is up, so is that of the action's steps. */
  readonly ends?: StopSignal;
};

/** https://docs.github.com/en/actions/how-tos/create-and-publish-actions: actions may call actions ten deep. */
const maxDepth = 10;
const stepTimeout = 360;

type StepEnd = { readonly outcome: Result; readonly why?: string; readonly span?: Span };

const isLocal = ({ action }: Step): boolean => action.kind === "uses" && action.uses.value.startsWith("./");

/** Runs the steps of one frame in their order. */
export class StepRunner {
  readonly #leg: JobLeg;
  readonly #frame: Frame;
  readonly #results: { [id: string]: Value } = {};
  /** How the steps of this frame went so far. */
  result: Result = "success";

  constructor(leg: JobLeg, frame: Frame) {
    this.#leg = leg;
    this.#frame = frame;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.#leg.stopped || this.#leg.forced || this.#timedOut) return;
      await this.#step(step);
    }
  }

  get #timedOut(): boolean {
    return this.#frame.ends?.aborted === true && !this.#leg.cancelled;
  }

  /** For the outputs of what these steps belong to. */
  get results(): Value {
    return this.#results;
  }

  async #step(step: Step): Promise<void> {
    const leg = this.#leg;
    const outputs: Record<string, string> = {};
    let ended: StepEnd;
    try {
      // The step's own variables are known to its condition.
      const env = step.if && step.env ? (await this.#scope({}, ...step.env.variables.map(({ value }) => value))).env(step.env) : {};
      const before = await this.#scope(env, step.if);
      const holds = () => before.condition(step.if, this.#status);
      ended = holds() ? await this.#perform(step, outputs, holds) : { outcome: "skipped" };
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      leg.log.line(`##[error]${fault.message}`);
      ended = { outcome: "failure", why: fault.message, span: step.span };
    }
    const forgiven = ended.outcome === "failure" && (await this.#forgives(step));
    const conclusion: Result = forgiven ? "success" : ended.outcome;
    if (step.id) this.#results[step.id.value] = { outputs, outcome: ended.outcome, conclusion };
    if (forgiven) leg.tell(`the step "${nameOf(step)}" failed, and is allowed to`, "bad", ended.span ?? step.span);
    if (conclusion === "failure" || conclusion === "cancelled") {
      if (this.result === "success") this.result = conclusion;
      if (conclusion === "failure") leg.failed(ended.why ?? "a step failed", ended.span ?? step.span);
    }
  }

  /** Of steps of an action that goes on although the job is canceled, only what came before among them counts. */
  get #status(): Status {
    const { cancelled } = this.#leg;
    const ended = this.#frame.ends ? this.#frame.ends.aborted : cancelled;
    return { success: this.result === "success" && !ended, failure: this.result === "failure" && !ended, cancelled };
  }

  async #forgives(step: Step): Promise<boolean> {
    if (!step.continueOnError) return false;
    try {
      return (await this.#scope({})).bool(step.continueOnError, false);
    } catch (fault) {
      if (fault instanceof TemplateFault) return false;
      throw fault;
    }
  }

  async #perform(step: Step, outputs: Record<string, string>, goesOn: () => boolean): Promise<StepEnd> {
    const leg = this.#leg;
    const env = (await this.#scope({}, ...(step.env?.variables ?? []).map(({ value }) => value))).env(step.env);
    const minutes = (await this.#scope(env)).number(step.timeoutMinutes, stepTimeout);
    if (step.action.kind === "none") return { outcome: "skipped" };
    const timed = leg.timed(minutes * 60, goesOn, this.#frame.ends);
    const ended =
      step.action.kind === "run"
        ? await this.#script(step, step.action, env, outputs, timed.signal)
        : await this.#action(step, step.action, env, outputs, timed.signal);
    const cause = timed.finish();
    if (leg.stopped) return { outcome: "cancelled" };
    if (cause === "cancel") {
      // A composite action's own step has said it.
      if (!isLocal(step)) leg.log.line("##[error]The operation was canceled.");
      return { outcome: "cancelled" };
    }
    if (cause === "timeout") {
      leg.log.line(`##[error]The action '${nameOf(step)}' has timed out after ${minutes} minutes.`);
      return { outcome: "failure", why: `the step has timed out after ${minutes} minutes`, span: step.span };
    }
    return ended;
  }

  async #script(
    step: Step,
    action: Step["action"] & { kind: "run" },
    env: Readonly<Record<string, string>>,
    outputs: Record<string, string>,
    signal: StopSignal,
  ): Promise<StepEnd> {
    const leg = this.#leg;
    const scope = await this.#scope(env, action.run, action.workingDirectory, step.name);
    const text = scope.text(action.run);
    const shell = action.shell ? scope.text(action.shell) : this.#frame.shell;
    const directory = action.workingDirectory ? scope.text(action.workingDirectory) : this.#frame.workingDirectory;
    const plan = shellPlan(shell, leg.machine, text);
    if ("notSimulated" in plan) {
      leg.around.refuse({ kind: "not-simulated", what: plan.notSimulated }, action.shell?.span ?? step.span);
      return { outcome: "cancelled" };
    }
    const [first = ""] = text.split("\n");
    leg.head(first, [
      text.trimEnd(),
      `shell: ${shellLine(shell, leg.machine)}`,
      ...shown("env", { ...leg.env(), ...this.#frame.env, ...env }),
    ]);
    const files = ["output", "env", "path", "state", "summary"];
    await leg.workspace.place(new Map(files.map((name) => [`../../_temp/_runner_file_commands/${name}`, new Uint8Array()])));
    if (directory && !(await leg.workspace.exists(directory)))
      return this.#unstarted(shell, directory, (action.workingDirectory ?? action.run).span);
    const variables = leg.scriptEnv(this.#frame.env, env);
    const place: Record<string, string> = this.#frame.actionPath === undefined ? {} : { GITHUB_ACTION_PATH: this.#frame.actionPath };
    const entries = scriptEntries(action.run, text);
    const result = await leg.workspace.run({
      entries,
      flags: plan.flags,
      env: { ...variables, ...place },
      ...(directory === undefined || directory === "" ? {} : { directory }),
      signal,
    });
    const disabled: string[] = [];
    const reader = new OutputReader({
      mask: (value) => leg.log.mask(value),
      output: (name, value) => (outputs[name] = value),
      disabled: (why) => disabled.push(why),
    });
    for (const piece of result.output) {
      const entry = entries[piece.entry];
      if (entry) reader.read(piece.text, (shown) => leg.log.write(shown, entry));
    }
    const { span } = entries[result.last] ?? action.run;
    if (result.problem) leg.around.refuse(result.problem, span);
    if (signal.aborted) return { outcome: "cancelled" };
    const unreadable = await this.#readFiles(outputs);
    if (unreadable !== undefined) leg.log.line(`##[error]${unreadable}`);
    const problem = unreadable ?? disabled[0];
    if (result.status !== 0) {
      leg.log.line(`##[error]Process completed with exit code ${result.status}.`);
      leg.exitStatus(result.status);
      return { outcome: "failure", why: `Process completed with exit code ${result.status}.`, span };
    }
    return problem === undefined ? { outcome: "success" } : { outcome: "failure", why: problem, span: action.run.span };
  }

  /** Where a script should start is nothing: its shell is not started. */
  #unstarted(shell: string | undefined, directory: string, span: Span): StepEnd {
    const [program = ""] = shellLine(shell, this.#leg.machine).split(" ");
    const place = directory.startsWith("/") ? directory : `${this.#leg.workspace.root}/${directory.replace(/^\.\//, "")}`;
    const why = `An error occurred trying to start process '${program}' with working directory '${place}'. No such file or directory`;
    this.#leg.log.line(`##[error]${why}`);
    return { outcome: "failure", why, span };
  }

  /** What the script wrote for the steps after it. Says why it cannot be read. */
  async #readFiles(outputs: Record<string, string>): Promise<string | undefined> {
    const leg = this.#leg;
    const read = async (name: string) => (await leg.workspace.read(`${commandFolder}/${name}`)) ?? "";
    const output = readFileCommands(await read("output"));
    if ("problem" in output) return `Unable to process file command 'output' successfully. ${output.problem}`;
    for (const [name, value] of output.pairs) outputs[name] = value;
    const env = readFileCommands(await read("env"));
    if ("problem" in env) return `Unable to process file command 'env' successfully. ${env.problem}`;
    // What Node.js reads would reach the actions themselves.
    const isStored = (name: string) => name.toUpperCase() !== "NODE_OPTIONS";
    for (const [name] of env.pairs)
      if (!isStored(name)) leg.log.line("##[error]Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
    leg.addVariables(new Map([...env.pairs].filter(([name]) => isStored(name))));
    leg.addPaths((await read("path")).split("\n").filter((line) => line !== ""));
    return undefined;
  }

  async #action(
    step: Step,
    action: Step["action"] & { kind: "uses" },
    env: Readonly<Record<string, string>>,
    outputs: Record<string, string>,
    signal: StopSignal,
  ): Promise<StepEnd> {
    const leg = this.#leg;
    const uses = action.uses.value;
    const scope = await this.#scope(env, ...action.inputs.map(({ value }) => value));
    const inputs = new Map(action.inputs.map(({ name, value }) => [name.value.toLowerCase(), scope.text(value)]));
    leg.head(uses, [...shown("with", Object.fromEntries(inputs)), ...shown("env", { ...leg.env(), ...this.#frame.env, ...env })]);
    if (uses.startsWith("./")) return this.#local(step, uses, inputs, env, outputs, signal);
    const platform = platformActions.get(uses.split("@")[0]?.toLowerCase() ?? "");
    if (!platform) {
      leg.around.refuse({ kind: "not-simulated", what: `the action ${uses}` }, action.uses.span);
      return { outcome: "cancelled" };
    }
    await leg.around.clock.sleep(platform.seconds, signal);
    if (signal.aborted) return { outcome: "cancelled" };
    const result = await platform.perform(leg.call((name) => inputs.get(name) ?? "", outputs));
    if (result.notSimulated !== undefined) leg.around.refuse({ kind: "not-simulated", what: result.notSimulated }, step.span);
    if (result.failed === undefined) return { outcome: "success" };
    leg.log.line(`##[error]${result.failed}`);
    leg.exitStatus(1);
    return { outcome: "failure", why: result.failed, span: step.span };
  }

  /** https://docs.github.com/en/actions/tutorials/create-actions/create-a-composite-action */
  async #local(
    step: Step,
    uses: string,
    given: ReadonlyMap<string, string>,
    env: Readonly<Record<string, string>>,
    outputs: Record<string, string>,
    ends: StopSignal,
  ): Promise<StepEnd> {
    const leg = this.#leg;
    const folder = `${leg.workspace.root}/${uses.replace(/\/+$/, "")}`;
    const here = (await leg.workspace.read(`${folder}/action.yml`)) ?? (await leg.workspace.read(`${folder}/action.yaml`));
    if (here === undefined) {
      const why = `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder.replace("/./", "/")}'. Did you forget to run actions/checkout before running your local action?`;
      leg.log.line(`##[error]${why}`);
      return { outcome: "failure", why, span: step.span };
    }
    const action = leg.around.repository.action(uses);
    if (action?.using !== "composite" || this.#frame.depth >= maxDepth) {
      leg.around.refuse({ kind: "not-simulated", what: `the action ${uses}, which is not a composite one` }, step.span);
      return { outcome: "cancelled" };
    }
    const broken = action.problems.find(isError);
    if (broken) {
      const { file, start: at } = broken.span;
      const why = `Failed to load ${file}: (Line: ${at.line}, Col: ${at.column}): ${broken.summary}`;
      leg.log.line(`##[error]${why}`);
      return { outcome: "failure", why, span: step.span };
    }
    const inputs: Record<string, string> = {};
    const outer = await this.#scope(env);
    for (const [id, { name }] of action.metadata.inputs) {
      const standard = action.defaults.get(id);
      inputs[name] = given.get(id) ?? (standard ? outer.text(standard) : "");
    }
    const frame: Frame = { inputs, env: { ...this.#frame.env, ...env }, actionPath: folder, depth: this.#frame.depth + 1, ends };
    const inner = new StepRunner(leg, frame);
    await inner.run(action.steps);
    const after = new Scope(() => leg.contexts({ ...this.#own(env), steps: inner.results, inputs }), leg.onSecret);
    for (const [name, value] of action.outputs) outputs[name] = after.text(value);
    return inner.result === "success" ? { outcome: "success" } : { outcome: inner.result, why: leg.why, span: leg.failedAt ?? step.span };
  }

  #own(env: Readonly<Record<string, string>>): Contexts {
    const { inputs, actionPath, env: around } = this.#frame;
    return {
      steps: this.#results,
      env: { ...this.#leg.env(), ...around, ...env },
      ...(inputs === undefined ? {} : { inputs }),
      ...(actionPath === undefined ? {} : { github: this.#leg.github({ action_path: actionPath }) }),
    };
  }

  /** `texts` are what will be evaluated: files are looked at only if one of them asks for their hash. */
  async #scope(env: Readonly<Record<string, string>>, ...texts: readonly (Pick<Text, "value"> | undefined)[]): Promise<Scope> {
    const asks = texts.some((text) => text !== undefined && /hashfiles\s*\(/i.test(text.value));
    const hasher = asks ? await this.#leg.workspace.hasher() : undefined;
    const status = this.result === "cancelled" || this.#leg.cancelled ? "cancelled" : this.result;
    return new Scope(() => this.#leg.contexts(this.#own(env), status), this.#leg.onSecret, hasher);
  }
}

/** Names and values as the log shows them, if there are any. */
function shown(title: string, values: Readonly<Record<string, string>>): readonly string[] {
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${value}`);
  return lines.length > 0 ? [`${title}:`, ...lines] : [];
}

export function nameOf(step: Step): string {
  if (step.name) return step.name.value;
  if (step.action.kind === "uses") return `Run ${step.action.uses.value}`;
  return step.action.kind === "run" ? `Run ${step.action.run.value.split("\n")[0]}` : "";
}

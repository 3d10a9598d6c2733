import { BuildError, Interruption, Refusal, type Result, resultOf } from "../../groovy/errors.ts";
import { isClosure, textOf, type Value } from "../../groovy/values.ts";
import { withNode } from "../agent.ts";
import { type BranchRun, runBranches } from "../parallel.ts";
import { machineVariables } from "../variables.ts";
import { spoken } from "./durations.ts";
import type { Step, StepHandler } from "./step.ts";

const units: Readonly<Record<string, number>> = {
  NANOSECONDS: 1e-9,
  MICROSECONDS: 1e-6,
  MILLISECONDS: 1e-3,
  SECONDS: 1,
  MINUTES: 60,
  HOURS: 3600,
  DAYS: 86_400,
};

/** A time in seconds, with its unit as Java names it. */
export function secondsOf(time: number, unit: string, step: Step): number {
  const factor = units[unit.toUpperCase()];
  if (factor === undefined) step.fail(`No enum constant java.util.concurrent.TimeUnit.${unit}`, "java.lang.IllegalArgumentException");
  return time * factor;
}

/** https://www.jenkins.io/doc/pipeline/steps/workflow-basic-steps/: what runs, how often, and what its failure does. */
export const flowSteps: Readonly<Record<string, StepHandler>> = {
  script: async (step) => {
    step.start();
    return step.body();
  },
  echo: async (step) => {
    step.start();
    step.print(step.text("message"));
    return null;
  },
  // A script's `println` is the step echo.
  println: printed,
  print: printed,
  error: async (step) => {
    step.start();
    throw new BuildError(step.text("message"), step.call.span);
  },
  unstable: async (step) => {
    step.start();
    step.print(`WARNING: ${step.text("message")}`);
    markUnstable(step, step.text("message"));
    return null;
  },
  catchError: async (step) => {
    step.start();
    return caught(step, resultIn(step, "buildResult", "FAILURE"), resultIn(step, "stageResult", "SUCCESS"));
  },
  warnError: async (step) => {
    step.start();
    return caught(step, "UNSTABLE", "UNSTABLE");
  },
  retry: retry,
  timeout: timeout,
  waitUntil: async (step) => {
    step.start();
    const { clock } = step.build.session;
    for (let wait = step.number("initialRecurrencePeriod", 250) / 1000; ; wait = Math.min(wait * 1.2, 15)) {
      const done = await step.body();
      if (done === true) return null;
      if (done !== false) return step.fail(`body return value ${textOf(done)} is not boolean`, "java.lang.ClassCastException");
      if (!step.flag("quiet")) step.print(`Will try again after ${spoken(wait)}`);
      await clock.sleep(wait, step.context.thread.signal);
      step.build.meet(step.context);
    }
  },
  sleep: async (step) => {
    step.start();
    const seconds = secondsOf(step.number("time"), step.text("unit", "SECONDS"), step);
    step.print(seconds > 0 ? `Sleeping for ${spoken(seconds)}` : "No need to sleep any longer");
    await step.build.session.clock.sleep(seconds, step.context.thread.signal);
    step.build.meet(step.context);
    return null;
  },
  withEnv: async (step) => {
    step.start();
    const overrides = step.value("overrides");
    if (!Array.isArray(overrides)) return step.fail("The overrides of withEnv are a list", "java.lang.IllegalArgumentException");
    return step.body({ env: withOverrides(step, overrides.map(textOf)) });
  },
  node: async (step) => {
    step.start();
    return withNode(step.build, step.context, { label: step.text("label"), customWorkspace: "", image: "" }, (context) =>
      step.body(context),
    );
  },
  parallel: parallel,
  ...Object.fromEntries(
    ["agent", "nonresumable", "kubernetesAgent"].map((type): [string, StepHandler] => [type, async () => described(type)]),
  ),
  timestamps: async (step) => {
    step.start();
    return step.body();
  },
  ansiColor: async (step) => {
    step.start();
    return step.body();
  },
  lock: async (step) => {
    step.start();
    const name = step.text("resource", step.text("label"));
    const shown = step.text("resource") === "" ? `Label: ${name}` : `Resource: ${name}`;
    step.print(`Trying to acquire lock on [${shown}]`);
    await step.build.session.locks.take(name, step.context.thread.signal);
    step.build.meet(step.context);
    step.print(`Lock acquired on [${shown}]`);
    try {
      return await step.body();
    } finally {
      step.build.session.locks.release(name);
      step.print(`Lock released on resource [${shown}]`);
    }
  },
  milestone: async (step) => {
    step.start();
    return null;
  },
  isUnix: async (step) => {
    step.node();
    step.start();
    return true;
  },
};

/** Adds `NAME=value`; `PATH+ANY=folder` goes in front of what is there. */
export function withOverrides(step: Pick<Step, "build" | "context">, overrides: readonly string[]): Readonly<Record<string, string>> {
  const env = { ...step.context.env };
  for (const override of overrides) {
    const at = override.indexOf("=");
    const [name, value] = at === -1 ? [override, ""] : [override.slice(0, at), override.slice(at + 1)];
    const plus = name.indexOf("+");
    if (plus === -1) env[name] = value;
    else {
      const key = name.slice(0, plus);
      const before = env[key] ?? step.build.environment(step.context)[key] ?? machineVariables[key] ?? "";
      env[key] = before === "" ? value : `${value}:${before}`;
    }
  }
  return env;
}

/** Makes the build and the stage unstable, and says why. */
export function markUnstable({ build, context }: Step, why: string): void {
  build.setResult("UNSTABLE");
  context.stage?.mark("UNSTABLE");
  if (context.stage && context.stage.job.why === "") context.stage.job.why = why;
}

/** A condition that only says what it is. */
const described = (type: string): Value => ({ kind: "object", type, text: `@${type}()`, get: () => undefined });

async function printed(step: Step): Promise<Value> {
  step.note("echo");
  step.print(step.call.positional.map(textOf).join(""));
  return null;
}

/** https://www.jenkins.io/doc/pipeline/steps/workflow-cps/#parallel-execute-in-parallel: branches by name, also as one map. */
async function parallel(step: Step): Promise<Value> {
  step.start();
  const { build, context, call } = step;
  const [given] = call.positional;
  const entries = [...(given instanceof Map ? given : []), ...call.named];
  const results = new Map<string, Value>();
  const branches: BranchRun[] = [];
  let failFast = false;
  for (const [name, value] of entries) {
    if (name === "failFast" && typeof value === "boolean") failFast = value;
    else if (!isClosure(value))
      step.fail(`Expected a closure or failFast but found ${name}=${textOf(value)}`, "java.lang.IllegalArgumentException");
    else branches.push({ name, run: async (at) => void results.set(name, await build.evaluator.call(value, [], at)) });
  }
  await runBranches(build, context, branches, failFast);
  return results;
}

/** A result by its name, which must be one. */
function resultIn(step: Step, name: string, fallback: Result): Result {
  const text = step.text(name, fallback);
  const result = resultOf(text);
  if (result === text.toUpperCase()) return result;
  const message = `${name} is invalid: ${text}. Valid options are SUCCESS, UNSTABLE, FAILURE, NOT_BUILT and ABORTED.`;
  return step.fail(message, "java.lang.IllegalArgumentException");
}

/** What the log says of an error that a step takes care of. */
function told(error: BuildError | Interruption, before: string): string {
  if (error instanceof Interruption) return error.message;
  return error.isAbort ? `ERROR: ${error.message}` : `${before}${error.javaClass}: ${error.message}`;
}

async function caught(step: Step, buildResult: Result, stageResult: Result): Promise<Value> {
  try {
    return await step.body();
  } catch (error) {
    const interrupted = error instanceof Interruption;
    if (!(interrupted || error instanceof BuildError) || (interrupted && !step.flag("catchInterruptions", true))) throw error;
    const message = step.text("message");
    if (message !== "") step.print(`ERROR: ${message}`);
    step.print(told(error, ""));
    const own = interrupted ? error.result : buildResult;
    if (own !== "SUCCESS") step.build.setResult(own);
    step.context.stage?.mark(interrupted ? error.result : stageResult, own);
    const job = step.context.stage?.job;
    if (job && job.why === "" && stageResult !== "SUCCESS") job.why = error.message;
    if (job) job.failedAt ??= error.span;
    return null;
  }
}

async function retry(step: Step): Promise<Value> {
  step.start();
  const times = step.number("count");
  const conditions = step.value("conditions") !== undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      if (step.context.stage) step.context.stage.job.attempts = Math.max(step.context.stage.job.attempts, attempt);
      return await step.body();
    } catch (error) {
      // What stops the build is no failure to try again; a time that is over inside is one.
      const again = error instanceof BuildError || (error instanceof Interruption && error.origin === "time");
      // The conditions that there are speak of agents that are lost and of restarts.
      if (conditions || !again || attempt >= times) throw error;
      step.print(told(error, "ERROR: Execution failed\n"));
      step.print("Retrying");
    }
  }
}

async function timeout(step: Step): Promise<Value> {
  step.start();
  const seconds = secondsOf(step.number("time"), step.text("unit", "MINUTES"), step);
  if (step.flag("activity")) {
    step.print(`Timeout set to expire after ${spoken(seconds)} without activity`);
    return withActivity(step, seconds);
  }
  step.print(`Timeout set to expire in ${spoken(seconds)}`);
  return withTimeout(step, seconds, () => step.body());
}

/** Stops what runs inside when it has printed nothing for so long. */
async function withActivity(step: Step, seconds: number): Promise<Value> {
  const { context, build } = step;
  const { clock } = build.session;
  let last = clock.now();
  const stop = limit(step, seconds);
  const watch = (wait: number) =>
    clock.alarm(wait, () => {
      const left = last + seconds - clock.now();
      if (left > 1e-9) callOff = watch(left);
      else if (context.thread.scripts > 0)
        build.session.refuse(new Refusal("not-simulated", "a script that takes longer than a time limit with activity", context.span));
      else stop.ring();
    });
  let callOff = watch(seconds);
  const printed = () => {
    last = clock.now();
    context.printed?.();
  };
  return stop.around(
    () => step.body({ printed }),
    () => callOff(),
  );
}

/** What interrupts a block, and takes the interruption for its own. */
function limit(step: Pick<Step, "build" | "context">, seconds: number) {
  const { thread, span } = step.context;
  const block = {};
  return {
    ring: () => {
      const announcement = "Cancelling nested steps due to timeout";
      thread.interrupt(new Interruption("Timeout has been exceeded", "ABORTED", span, { block, announcement }));
    },
    around: async <Outcome>(run: () => Promise<Outcome>, callOff: () => void): Promise<Outcome> => {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof Interruption) || error.block !== block) throw error;
        step.build.tell(step.context, `stopped after ${spoken(seconds)}`, "bad", span);
        throw new Interruption(error.message, error.result, span, { origin: "time" });
      } finally {
        callOff();
      }
    },
  };
}

/** Stops what runs inside after so many seconds. */
export async function withTimeout<Outcome>(
  step: Pick<Step, "build" | "context">,
  seconds: number,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const stop = limit(step, seconds);
  const callOff = step.build.session.clock.alarm(seconds, stop.ring);
  return stop.around(run, callOff);
}

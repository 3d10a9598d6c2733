import { steps as knownSteps } from "../catalog/steps.ts";
import { BuildError, Refusal } from "../groovy/errors.ts";
import { blockClosure } from "../groovy/runtime.ts";
import { Scope } from "../groovy/scope.ts";
import { isTrue, type Value } from "../groovy/values.ts";
import type { Directive } from "../model.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import { stepHandlers } from "./steps/all.ts";
import { Step } from "./steps/step.ts";

/** The arguments of an option, by name; the first without one under the empty name. */
export async function optionArguments(build: Build, context: Context, option: Directive): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>();
  for (const { name, value } of option.arguments) {
    const key = name?.kind === "literal" ? String(name.value) : "";
    values.set(key, await build.evaluator.evaluate(value, new Scope(context)));
  }
  return values;
}

/** Whether `skipDefaultCheckout()` stands there: without an argument, or with one that is true. */
export async function isSet(build: Build, context: Context, options: readonly Directive[], name: string): Promise<boolean> {
  const option = options.find((each) => each.name.value === name);
  if (!option) return false;
  const [value] = (await optionArguments(build, context, option)).values();
  return value === undefined || isTrue(value);
}

/** Runs inside the options that are block steps, in their order. */
export async function withWrappers(
  build: Build,
  context: Context,
  options: readonly Directive[],
  run: (context: Context) => Promise<void>,
): Promise<void> {
  const [first, ...rest] = options.filter(({ name }) => knownSteps.get(name.value)?.takesBlock);
  if (!first) return run(context);
  const { name, span } = first;
  const handler = stepHandlers[name.value];
  if (!handler) throw new Refusal("not-simulated", `the option "${name.value}"`, span);
  const at: Context = { ...context, span };
  const scope = new Scope(at);
  const named = new Map<string, Value>();
  const positional: Value[] = [];
  for (const [key, value] of await optionArguments(build, at, first)) {
    if (key === "") positional.push(value);
    else named.set(key, value);
  }
  const call = { name: name.value, positional, named, block: blockClosure([], span, scope), interpolated: [], span };
  const step = new Step(build, call, scope);
  // The block of the option is all that stands inside it.
  step.body = async (changes = {}) => {
    build.console.line("[Pipeline] {", at);
    try {
      await withWrappers(build, { ...context, ...changes }, rest, run);
    } finally {
      build.console.line("[Pipeline] }", at);
    }
    return null;
  };
  try {
    await handler(step);
  } finally {
    build.console.line(`[Pipeline] // ${name.value}`, at);
  }
}

/** https://www.jenkins.io/doc/pipeline/steps/params/preservestashes/ */
export async function checkPreservedStashes(build: Build, context: Context, options: readonly Directive[]): Promise<void> {
  const option = options.find(({ name }) => name.value === "preserveStashes");
  if (!option) return;
  const [count] = (await optionArguments(build, context, option)).values();
  if (typeof count === "number" && (count < 1 || count > 50))
    throw new BuildError("The number of builds to preserve must be between 1 and 50.", option.span, "java.lang.IllegalArgumentException");
}

import { Scope } from "../groovy/scope.ts";
import { isTrue, textOf, type Value } from "../groovy/values.ts";
import type { Directive } from "../model.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";

/** A parameter's name, and its value if nobody gives one. */
export async function defaultOf(
  build: Build,
  context: Context,
  parameter: Directive,
): Promise<{ readonly name: string; readonly value: Value }> {
  const values = new Map<string, Value>();
  for (const { name, value } of parameter.arguments) {
    const key = name?.kind === "literal" ? String(name.value) : "name";
    values.set(key, await build.evaluator.evaluate(value, new Scope(context)));
  }
  const name = textOf(values.get("name") ?? "");
  const given = values.get("defaultValue") ?? null;
  switch (parameter.name.value) {
    case "booleanParam":
      return { name, value: isTrue(typeof given === "string" ? given === "true" : given) };
    case "choice": {
      const choices = values.get("choices") ?? "";
      const first = Array.isArray(choices) ? choices[0] : textOf(choices).split("\n")[0];
      return { name, value: first === undefined ? "" : textOf(first) };
    }
    default:
      return { name, value: given === null ? "" : textOf(given) };
  }
}

/** The parameters of a build: what the event gives, else their defaults. */
export async function readParameters(build: Build, context: Context): Promise<void> {
  for (const parameter of build.pipeline.parameters) {
    const { name, value } = await defaultOf(build, context, parameter);
    build.parameters.set(name, build.event.parameters[name] ?? value);
  }
}

import { Scope } from "../groovy/scope.ts";
import { textOf } from "../groovy/values.ts";
import type { Input } from "../model.ts";
import { inBlock } from "./block.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import { askPeople } from "./input.ts";
import { defaultOf } from "./parameters.ts";

/** Asks the question of a stage, if it has one, and runs with the answers as variables. */
export async function withStageInput(
  build: Build,
  context: Context,
  input: Input | undefined,
  run: (context: Context) => Promise<void>,
): Promise<void> {
  if (!input) return run(context);
  const at: Context = { ...context, span: input.span };
  const fields = new Map<string, string>();
  for (const { name, value } of input.fields) fields.set(name.value, textOf(await build.evaluator.evaluate(value, new Scope(at))));
  const field = (name: string, fallback = "") => fields.get(name) ?? fallback;
  build.console.line("[Pipeline] input", at);
  const question = {
    message: field("message"),
    id: field("id"),
    ok: field("ok", "Proceed"),
    submitter: field("submitter"),
    asksForValues: input.parameters.length > 0,
  };
  const answer = await askPeople(build, at, question);
  const env: Record<string, string> = { ...context.env };
  for (const parameter of input.parameters) {
    const { name, value } = await defaultOf(build, at, parameter);
    env[name] = textOf(answer.values[name] ?? value ?? "");
  }
  if (field("submitterParameter") !== "") env[field("submitterParameter")] = answer.by;
  if (Object.keys(env).length === Object.keys(context.env).length && input.parameters.length === 0) return run(context);
  return inBlock(build, at, "withEnv", () => run({ ...context, env }));
}

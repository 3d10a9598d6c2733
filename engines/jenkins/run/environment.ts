import { BuildError } from "../groovy/errors.ts";
import { Scope } from "../groovy/scope.ts";
import { textOf, type Value } from "../groovy/values.ts";
import type { Tool, Variable } from "../model.ts";
import type { Expression } from "../syntax/ast.ts";
import { inBlock } from "./block.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import { type Binding, withBindings } from "./credentials.ts";
import { withOverrides } from "./steps/flow.ts";

/** Runs with the variables of an `environment` block: credentials first, then the rest, which may name each other in any order. */
export async function withEnvironment<Outcome>(
  build: Build,
  context: Context,
  variables: readonly Variable[],
  run: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  if (variables.length === 0) return run(context);
  const bindings: Binding[] = [];
  for (const { name, value, span } of variables) {
    const id = credentialsId(value);
    if (!id) continue;
    const text = textOf(await build.evaluator.evaluate(id, new Scope(lazily(build, context, variables))));
    const [usernameVariable, passwordVariable] = [`${name.value}_USR`, `${name.value}_PSW`];
    bindings.push({ id: text, type: "any", variable: name.value, usernameVariable, passwordVariable, span });
  }
  const others = variables.some(({ value }) => !credentialsId(value));
  const within = async (bound: Context) => {
    const env: Record<string, string> = { ...bound.env };
    const inner = lazily(build, bound, variables);
    for (const { name, value } of variables) {
      if (credentialsId(value)) continue;
      const evaluated = await inner.pending?.(name.value);
      env[name.value] = evaluated === undefined || evaluated === null ? "null" : textOf(evaluated);
    }
    return others ? inBlock(build, context, "withEnv", () => run({ ...bound, env })) : run({ ...bound, env });
  };
  if (bindings.length === 0) return within(context);
  build.console.line("[Pipeline] withCredentials", context);
  try {
    return await withBindings(build, context, bindings, async (bound) => {
      build.console.line("[Pipeline] {", context);
      try {
        return await within(bound);
      } finally {
        build.console.line("[Pipeline] }", context);
      }
    });
  } finally {
    build.console.line("[Pipeline] // withCredentials", context);
  }
}

function credentialsId(value: Expression): Expression | undefined {
  return value.kind === "call" && !value.target && value.name.value === "credentials" ? value.arguments[0]?.value : undefined;
}

/** A context in which the variables of the block are computed when they are asked for. */
function lazily(build: Build, context: Context, variables: readonly Variable[]): Context {
  const expressions = new Map(variables.filter(({ value }) => !credentialsId(value)).map(({ name, value }) => [name.value, value]));
  const values = new Map<string, Value>();
  const running = new Set<string>();
  const inner: Context = {
    ...context,
    pending: async (name) => {
      const known = values.get(name);
      if (known !== undefined) return known;
      const expression = expressions.get(name);
      // A variable that names itself means the one around the block.
      if (!expression || running.has(name)) return context.pending?.(name);
      running.add(name);
      const value = await build.evaluator.evaluate(expression, new Scope(inner));
      running.delete(name);
      values.set(name, value);
      return value;
    },
  };
  return inner;
}

/** Which variables a tool sets, with its home folder. */
const homes: Readonly<Record<string, readonly string[]>> = {
  ant: ["ANT_HOME"],
  gradle: ["GRADLE_HOME"],
  jdk: ["JAVA_HOME"],
  maven: ["M2_HOME", "MAVEN_HOME"],
  nodejs: ["NODEJS_HOME"],
};
const pathNames: Readonly<Record<string, string>> = {
  ant: "PATH+ANT",
  gradle: "PATH+GRADLE",
  jdk: "PATH+JDK",
  maven: "PATH+MAVEN",
  nodejs: "PATH+NODEJS",
};

/** Runs with tools installed. Of the pipeline as a whole that is a stage of its own. */
export async function withTools<Outcome>(
  build: Build,
  context: Context,
  tools: readonly Tool[],
  inStage: boolean,
  run: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  if (tools.length === 0 || !context.node) return run(context);
  const stage = inStage ? undefined : build.openStage("Declarative: Tool Install", tools[0]?.span ?? context.span, undefined);
  const at: Context = stage ? { ...context, stage } : context;
  if (stage) {
    stage.job.started = build.session.clock.now();
    build.console.line("[Pipeline] stage", at);
    build.console.line("[Pipeline] { (Declarative: Tool Install)", at);
  }
  const overrides: string[] = [];
  for (const { type, version, span } of tools) {
    const name = textOf(await build.evaluator.evaluate(version, new Scope(at)));
    build.console.line("[Pipeline] tool", at);
    const home = build.world.tools.get(type.value)?.get(name);
    if (home === undefined) {
      if (stage) [stage.job.status, stage.job.finished] = ["failed", build.session.clock.now()];
      throw new BuildError(`Tool type "${type.value}" does not have an install of "${name}" configured`, span);
    }
    build.console.line("[Pipeline] envVarsForTool", at);
    overrides.push(...(homes[type.value] ?? []).map((variable) => `${variable}=${home}`));
    const path = pathNames[type.value];
    if (path !== undefined) overrides.push(`${path}=${home}/bin`);
  }
  if (stage) {
    [stage.job.status, stage.job.finished] = ["success", build.session.clock.now()];
    build.console.line("[Pipeline] }", at);
    build.console.line("[Pipeline] // stage", at);
  }
  return inBlock(build, context, "withEnv", () => run({ ...context, env: withOverrides({ build, context }, overrides) }));
}

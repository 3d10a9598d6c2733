import { BuildError, Refusal } from "../groovy/errors.ts";
import { Scope } from "../groovy/scope.ts";
import { isTrue, textOf, type Value } from "../groovy/values.ts";
import type { Agent } from "../model.ts";
import { inBlock } from "./block.ts";
import type { Build } from "./build.ts";
import type { Context, Node } from "./context.ts";
import { checkoutFiles } from "./repository.ts";
import { absolutePath, relativePath } from "./steps/step.ts";
import { scmVariables } from "./variables.ts";
import { Workspace } from "./workspace.ts";

export type AgentRequest = { readonly label: string; readonly customWorkspace: string; readonly image: string };

/** Finds a machine, makes a workspace there, and runs in it. */
export async function withNode<Outcome>(
  build: Build,
  context: Context,
  request: AgentRequest,
  run: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  const { session, world } = build;
  const { label, customWorkspace, image } = request;
  const machine = world.agents.find((agent) => matches(label, [agent.name, ...agent.labels], context));
  if (!machine && label !== "" && world.agents.length > 0) {
    build.console.line("Still waiting to schedule task", context);
    build.console.line(`There are no nodes with the label ‘${label}’`, context);
    build.tell(context, `waits for an agent with the label "${label}", which no agent has`, "waiting");
    await session.clock.until(context.thread.signal);
    build.meet(context);
  }
  const index = session.nextWorkspace();
  const folder = `/home/jenkins/workspace/${build.jobName.replace("/", "_")}`;
  const path = customWorkspace === "" ? folder : absolutePath("/home/jenkins", customWorkspace);
  const node: Node = {
    name: machine?.name ?? "built-in",
    labels: machine?.labels ?? ["built-in"],
    environment: machine?.environment ?? {},
    image,
    workspace: new Workspace(path, {
      ...{ world, conditions: session.scenario.conditions, facts: session.facts, clock: session.clock, epoch: session.scenario.epoch },
      seed: session.scenario.seed + index * 7919,
    }),
  };
  build.console.line(`Running on ${node.name} in ${path}`, context);
  return run({ ...context, node, directory: path });
}

/** Label expressions: names, `&&`, `||`, `!`, parentheses. */
function matches(expression: string, labels: readonly string[], { span }: Context): boolean {
  const tokens = expression.match(/&&|\|\||[!()]|"[^"]*"|[^\s&|!()]+/g) ?? [];
  let at = 0;
  const any = (depth: number): boolean => {
    let value = all(depth);
    while (tokens[at] === "||") {
      at++;
      value = all(depth) || value;
    }
    return value;
  };
  const all = (depth: number): boolean => {
    let value = one(depth);
    while (tokens[at] === "&&") {
      at++;
      value = one(depth) && value;
    }
    return value;
  };
  const one = (depth: number): boolean => {
    if (depth > 50) throw new Refusal("budget", "a label expression that is nested too deeply", span);
    const token = tokens[at++];
    if (token === "!") return !one(depth + 1);
    if (token !== "(") return token === undefined || labels.includes(token.replaceAll('"', ""));
    const value = any(depth + 1);
    at++;
    return value;
  };
  return any(0);
}

/** What an `agent` section asks for, its expressions evaluated where the stage stands. */
export async function readAgentRequest(
  build: Build,
  context: Context,
  agent: Agent,
): Promise<AgentRequest & { readonly reuseNode: boolean }> {
  const settings = new Map<string, Value>();
  for (const { name, value } of agent.settings) {
    if (value.kind === "closure") continue;
    settings.set(name.value, await build.evaluator.evaluate(value, new Scope(context)));
  }
  const text = (name: string) => textOf(settings.get(name) ?? "");
  const type = agent.type.value;
  const image =
    type === "docker" ? text("image") : type === "dockerfile" ? text("filename") || "Dockerfile" : type === "kubernetes" ? "pod" : "";
  // A pod is made for the build, whatever its label is called.
  const label = type === "kubernetes" ? "" : text("label");
  return { label, customWorkspace: text("customWorkspace"), image, reuseNode: isTrue(settings.get("reuseNode") ?? false) };
}

const outside = (node: string): string => `${node} does not seem to be running inside a container`;

export type AgentOptions = { readonly checkout: boolean; readonly subdirectory: string; readonly inStage: boolean };

/** Runs where an `agent` section says, with the repository checked out. */
export async function withAgent<Outcome>(
  build: Build,
  context: Context,
  agent: Agent | undefined,
  options: AgentOptions,
  run: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  if (!agent || agent.type.value === "none") return run(agent ? { ...context, node: undefined, directory: "" } : context);
  const at = { ...context, span: agent.span };
  const request = await readAgentRequest(build, at, agent);
  const { node } = context;
  if (request.reuseNode && node && request.image !== "") {
    return inBlock(
      build,
      at,
      "withDockerContainer",
      () => run({ ...context, node: { ...node, image: request.image } }),
      outside(node.name),
    );
  }
  build.console.line("[Pipeline] node", at);
  return withNode(build, at, request, async (inner) => {
    build.console.line("[Pipeline] {", at);
    try {
      const env = options.checkout && build.scenario.scm ? await checkOut(build, inner, options) : {};
      const ready = { ...inner, span: context.span, env: { ...inner.env, ...env } };
      const inContainer = () =>
        request.image === "" || !inner.node
          ? run(ready)
          : inBlock(build, at, "withDockerContainer", () => run(ready), outside(inner.node.name));
      return await (options.checkout && build.scenario.scm ? inBlock(build, at, "withEnv", inContainer) : inContainer());
    } finally {
      build.console.line("[Pipeline] }", at);
      build.console.line("[Pipeline] // node", at);
    }
  });
}

/** The first thing on a new machine. Of the pipeline as a whole it is a stage of its own. */
async function checkOut(
  build: Build,
  context: Context,
  { subdirectory, inStage }: AgentOptions,
): Promise<Readonly<Record<string, string>>> {
  const { node, span } = context;
  if (!node) throw new BuildError("a checkout needs a node", span);
  const variables = scmVariables(build.event, build.world, build.scenario.seed + build.number);
  const stage = inStage ? undefined : build.openStage("Declarative: Checkout SCM", span, undefined);
  const at: Context = stage ? { ...context, stage } : context;
  if (stage) {
    stage.job.started = build.session.clock.now();
    stage.job.status = "running";
    build.console.line("[Pipeline] stage", at);
    build.console.line("[Pipeline] { (Declarative: Checkout SCM)", at);
  }
  build.console.line("[Pipeline] checkout", at);
  build.console.line(`Checking out Revision ${variables.GIT_COMMIT} (${variables.GIT_BRANCH})`, at);
  const { path } = node.workspace;
  const folder = subdirectory === "" ? "" : relativePath(path, absolutePath(path, subdirectory));
  await node.workspace.place(checkoutFiles(build.files, folder));
  if (stage) {
    stage.job.status = "success";
    stage.job.finished = build.session.clock.now();
    build.console.line("[Pipeline] }", at);
    build.console.line("[Pipeline] // stage", at);
  }
  return variables;
}

import type { ScriptResult } from "#engines/shell";
import { BuildError, Refusal } from "../../groovy/errors.ts";
import { textOf, type Value } from "../../groovy/values.ts";
import type { Workspace } from "../workspace.ts";
import { scriptLines, traceFirst } from "./script-lines.ts";
import { relativePath, type Step, type StepHandler } from "./step.ts";

/** Beside the workspace: holds what a script printed whose output is wanted as a value. */
const capturedIn = (workspace: Workspace): string => `${workspace.path}@tmp/durable/output.txt`;
const nothing = new Uint8Array();
/** The exit status of a shell that the signal TERM ended. */
const terminated = 143;

/** https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/ */
export const shellSteps: Readonly<Record<string, StepHandler>> = { sh };

async function sh(step: Step): Promise<Value> {
  const { build, context, call } = step;
  const node = step.node();
  warnOfSecrets(step);
  step.start();
  const label = step.text("label");
  if (label !== "") step.print(label);
  const script = step.text("script");
  const shebang = /^#!\s*(\S+)(?:\s+(.*))?/.exec(script);
  if (shebang && !/(?:^|\/)(?:ba|da|)sh$/.test(shebang[1] ?? "") && !/^(?:ba|)sh\b/.test(shebang[2] ?? ""))
    throw new Refusal("not-simulated", `a script for ${shebang[1]}`, call.span);
  const flags = shebang ? (/(?:^|\s)(-[a-z]*e[a-z]*)/.test(shebang[2] ?? "") ? "-e" : "+e") : "-xe";
  const wantsOutput = step.flag("returnStdout");
  const captured = capturedIn(node.workspace);
  if (wantsOutput) await node.workspace.place(new Map([[relativePath(node.workspace.path, captured), nothing]]));
  const lines = wantsOutput ? [`(\n${script}\n) > '${captured}'`] : shebang ? [script] : scriptLines(script);
  await letOthers(step);
  const env = build.environment(context);
  const entries = lines.map((text) => ({ text, span: call.span }));
  const { signal } = context.thread;
  const job = context.stage?.name ?? "";
  context.thread.scripts++;
  const result = await node.workspace.run(
    { entries, flags, env, directory: context.directory, signal },
    {
      onCommand: (command) => {
        build.commands.push({ ...command, job, pipeline: build.id });
        if (command.status !== 0)
          build.tell(context, `\`${[command.program, ...command.args].join(" ")}\` ended with status ${command.status}`, "bad", call.span);
      },
      onDeployment: (deployment) => {
        build.deployments.push({ ...deployment, job, pipeline: build.id });
        const { environment, version, share, rollback } = deployment;
        const what = rollback ? `rolled ${environment} back to ${version}` : `deployed ${version} to ${environment}`;
        build.tell(context, share === 100 ? what : `${what} for ${share} % of the traffic`, "neutral", call.span);
      },
    },
  );
  context.thread.scripts--;
  await letOthers(step);
  return finish(step, result, wantsOutput);
}

/** A process takes its time, however short: branches beside this one come to their own meanwhile. */
async function letOthers({ build, context }: Step): Promise<void> {
  if (context.thread.isBranch) await build.session.clock.sleep(0);
}

async function finish(step: Step, result: ScriptResult, wantsOutput: boolean): Promise<Value> {
  const { build, context, call } = step;
  for (const { text } of result.output) build.console.write(traceFirst(text), context, call.span);
  if (context.thread.pending) {
    build.announce(context);
    step.print("Sending interrupt signal to process");
    step.print(`script returned exit code ${terminated}`);
    build.meet(context);
  }
  build.session.meet();
  if (result.problem) throw new Refusal(result.problem.kind, result.problem.what, call.span);
  if (context.stage) context.stage.job.exitStatus = result.status;
  if (step.flag("returnStatus")) return result.status;
  if (result.status !== 0) throw new BuildError(`script returned exit code ${result.status}`, call.span, undefined, result.status);
  return wantsOutput ? ((await step.node().workspace.read(capturedIn(step.node().workspace))) ?? "") : null;
}

/** What Groovy puts into a script is there for the process list to see, and is not quoted. */
function warnOfSecrets({ build, call, context }: Step): void {
  const variables = context.secrets
    .filter(({ value }) => value !== "" && call.interpolated.some((text) => text.includes(value)))
    .map(({ variable }) => variable);
  if (variables.length === 0) return;
  build.console.line(`Warning: A secret was passed to "${call.name}" using Groovy String interpolation, which is insecure.`, context);
  build.console.line(`\t\t Affected argument(s) used the following variable(s): ${textOf([...new Set(variables)])}`, context);
  build.console.line("\t\t See https://jenkins.io/redirect/groovy-string-interpolation for details.", context);
}

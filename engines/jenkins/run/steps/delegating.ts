import { textOf, type Value } from "../../groovy/values.ts";
import { fileSteps } from "./files.ts";
import { flowSteps } from "./flow.ts";
import { publishSteps } from "./publish.ts";
import { Step, type StepHandler } from "./step.ts";

/** What an older way of writing names by class: the step of the same work. */
const classes: ReadonlyMap<string, { readonly name: string; readonly handler: StepHandler | undefined }> = new Map([
  ["ArtifactArchiver", { name: "archiveArtifacts", handler: fileSteps.archiveArtifacts }],
  ["JUnitResultArchiver", { name: "junit", handler: publishSteps.junit }],
  ["Mailer", { name: "mail", handler: publishSteps.mail }],
  ["WsCleanup", { name: "cleanWs", handler: fileSteps.cleanWs }],
  ["AnsiColorBuildWrapper", { name: "ansiColor", handler: flowSteps.ansiColor }],
  ["TimestamperBuildWrapper", { name: "timestamps", handler: flowSteps.timestamps }],
]);

/** Steps that stand for others, and those that look things up. */
export const delegatingSteps: Readonly<Record<string, StepHandler>> = {
  step: delegate,
  wrap: delegate,
  tool: async (step) => {
    step.node();
    step.start();
    const name = step.text("name");
    const type = step.text("type");
    for (const [known, homes] of step.build.world.tools) {
      const home = homes.get(name);
      if (home !== undefined && (type === "" || type === known)) return home;
    }
    return step.fail(`No tool named ${name} found`);
  },
  readTrusted: async (step) => {
    step.start();
    const path = step.text("path");
    return step.build.files.find((file) => file.path === path)?.text ?? step.fail(`${path} not found`);
  },
};

async function delegate(step: Step): Promise<Value> {
  const { build, call, scope } = step;
  const given = step.value("delegate");
  const settings = given instanceof Map ? given : call.named;
  const simple = textOf(settings.get("$class") ?? "").replace(/^.*\./, "");
  const known = classes.get(simple);
  if (!known?.handler) return step.refuse(simple === "" ? `the step "${call.name}"` : `the step "${call.name}" with ${simple}`);
  const named = new Map([...settings].filter(([name]) => name !== "$class"));
  const stood = new Step(build, { ...call, name: known.name, named, positional: [] }, scope);
  try {
    return await known.handler(stood);
  } finally {
    stood.end();
  }
}

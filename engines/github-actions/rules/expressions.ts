import type { Repository } from "../actions/repository.ts";
import type { Place } from "../expressions/contexts.ts";
import { type ExpressionType, strictMap } from "../expressions/types.ts";
import type { Container, Defaults, Env, Job, Step, Variable, Workflow } from "../model.ts";
import { type ContextTypes, jobType, matrixType, needsType, stepType, workflowContexts } from "./context-types.ts";
import { matrixTemplates } from "./matrix-templates.ts";
import type { Checked, Rule } from "./rule.ts";
import { TemplateChecker } from "./template-checker.ts";

/** https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions: every expression of a workflow. */
export const expressions: Rule = (checked) => {
  const { workflow, file, positions, repository } = checked;
  const checker = new TemplateChecker(positions, file);
  const contexts = workflowContexts(workflow);
  checkEvents(workflow, contexts, repository, checker);
  checker.text(workflow.name, contexts, "nowhere");
  checker.text(workflow.runName, contexts, "run-name");
  checkEnv(workflow.env, contexts, "env", checker);
  checkDefaults(workflow.defaults, contexts, "nowhere", checker);
  checker.text(workflow.concurrency?.group, contexts, "concurrency");
  checker.bool(workflow.concurrency?.cancelInProgress, contexts, "concurrency");
  for (const job of workflow.jobs.values()) checkJob(job, checked, contexts, checker);
  return checker.diagnostics;
};

function checkEvents(workflow: Workflow, contexts: ContextTypes, repository: Repository, checker: TemplateChecker): void {
  for (const event of workflow.events) {
    switch (event.kind) {
      case "webhook":
        checker.texts(event.types, contexts, "nowhere");
        for (const filter of event.filters) checker.texts(filter.patterns, contexts, "nowhere");
        checker.texts(event.workflows, contexts, "nowhere");
        break;
      case "schedule":
        for (const { cron, timezone } of event.times) {
          checker.text(cron, contexts, "nowhere");
          checker.text(timezone, contexts, "nowhere");
        }
        break;
      case "dispatch":
        for (const input of event.inputs.values()) {
          checker.text(input.description, contexts, "nowhere");
          checker.text(input.default, contexts, "nowhere");
          checker.bool(input.required, contexts, "nowhere");
          checker.texts(input.options ?? [], contexts, "nowhere");
        }
        break;
      case "call": {
        for (const input of event.inputs.values()) {
          checker.text(input.description, contexts, "nowhere");
          checker.text(input.default, contexts, "on.workflow_call.inputs.default");
        }
        const jobs = strictMap(new Map([...workflow.jobs].map(([id, job]) => [id, jobType(job, repository)])));
        for (const output of event.outputs.values()) checker.text(output.value, { ...contexts, jobs }, "on.workflow_call.outputs.value");
        break;
      }
      default:
        break;
    }
  }
}

function checkJob(job: Job, { workflow, file, positions, repository }: Checked, outer: ContextTypes, checker: TemplateChecker): void {
  const before: ContextTypes = { ...outer, needs: needsType(job, workflow, repository) };
  const matrix = matrixType(job.strategy?.matrix, (text) => new TemplateChecker(positions, file).whole(text, before, "job.strategy", []));
  const contexts: ContextTypes = { ...before, matrix };
  checker.text(job.name, contexts, "job.name");
  checker.texts(job.needs, contexts, "nowhere");
  checkRunsOn(job, contexts, checker);
  checker.text(job.environment?.name, contexts, "job.environment");
  checker.bool(job.environment?.deployment, contexts, "job.environment");
  checker.text(job.concurrency?.group, contexts, "job.concurrency");
  checker.bool(job.concurrency?.cancelInProgress, contexts, "job.concurrency");
  checkEnv(job.env, contexts, "job.env", checker);
  checkDefaults(job.defaults, contexts, "job.defaults.run", checker);
  checker.condition(job.if, before, "job.if");
  if (job.strategy) matrixTemplates(job.strategy, before, checker);
  checker.bool(job.continueOnError, contexts, "job.continue-on-error");
  checker.number(job.timeoutMinutes, contexts, "job.timeout-minutes");
  checkContainer(job.container, contexts, "job.container", checker);
  if (job.services?.expression) checker.whole(job.services.expression, contexts, "job.services", ["object"]);
  for (const { container } of job.services?.services ?? []) checkContainer(container, contexts, "job.services", checker);
  checker.text(job.call?.uses, contexts, "nowhere");
  for (const { value } of job.call?.inputs ?? []) checker.text(value, contexts, "job.with");
  for (const { value } of job.call?.secrets ?? []) checker.text(value, contexts, "job.secrets");
  checker.text(job.snapshot?.imageName, contexts, "job.runs-on");
  checker.text(job.snapshot?.version, contexts, "job.runs-on");
  checker.condition(job.snapshot?.if, contexts, "job.snapshot.if");
  checkSteps(job, contexts, repository, checker);
}

function checkSteps(job: Job, contexts: ContextTypes, repository: Repository, checker: TemplateChecker): void {
  const steps = new Map<string, ExpressionType>();
  for (const step of job.steps) {
    checkStep(step, { ...contexts, steps: strictMap(new Map(steps)) }, checker);
    if (step.id && !step.id.value.includes("${{")) steps.set(step.id.value.toLowerCase(), stepType(step, repository));
  }
  const after = { ...contexts, steps: strictMap(steps) };
  for (const output of job.outputs.values()) checker.text(output.value, after, "job.outputs");
  checker.text(job.environment?.url, after, "job.environment.url");
}

/** `places` says where the step stands: in a job, or in an action. */
export function checkStep(
  step: Step,
  contexts: ContextTypes,
  checker: TemplateChecker,
  { values, condition }: { readonly values: Place; readonly condition: Place } = { values: "step", condition: "step.if" },
): void {
  checker.text(step.id, contexts, "nowhere");
  checker.condition(step.if, contexts, condition);
  checker.text(step.name, contexts, values);
  checkEnv(step.env, contexts, values, checker);
  checker.bool(step.continueOnError, contexts, values);
  checker.number(step.timeoutMinutes, contexts, values);
  if (step.action.kind === "run") {
    checker.text(step.action.run, contexts, values, { script: true });
    checker.text(step.action.shell, contexts, "nowhere");
    checker.text(step.action.workingDirectory, contexts, values);
  } else if (step.action.kind === "uses") {
    const { uses, inputs } = step.action;
    checker.text(uses, contexts, "nowhere");
    const isScript = ({ name }: Variable) => name.value.toLowerCase() === "script" && uses.value.startsWith("actions/github-script@");
    for (const input of inputs) checker.text(input.value, contexts, values, { script: isScript(input) });
  }
}

function checkRunsOn(job: Job, contexts: ContextTypes, checker: TemplateChecker): void {
  const labels = job.runsOn?.labels ?? [];
  const [only] = labels;
  if (labels.length === 1 && only && /^\s*\$\{\{.*\}\}\s*$/s.test(only.value) && only.value.indexOf("${{", 3) === -1)
    checker.whole(only, contexts, "job.runs-on", ["string", "array"]);
  else checker.texts(labels, contexts, "job.runs-on");
  checker.text(job.runsOn?.group, contexts, "job.runs-on");
}

function checkEnv(env: Env | undefined, contexts: ContextTypes, place: Place, checker: TemplateChecker): void {
  if (env?.expression) checker.whole(env.expression, contexts, place, ["object"]);
  for (const { name, value } of env?.variables ?? []) {
    checker.text(name, contexts, place);
    checker.text(value, contexts, place);
  }
}

function checkDefaults(defaults: Defaults | undefined, contexts: ContextTypes, place: Place, checker: TemplateChecker): void {
  checker.text(defaults?.shell, contexts, place);
  checker.text(defaults?.workingDirectory, contexts, place);
}

function checkContainer(container: Container | undefined, contexts: ContextTypes, place: Place, checker: TemplateChecker): void {
  if (!container) return;
  checker.text(container.image, contexts, place);
  const { credentials } = container;
  if (credentials?.expression) checker.whole(credentials.expression, contexts, "job.container.credentials", ["object"]);
  checker.text(credentials?.username, contexts, "job.container.credentials");
  checker.text(credentials?.password, contexts, "job.container.credentials");
  checkEnv(container.env, contexts, "job.container.env", checker);
  checker.texts(container.ports, contexts, place);
  checker.texts(container.volumes, contexts, place);
  checker.text(container.options, contexts, place);
  checker.text(container.entrypoint, contexts, place);
  checker.text(container.command, contexts, place);
}

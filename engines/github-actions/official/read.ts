import { FeatureFlags } from "@actions/expressions/features";
import { convertConcurrency } from "@actions/workflow-parser/model/converter/concurrency";
import { convertOn } from "@actions/workflow-parser/model/converter/events";
import { handleTemplateTokenErrors } from "@actions/workflow-parser/model/converter/handle-errors";
import { convertJobs } from "@actions/workflow-parser/model/converter/jobs";
import { convertReferencedWorkflow } from "@actions/workflow-parser/model/converter/referencedWorkflow";
import { isReusableWorkflowJob } from "@actions/workflow-parser/model/type-guards";
import type { WorkflowTemplate } from "@actions/workflow-parser/model/workflow-template";
import { JSONObjectReader } from "@actions/workflow-parser/templates/json-object-reader";
import { TemplateSchema } from "@actions/workflow-parser/templates/schema/index";
import { TemplateContext, TemplateValidationErrors } from "@actions/workflow-parser/templates/template-context";
import { readTemplate } from "@actions/workflow-parser/templates/template-reader";
import { type TemplateToken, TemplateTokenError } from "@actions/workflow-parser/templates/tokens/template-token";
import { NoOperationTraceWriter } from "@actions/workflow-parser/templates/trace-writer";
import { YamlObjectReader } from "@actions/workflow-parser/workflows/yaml-object-reader";
import type { SourceFile } from "#engines/source";
import workflowSchema from "../generated/workflow-schema.json" with { type: "json" };

/** What the official library says of a workflow; lines and columns count from 1. */
export type OfficialProblem = {
  /** With the file and the place in front, as GitHub prints it. */
  readonly message: string;
  readonly summary: string;
  readonly start?: { readonly line: number; readonly column: number };
  readonly end?: { readonly line: number; readonly column: number };
};

export type OfficialReading = { readonly template: WorkflowTemplate; readonly problems: readonly OfficialProblem[] };

/** More problems than anybody reads. */
const maxProblems = 100;

let schema: TemplateSchema | undefined;

/**
 * Reads a workflow with GitHub's own library. The text must have passed the guarded YAML reader. `called` gives the file that a
 * job's `uses:` names, if it is to be looked into.
 */
export function readOfficially(file: SourceFile, called: (reference: string) => SourceFile | undefined = () => undefined): OfficialReading {
  schema ??= TemplateSchema.load(new JSONObjectReader(undefined, JSON.stringify(workflowSchema)));
  const context = new TemplateContext(new TemplateValidationErrors(maxProblems), schema, new NoOperationTraceWriter());
  context.state.featureFlags = new FeatureFlags({ allowCaseFunction: true });
  const template: WorkflowTemplate = {} as WorkflowTemplate;
  const root = readFile(file, context);
  // What is converted from a text with errors would only repeat them.
  if (root && context.errors.count === 0) convert(root, template, context, called);
  const problems = context.errors.getErrors().map((error) => ({
    message: error.message,
    summary: error.rawMessage,
    start: error.range?.start,
    end: error.range?.end,
  }));
  return { template, problems };
}

function readFile(file: SourceFile, context: TemplateContext): TemplateToken | undefined {
  const id = context.getFileId(file.path);
  const reader = new YamlObjectReader(id, file.text);
  // Where the text is no YAML, what else is said of it would mislead.
  for (const error of reader.errors) context.error(id, new Error(error.message), error.range);
  return reader.errors.length > 0 ? undefined : readTemplate(context, "workflow-root-strict", reader, id);
}

function convert(
  root: TemplateToken,
  template: WorkflowTemplate,
  context: TemplateContext,
  called: (reference: string) => SourceFile | undefined,
): void {
  try {
    for (const { key, value } of root.assertMapping("root")) {
      switch (key.assertString("root key").value) {
        case "on":
          template.events = handleTemplateTokenErrors(root, context, {}, () => convertOn(context, value));
          break;
        case "jobs":
          template.jobs = handleTemplateTokenErrors(root, context, [], () => convertJobs(context, value));
          break;
        case "concurrency":
          handleTemplateTokenErrors(root, context, {}, () => convertConcurrency(context, value));
          template.concurrency = value;
          break;
        case "env":
          template.env = value;
          break;
      }
    }
    for (const job of template.jobs ?? []) {
      if (!isReusableWorkflowJob(job)) continue;
      const file = called(job.ref.value);
      const workflow = file && readFile(file, context);
      if (workflow) convertReferencedWorkflow(context, workflow, job);
    }
  } catch (error) {
    if (error instanceof TemplateTokenError) context.error(error.token, error);
    else if (error instanceof Error) context.error(root, error);
    else throw error;
  }
}

import { z } from "zod";
import { checkWorkflows } from "#engines/github-actions";
import { type ActionsEvent, type Happening, runActions } from "#engines/github-actions/run";
import type { JobOutcome } from "#engines/pipeline";
import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { LabKind, Vocabulary } from "./kind.ts";
import { epoch, outcomeTrace, outcomeValues, pipelineVocabulary, whileGiven } from "./pipeline.ts";
import { given, oneEvent, paths, ref, tellStory, unknownNames, whichChanges, withValues } from "./story.ts";

/** One thing that happens to the project. */
const happeningShape = {
  push: ref.optional().describe("A push to this branch."),
  tag: ref.optional().describe("A push of this tag."),
  "pull-request": z
    .strictObject({ from: ref, into: ref, activity: z.string().min(1).optional(), fork: z.boolean().optional() })
    .optional()
    .describe(
      "A pull request from one branch into another; its activity is `opened` if nothing else is said. With `fork` its branch is of somebody's copy of the repository.",
    ),
  schedule: ref.optional().describe("A scheduled run on this branch: the time of every schedule has come."),
  "run-by-hand": ref.optional().describe("A person starts what `workflow_dispatch` allows, on this branch."),
  changes: paths.optional().describe("The files the push or pull request changes, for `paths`."),
  inputs: z.record(z.string(), z.string()).optional().describe("Inputs the person gives who starts the run by hand."),
  workflow: z.string().min(1).optional().describe("The file or name of the one workflow the person starts; else all that can be."),
  given,
};

const eventKeys = ["push", "tag", "pull-request", "schedule", "run-by-hand"] as const;

type Happens = z.infer<z.ZodObject<typeof happeningShape>>;

const checkEvent = oneEvent<Happens>(eventKeys, [
  { key: "inputs", to: ["run-by-hand"], message: "only a run by hand has `inputs`" },
  { key: "workflow", to: ["run-by-hand"], message: "only a run by hand has `workflow`" },
  { key: "changes", to: ["push", "pull-request"], message: "only a push or a pull request changes files" },
]);

const scenarioSchema = z
  .strictObject({
    ...happeningShape,
    approve: z.array(z.string()).max(10).optional().describe("Protected environments to which a person approves deployments; `*` for all."),
    before: z
      .array(z.strictObject(happeningShape).superRefine(checkEvent))
      .max(3)
      .optional()
      .describe("Events before this one, each run to its end: caches and what is live stay from them."),
    later: z
      .array(z.strictObject({ after: z.number().min(0).max(86_400), ...happeningShape }).superRefine(checkEvent))
      .max(3)
      .optional()
      .describe("Further events, each so many seconds `after` this one, while its runs may still go on."),
  })
  .superRefine(checkEvent);

type Scenario = z.infer<typeof scenarioSchema>;

const vocabulary: Vocabulary = {
  ...pipelineVocabulary,
  records: {
    ...pipelineVocabulary.records,
    Job: {
      ...pipelineVocabulary.records.Job,
      permissions: {
        type: "map<string, string>",
        about: "What its `GITHUB_TOKEN` may do: read, write or none, for every scope; empty if it was never on its way to a runner.",
      },
    },
  },
};

const permissionsOf = ({ permissions = {} }: JobOutcome) => ({ permissions });

/** Labs about GitHub Actions: every workflow that the events start is run in full. */
export const githubActions: LabKind<Scenario> = {
  name: "github-actions",
  scenario: scenarioSchema,
  vocabulary,

  checkScenario: (scenario, world) => unknownNames<Happens>(scenario, world, (name) => name === "*"),

  describe: (scenario, world) =>
    tellStory<Happens>(
      scenario,
      (names) => `, and a person approves deployments${names.includes("*") ? "" : ` to ${names.join(" and ")}`}`,
      (happens) => describeHappening(happens, world),
    ),

  check: (files, world) => checkWorkflows(files, world.project.workflowPermissions).diagnostics,

  run: async (files: readonly SourceFile[], world, scenario) => {
    const { approve = [], before = [], later = [] } = scenario;
    const outcome = await runActions(files, world, {
      ...happeningOf(scenario),
      approve,
      before: before.map(happeningOf),
      later: later.map((each) => ({ ...happeningOf(each), after: each.after })),
      epoch,
      seed: 1,
    });
    return { diagnostics: outcome.diagnostics, values: outcomeValues(outcome, permissionsOf), trace: outcomeTrace(outcome) };
  },
};

const happeningOf = (happens: Happens): Happening => ({ event: eventOf(happens), conditions: new Set(happens.given ?? []) });

function eventOf(happens: Happens): ActionsEvent {
  const { push, tag, schedule, workflow, inputs = {}, changes = [], "pull-request": request, "run-by-hand": byHand = "" } = happens;
  if (push !== undefined) return { kind: "push", branch: push, changes };
  if (tag !== undefined) return { kind: "tag", tag };
  if (request) return { kind: "pull-request", from: request.from, into: request.into, changes, ...activityOf(request) };
  if (schedule !== undefined) return { kind: "schedule", branch: schedule };
  return { kind: "dispatch", branch: byHand, inputs, ...(workflow === undefined ? {} : { workflow }) };
}

const activityOf = ({ activity = "opened", fork = false }: NonNullable<Happens["pull-request"]>) => ({ activity, fork });

function describeHappening(happens: Happens, world: World): string {
  return `${describeEvent(eventOf(happens))}${whichChanges(happens.changes)}${whileGiven(happens.given ?? [], world)}`;
}

function describeEvent(event: ActionsEvent): string {
  switch (event.kind) {
    case "push":
      return `A push to ${event.branch}`;
    case "tag":
      return `A push of the tag ${event.tag}`;
    case "pull-request":
      return `A pull request from ${event.from}${event.fork ? " of a fork" : ""} into ${event.into}${event.activity === "opened" ? "" : ` (${event.activity})`}`;
    case "schedule":
      return `A scheduled run on ${event.branch}`;
    case "dispatch": {
      const of = event.workflow === undefined ? "" : ` of ${event.workflow}`;
      return `A run${of} on ${event.branch}, started by hand${withValues(event.inputs)}`;
    }
    default:
      return event satisfies never;
  }
}

import { z } from "zod";
import { checkConfiguration, configurationPath, type Event, parseConfiguration, surroundingsOf } from "#engines/gitlab-ci";
import { type Happening, runGitlab } from "#engines/gitlab-ci/run";
import { isError, type SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { LabKind } from "./kind.ts";
import { epoch, outcomeTrace, outcomeValues, pipelineVocabulary, whileGiven } from "./pipeline.ts";
import { given, oneEvent, paths, ref, tellStory, unknownNames, whichChanges } from "./story.ts";

/** One thing that happens to the project. */
const happeningShape = {
  push: ref.optional().describe("A push to this branch."),
  tag: ref.optional().describe("A push of this tag."),
  "merge-request": z
    .strictObject({ from: ref, into: ref })
    .optional()
    .describe("A merge request's new commit, from one branch into another."),
  schedule: ref.optional().describe("A scheduled run on this branch."),
  "run-by-hand": ref.optional().describe("A person starts a pipeline on this branch."),
  changes: paths.optional().describe("The files the push or merge request changes, for `rules:changes`."),
  variables: z.record(z.string(), z.string()).optional().describe("Variables the person gives who starts the pipeline by hand."),
  given,
};

const eventKeys = ["push", "tag", "merge-request", "schedule", "run-by-hand"] as const;

type Happens = z.infer<z.ZodObject<typeof happeningShape>>;

const checkEvent = oneEvent<Happens>(eventKeys, [
  { key: "variables", to: ["run-by-hand"], message: "only a run by hand can be given variables" },
  { key: "changes", to: ["push", "merge-request"], message: "only a push or a merge request changes files" },
]);

const scenarioSchema = z
  .strictObject({
    ...happeningShape,
    approve: z
      .array(z.string())
      .max(10)
      .optional()
      .describe("Environments whose manual jobs a person starts, or names of jobs; `*` for every manual job."),
    before: z
      .array(z.strictObject(happeningShape).superRefine(checkEvent))
      .max(3)
      .optional()
      .describe("Events before this one, each run to its end: caches, images and what is live stay from them."),
    later: z
      .array(z.strictObject({ after: z.number().min(0).max(86_400), ...happeningShape }).superRefine(checkEvent))
      .max(3)
      .optional()
      .describe("Further events, each so many seconds `after` this one, while its pipeline may still run."),
  })
  .superRefine(checkEvent);

type Scenario = z.infer<typeof scenarioSchema>;

/** Labs about GitLab CI/CD: the pipelines of the events are created and run in full. */
export const gitlabCi: LabKind<Scenario> = {
  name: "gitlab-ci",
  scenario: scenarioSchema,
  vocabulary: pipelineVocabulary,

  checkScenario: (scenario, world) => unknownNames<Happens>(scenario, world, (name) => name.includes("*")),

  describe: (scenario, world) =>
    tellStory<Happens>(
      scenario,
      (names) => `, and a person starts what waits${names.includes("*") ? "" : ` for ${names.join(" and ")}`}`,
      (happens) => describeHappening(happens, world),
    ),

  check: (files, world) => {
    const { model, diagnostics } = parseOnce(files, world);
    return diagnostics.some(isError) ? diagnostics : [...diagnostics, ...checkConfiguration(model)];
  },

  run: async (files, world, scenario) => {
    const { approve = [], before = [], later = [] } = scenario;
    const outcome = await runGitlab(parseOnce(files, world).model, files, world, {
      ...happeningOf(scenario),
      approve,
      before: before.map(happeningOf),
      later: later.map((each) => ({ ...happeningOf(each), after: each.after })),
      epoch,
      seed: 1,
    });
    return { diagnostics: outcome.diagnostics, values: outcomeValues(outcome), trace: outcomeTrace(outcome) };
  },
};

/** All scenarios of a submission look at the same files. */
const parsed = new WeakMap<readonly SourceFile[], ReturnType<typeof parseConfiguration>>();

function parseOnce(files: readonly SourceFile[], world: World): ReturnType<typeof parseConfiguration> {
  const known = parsed.get(files) ?? parseConfiguration(files, [configurationPath], surroundingsOf(world));
  parsed.set(files, known);
  return known;
}

const happeningOf = (happens: Happens): Happening => ({ event: eventOf(happens), conditions: new Set(happens.given ?? []) });

function eventOf(happens: Happens): Exclude<Event, { kind: "child" }> {
  const changes = happens.changes ?? [];
  const request = happens["merge-request"];
  if (happens.push !== undefined) return { kind: "push", branch: happens.push, changes };
  if (happens.tag !== undefined) return { kind: "tag", tag: happens.tag };
  if (request) return { kind: "merge-request", ...request, changes };
  if (happens.schedule !== undefined) return { kind: "schedule", branch: happens.schedule };
  return { kind: "web", branch: happens["run-by-hand"] ?? "", variables: happens.variables ?? {} };
}

function describeHappening(happens: Happens, world: World): string {
  return `${describeEvent(eventOf(happens))}${whichChanges(happens.changes)}${whileGiven(happens.given ?? [], world)}`;
}

function describeEvent(event: Exclude<Event, { kind: "child" }>): string {
  switch (event.kind) {
    case "push":
      return `A push to ${event.branch}`;
    case "tag":
      return `A push of the tag ${event.tag}`;
    case "merge-request":
      return `A merge request from ${event.from} into ${event.into}`;
    case "schedule":
      return `A scheduled run on ${event.branch}`;
    case "web":
      return `A run on ${event.branch}, started by hand`;
    default:
      return event satisfies never;
  }
}

import { z } from "zod";
import { checkPipeline, parseJenkinsfile } from "#engines/jenkins";
import { type Answer, type Commit, type JenkinsEvent, runJenkins } from "#engines/jenkins/run";
import { type Diagnostic, isError, type SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { LabKind } from "./kind.ts";
import { epoch, outcomeTrace, outcomeValues, pipelineVocabulary, unknownConditions, whileGiven } from "./pipeline.ts";
import { given, lower, oneEvent, paths, ref, whichChanges, withValues } from "./story.ts";

/** Where Jenkins looks for the pipeline of a repository. */
const pipelinePath = "Jenkinsfile";

const values = z.record(z.string(), z.union([z.string(), z.boolean()]));

const eventShape = {
  push: ref.optional().describe("A push to this branch, which the multibranch job builds."),
  tag: ref.optional().describe("A build of this tag."),
  "pull-request": z
    .strictObject({ from: ref, into: ref, title: z.string().optional(), author: z.string().optional() })
    .optional()
    .describe("A build of a pull request from one branch into another."),
  schedule: ref.optional().describe("A build of this branch because the time of a `cron` trigger has come."),
  "run-by-hand": ref.optional().describe("A person starts a build of this branch."),
  changes: paths.optional().describe("The files that the commits since the last build change, for `changeset`."),
  message: z.string().min(1).optional().describe("The message of those commits, for `changelog`."),
  parameters: values.optional().describe("Parameters the person gives who starts the build by hand."),
};

const eventKeys = ["push", "tag", "pull-request", "schedule", "run-by-hand"] as const;

type Happens = z.infer<z.ZodObject<typeof eventShape>>;

const checkEvent = oneEvent<Happens>(eventKeys, [
  { key: "parameters", to: ["run-by-hand"], message: "only a build by hand can be given parameters" },
]);

const scenarioSchema = z
  .strictObject({
    ...eventShape,
    given,
    answers: z
      .array(
        z.strictObject({
          to: z.string().min(1),
          answer: z.enum(["proceed", "abort"]),
          by: z.string().min(1).optional(),
          after: z.number().min(0).max(604_800).optional(),
          values: values.optional(),
        }),
      )
      .max(10)
      .optional()
      .describe(
        "What people answer to questions (`input`): `to` is the message or id, with `*`; `by` whom, `after` how many seconds, with which `values`. A question that nothing fits waits for ever.",
      ),
    previous: z
      .enum(["SUCCESS", "UNSTABLE", "FAILURE", "ABORTED", "NOT_BUILT"])
      .optional()
      .describe("The result of the build before this one, for `changed`, `fixed` and `regression`."),
    number: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe("The build's number; 1 if nothing else is said, and 2 with `previous`."),
    later: z
      .strictObject({ after: z.number().min(0).max(604_800), ...eventShape })
      .superRefine(checkEvent)
      .optional()
      .describe("A second event, so many seconds `after` this one, while its build may still go on."),
  })
  .superRefine(checkEvent);

type Scenario = z.infer<typeof scenarioSchema>;

/** Labs about declarative Jenkins pipelines: the build of an event is run in full. */
export const jenkins: LabKind<Scenario> = {
  name: "jenkins",
  scenario: scenarioSchema,
  vocabulary: pipelineVocabulary,

  checkScenario: (scenario, world) => unknownConditions(scenario.given ?? [], world),

  describe: (scenario, world) => {
    const { answers = [], previous, later } = scenario;
    const said = answers.map(
      ({ to, answer, by }) => `, and ${by ?? "a person"} answers ${to === "*" ? "every question" : `"${to}"`}: ${answer}`,
    );
    const before = previous === undefined ? "" : `; the build before it was ${previous}`;
    const then = later ? `; ${later.after} seconds later, ${lower(describeEvent(later))}` : "";
    return [describeEvent(scenario), whileGiven(scenario.given ?? [], world), ...said, before, then].join("");
  },

  check: (files, world) => readOnce(files, world).diagnostics,

  run: async (files: readonly SourceFile[], world: World, scenario) => {
    const { model, diagnostics } = readOnce(files, world);
    const refused = diagnostics.filter(isError);
    if (refused.length > 0 || !model.pipeline) return unstarted(refused);
    const { previous, number, answers = [], later } = scenario;
    const outcome = await runJenkins(model.pipeline, files, world, {
      event: eventOf(scenario),
      ...(later ? { later: { ...eventOf(later), after: later.after } } : {}),
      conditions: new Set(scenario.given ?? []),
      answers: answers.map(
        ({ to, answer, by = "admin", after = 0, values: answered = {} }): Answer => ({ to, action: answer, by, after, values: answered }),
      ),
      job: world.project.path.split("/").at(-1) ?? "",
      number: number ?? (previous === undefined ? 1 : 2),
      previousResult: previous,
      ...{ scm: true, environment: {}, epoch, seed: 1 },
    });
    return { diagnostics: outcome.diagnostics, values: outcomeValues(outcome), trace: outcomeTrace(outcome) };
  },
};

const nothing = { pipelines: [], jobs: [], commands: [], deployments: [], secrets: [], events: [], diagnostics: [] };

const unstarted = (diagnostics: readonly Diagnostic[]) => ({ diagnostics, values: outcomeValues(nothing), trace: outcomeTrace(nothing) });

type Read = ReturnType<typeof parseJenkinsfile> & { readonly world: World };

const read = new WeakMap<readonly SourceFile[], Read>();

/** All scenarios of a submission look at the same files, and each is read and checked once. */
function readOnce(files: readonly SourceFile[], world: World): Read {
  const known = read.get(files);
  if (known?.world === world) return known;
  const { model, diagnostics } = parseJenkinsfile(files.find(({ path }) => path === pipelinePath) ?? { path: pipelinePath, text: "" });
  const now = { world, model, diagnostics: [...diagnostics, ...checkPipeline(model, world.tools)] };
  read.set(files, now);
  return now;
}

function eventOf(happens: Happens): JenkinsEvent {
  const { push, tag, schedule, parameters = {}, "pull-request": request, "run-by-hand": byHand } = happens;
  const commits = commitsOf(happens);
  if (tag !== undefined) return { cause: { kind: "branch-event" }, tag, commits, parameters };
  if (schedule !== undefined) return { cause: { kind: "timer" }, branch: schedule, commits, parameters };
  if (byHand !== undefined) return { cause: { kind: "user", user: "admin" }, branch: byHand, commits, parameters };
  if (!request) return { cause: { kind: "branch-event" }, branch: push ?? "", commits, parameters };
  const { from, into, title = `Merge ${from}`, author = "dev" } = request;
  const change = {
    ...{ id: "7", branch: from, target: into, title, url: "https://git.example/pull/7", fork: "" },
    ...{ author, authorDisplayName: author, authorEmail: `${author}@example.com` },
  };
  return { cause: { kind: "branch-event" }, change, commits, parameters };
}

function commitsOf({ changes, message }: Happens): readonly Commit[] | undefined {
  if (!changes && message === undefined) return undefined;
  return [{ message: message ?? "Change files", author: "dev", files: changes ?? [] }];
}

function describeEvent(happens: Happens): string {
  const { push, tag, schedule, changes, parameters = {}, "pull-request": request, "run-by-hand": byHand } = happens;
  const changed = whichChanges(changes);
  if (push !== undefined) return `A push to ${push}${changed}`;
  if (tag !== undefined) return `A build of the tag ${tag}`;
  if (request) return `A pull request from ${request.from} into ${request.into}${changed}`;
  if (schedule !== undefined) return `A scheduled build of ${schedule}`;
  return `A build of ${byHand}, started by hand${withValues(parameters)}`;
}

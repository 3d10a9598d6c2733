import { compileGlob } from "#engines/pipeline";
import type { Diagnostic, SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { expressionHolds } from "./expressions/evaluate.ts";
import { passesFilters } from "./filters.ts";
import type { AllowFailure, AutoCancel, Configuration, Event, Job, Need, Rule, Variables, When } from "./model.ts";
import { fillVariables, layered, pipelineVariables, projectVariables } from "./variables.ts";

/** A job that the rules put into the pipeline, with what they decided. */
export type CreatedJob = {
  readonly job: Job;
  readonly when: Exclude<When, "never">;
  readonly startIn: number;
  readonly allowFailure: AllowFailure;
  readonly needs: readonly Need[] | undefined;
  /** From the job, overridden by the rule that matched. */
  readonly variables: Readonly<Record<string, string>>;
  readonly environment: string | undefined;
  readonly interruptible: boolean;
};

export type CreatedPipeline = {
  /** `workflow:name`, with its variables filled in. */
  readonly name: string;
  readonly jobs: readonly CreatedJob[];
  readonly predefined: Readonly<Record<string, string>>;
  /** Variables of the file whose dollars name nothing. */
  readonly raw: ReadonlySet<string>;
  readonly autoCancel: AutoCancel;
  /** Why there is no pipeline at all, in words. */
  readonly absent?: string;
  /** GitLab meant to create it and could not: it stands there as failed, without jobs. */
  readonly broken: boolean;
  readonly diagnostics: readonly Diagnostic[];
};

/** GitLab gives up matching `changes` and `exists` patterns against more files than this, and takes them for matched. */
const maxComparisons = 10_000;

/** The pipeline that an event creates: which jobs, when, with what. `number` counts the pipelines of a scenario from 1. */
export function createPipeline(
  configuration: Configuration,
  event: Event,
  world: World,
  files: readonly SourceFile[],
  number = 1,
): CreatedPipeline {
  const predefined = pipelineVariables(event, world, files, number);
  const given = givenVariables(event);
  const global = texts(configuration.variables);
  const matcher = new RuleMatcher(event, files);
  const { workflow } = configuration;
  const settings = projectVariables(event, world, undefined);
  let fromWorkflow: Variables = new Map();
  let { autoCancel } = workflow;
  const raw = rawNames([configuration.variables, ...[...configuration.jobs.values()].map((job) => job.variables)]);
  const base = { name: "", predefined, raw, autoCancel, broken: false, diagnostics: [] };
  if (workflow.rules) {
    const rule = matcher.first(workflow.rules, { ...predefined, ...global, ...settings, ...given });
    if (!rule) return { ...base, jobs: [], absent: "no rule of `workflow` matches" };
    if (rule.when === "never") return { ...base, jobs: [], absent: `the rule of \`workflow\` on line ${rule.span.start.line} says never` };
    fromWorkflow = rule.variables;
    autoCancel = {
      onNewCommit: rule.autoCancel.onNewCommit ?? autoCancel.onNewCommit,
      onJobFailure: rule.autoCancel.onJobFailure ?? autoCancel.onJobFailure,
    };
  }
  const jobs = [...configuration.jobs.values()].flatMap((job) => {
    const own = { ...texts(job.variables), ...texts(fromWorkflow) };
    const seen = (extra: Readonly<Record<string, string>>) => layered([predefined, global, own, extra, settings, given], raw);
    const decided = decide(job, matcher, event, seen({}));
    if (!decided) return [];
    const variables = { ...own, ...texts(decided.variables) };
    const environment = job.environment && fillVariables(job.environment.name.value, seen({ ...variables, CI_JOB_NAME: job.name }));
    return [{ ...decided, job, variables, environment }];
  });
  const name = fillVariables(workflow.name, layered([predefined, global, texts(fromWorkflow), settings, given], raw));
  if (jobs.length === 0) return { ...base, jobs, absent: "no job's rules match" };
  // https://docs.gitlab.com/ci/yaml/#stage-pre
  if (jobs.every(({ job }) => job.stage.value === ".pre" || job.stage.value === ".post"))
    return { ...base, jobs: [], absent: "there are only jobs of `.pre` and `.post`" };
  const [fault, ...faults] = checkNeeds(jobs, configuration);
  if (!fault) return { ...base, name, autoCancel, jobs };
  return { ...base, name, jobs: [], absent: fault.summary, broken: true, diagnostics: [fault, ...faults] };
}

/** What stands there when GitLab could not make anything of the file. */
export const brokenPipeline = (why: string, diagnostics: readonly Diagnostic[]): CreatedPipeline => ({
  name: "",
  jobs: [],
  predefined: {},
  raw: new Set(),
  autoCancel: { onNewCommit: undefined, onJobFailure: undefined },
  absent: why,
  broken: true,
  diagnostics,
});

type Decided = Pick<CreatedJob, "when" | "startIn" | "allowFailure" | "needs" | "interruptible"> & { readonly variables: Variables };

/** The first matching rule decides; without rules a job runs for branches and tags, not for merge requests. */
function decide(job: Job, matcher: RuleMatcher, event: Event, variables: Readonly<Record<string, string>>): Decided | undefined {
  const { interruptible } = job;
  if (!job.rules) {
    if (job.when === "never" || !passesFilters(job, event, variables, (patterns) => matcher.changed(patterns, variables))) return undefined;
    const allowFailure = job.allowFailure ?? { kind: job.when === "manual" ? "yes" : "no" };
    return { when: job.when, startIn: job.startIn, allowFailure, needs: job.needs, variables: new Map(), interruptible };
  }
  const rule = matcher.first(job.rules, variables);
  const when = rule?.when ?? job.when;
  if (!rule || when === "never") return undefined;
  return {
    when,
    startIn: rule.startIn ?? job.startIn,
    // What the job itself says is manual is optional even where a rule lets it in; what a rule says is manual is not.
    allowFailure: rule.allowFailure ?? job.allowFailure ?? { kind: job.when === "manual" ? "yes" : "no" },
    needs: rule.needs ?? job.needs,
    variables: rule.variables,
    interruptible: rule.interruptible ?? interruptible,
  };
}

/** Variables that whoever started the pipeline gave it: https://docs.gitlab.com/ci/variables/#use-pipeline-variables */
export const givenVariables = (event: Event): Readonly<Record<string, string>> => ("variables" in event ? event.variables : {});

const rawNames = (all: readonly Variables[]): ReadonlySet<string> =>
  new Set(all.flatMap((variables) => [...variables].filter(([, { raw }]) => raw).map(([name]) => name)));

/** Which rules an event fits. */
export class RuleMatcher {
  readonly #event: Event;
  readonly #files: readonly SourceFile[];

  constructor(event: Event, files: readonly SourceFile[]) {
    this.#event = event;
    this.#files = files;
  }

  /** Every part of a rule must match; a rule without parts matches always. */
  first(rules: readonly Rule[], variables: Readonly<Record<string, string>>): Rule | undefined {
    return rules.find(
      (rule) =>
        (rule.if === undefined || expressionHolds(rule.if.value, variables)) &&
        (rule.changes === undefined || this.changed(rule.changes, variables, rule.compareTo)) &&
        (rule.exists === undefined ||
          anyMatches(
            rule.exists,
            variables,
            this.#files.map((file) => file.path),
          )),
    );
  }

  /**
   * https://docs.gitlab.com/ci/yaml/#ruleschanges: always true where there is no push or merge request to compare, unless the rule says with
   * what: nothing is known to differ then.
   */
  changed(patterns: readonly string[], variables: Readonly<Record<string, string>>, compareTo?: string): boolean {
    const request = this.#event.kind === "child" && this.#event.of.kind === "merge-request" ? this.#event.of : this.#event;
    if ("changes" in request) return anyMatches(patterns, variables, request.changes);
    return compareTo === undefined;
  }
}

function anyMatches(patterns: readonly string[], variables: Readonly<Record<string, string>>, paths: readonly string[]): boolean {
  if (patterns.length * paths.length > maxComparisons) return true;
  return patterns
    .map((pattern) => compileGlob(fillVariables(pattern, variables).replace(/^\//, "")))
    .some((matches) => paths.some(matches));
}

/** A need that the rules left out, unless it is optional: GitLab creates no jobs then. */
function checkNeeds(jobs: readonly CreatedJob[], configuration: Configuration): Diagnostic[] {
  const names = new Set(jobs.map(({ job }) => job.name));
  return jobs.flatMap(({ job, needs }) =>
    (needs ?? [])
      .filter((need) => need.pipeline === undefined && !need.optional && !names.has(need.job) && configuration.jobs.has(need.job))
      .map((need) => ({
        severity: "warning" as const,
        code: "gitlab-ci/need-ruled-out" as const,
        summary: `The job "${job.name}" needs "${need.job}", which this event leaves out`,
        detail: `The rules of "${need.job}" do not match, so GitLab creates no pipeline. Give both jobs the same rules, or mark the need \`optional: true\`.`,
        span: need.span,
      })),
  );
}

function texts(variables: Variables): Record<string, string> {
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, value]));
}

import { compileGlob } from "#engines/pipeline";
import type { Diagnostic, Located, SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { expressionHolds } from "./expressions/evaluate.ts";
import type { AllowFailure, Configuration, Event, Job, Need, Rule, When } from "./model.ts";
import { expandVariables, fillVariables, pipelineVariables, projectVariables } from "./variables.ts";

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
};

export type CreatedPipeline = {
  readonly jobs: readonly CreatedJob[];
  readonly predefined: Readonly<Record<string, string>>;
  /** Why there is no pipeline at all, in words. */
  readonly absent?: string;
  readonly diagnostics: readonly Diagnostic[];
};

/** GitLab gives up matching `changes` and `exists` patterns against more files than this, and takes them for matched. */
const maxComparisons = 10_000;

/** The pipeline that an event creates: which jobs, when, with what. */
export function createPipeline(configuration: Configuration, event: Event, world: World, files: readonly SourceFile[]): CreatedPipeline {
  const predefined = pipelineVariables(event, world, files);
  const given = event.kind === "web" ? event.variables : {};
  const global = texts(configuration.variables);
  const matcher = new RuleMatcher(event, files);
  const base = { predefined, diagnostics: [] };
  let fromWorkflow: Readonly<Record<string, string>> = {};
  if (configuration.workflow) {
    const rule = matcher.first(configuration.workflow, {
      ...predefined,
      ...global,
      ...projectVariables(event, world, undefined),
      ...given,
    });
    if (!rule) return { ...base, jobs: [], absent: "no rule of `workflow` matches" };
    if (rule.when === "never") return { ...base, jobs: [], absent: `the rule of \`workflow\` on line ${rule.span.start.line} says never` };
    fromWorkflow = texts(rule.variables);
  }
  const jobs = [...configuration.jobs.values()].flatMap((job) => {
    const own = { ...texts(job.variables), ...fromWorkflow };
    const seen = (extra: Readonly<Record<string, string>>) =>
      expandVariables({ ...predefined, ...global, ...own, ...extra, ...projectVariables(event, world, undefined), ...given });
    const decided = decide(job, matcher, event, seen({}));
    if (!decided) return [];
    const variables = { ...own, ...texts(decided.variables) };
    const environment = job.environment && fillVariables(job.environment.name.value, { ...seen(variables), CI_JOB_NAME: job.name });
    return [{ ...decided, job, variables, environment }];
  });
  if (jobs.length === 0) return { ...base, jobs, absent: "no job's rules match" };
  return { ...base, jobs, diagnostics: checkNeeds(jobs, configuration) };
}

type Decided = Pick<CreatedJob, "when" | "startIn" | "allowFailure" | "needs"> & {
  readonly variables: ReadonlyMap<string, Located<string>>;
};

/** The first matching rule decides; without rules a job runs for branches and tags, not for merge requests. */
function decide(job: Job, matcher: RuleMatcher, event: Event, variables: Readonly<Record<string, string>>): Decided | undefined {
  if (!job.rules) {
    if (event.kind === "merge-request" || job.when === "never") return undefined;
    const allowFailure = job.allowFailure ?? { kind: job.when === "manual" ? "yes" : "no" };
    return { when: job.when, startIn: job.startIn, allowFailure, needs: job.needs, variables: new Map() };
  }
  const rule = matcher.first(job.rules, variables);
  const when = rule?.when ?? job.when;
  if (!rule || when === "never") return undefined;
  const allowFailure =
    rule.allowFailure === undefined
      ? (job.allowFailure ?? { kind: "no" })
      : { kind: rule.allowFailure ? ("yes" as const) : ("no" as const) };
  return { when, startIn: rule.startIn ?? job.startIn, allowFailure, needs: rule.needs ?? job.needs, variables: rule.variables };
}

class RuleMatcher {
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
        (rule.changes === undefined || this.#changed(rule.changes, variables)) &&
        (rule.exists === undefined ||
          anyMatches(
            rule.exists,
            variables,
            this.#files.map((file) => file.path),
          )),
    );
  }

  /** https://docs.gitlab.com/ci/yaml/#ruleschanges: always true where there is no push or merge request to compare. */
  #changed(patterns: readonly string[], variables: Readonly<Record<string, string>>): boolean {
    return "changes" in this.#event ? anyMatches(patterns, variables, this.#event.changes) : true;
  }
}

function anyMatches(patterns: readonly string[], variables: Readonly<Record<string, string>>, paths: readonly string[]): boolean {
  if (patterns.length * paths.length > maxComparisons) return true;
  return patterns
    .map((pattern) => compileGlob(fillVariables(pattern, variables).replace(/^\//, "")))
    .some((matches) => paths.some(matches));
}

/** A need that the rules left out is an error when the pipeline is created, unless it is optional. */
function checkNeeds(jobs: readonly CreatedJob[], configuration: Configuration): Diagnostic[] {
  const names = new Set(jobs.map(({ job }) => job.name));
  return jobs.flatMap(({ job, needs }) =>
    (needs ?? [])
      .filter((need) => !need.optional && !names.has(need.job) && configuration.jobs.has(need.job))
      .map((need) => ({
        severity: "error" as const,
        code: "gitlab-ci/need-ruled-out" as const,
        summary: `The job "${job.name}" needs "${need.job}", which this event leaves out`,
        detail: `The rules of "${need.job}" do not match, so GitLab creates no pipeline. Give both jobs the same rules, or mark the need \`optional: true\`.`,
        span: need.span,
      })),
  );
}

function texts(variables: ReadonlyMap<string, Located<string>>): Record<string, string> {
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, value]));
}

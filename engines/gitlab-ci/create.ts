import type { Diagnostic, SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { circularVariables } from "./circular-variables.ts";
import { fillKnown, fillVariables, type Variables as Seen, variablesOf } from "./expand-variables.ts";
import { expressionHolds } from "./expressions/evaluate.ts";
import { passesFilters } from "./filters.ts";
import type { AllowFailure, AutoCancel, Configuration, Event, Job, Need, Rule, Variables, When } from "./model.ts";
import { compilePathPattern } from "./path-patterns.ts";
import { isAmong } from "./read-job.ts";
import { says } from "./says.ts";
import { environmentVariables, jobVariablesOfRules, originOf, pipelineVariables, projectVariables, withoutJobOnly } from "./variables.ts";

/** A job that the rules put into the pipeline, with what they decided. */
export type CreatedJob = {
  readonly job: Job;
  readonly when: Exclude<When, "never">;
  readonly startIn: number;
  readonly allowFailure: AllowFailure;
  readonly needs: readonly Need[] | undefined;
  /** Those of the pipeline that it inherits; jobs that inherit all of them share them. */
  readonly inherited: Readonly<Record<string, string>>;
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
const maxComparisons = 50_000;

/** The pipeline that an event creates: which jobs, when, with what. `number` counts the pipelines of a scenario from 1. */
export function createPipeline(
  configuration: Configuration,
  event: Event,
  world: World,
  files: readonly SourceFile[],
  number = 1,
): CreatedPipeline {
  const predefined = pipelineVariables(event, world, files, number);
  const early = withoutJobOnly(predefined);
  const given = givenVariables(event);
  const matcher = new RuleMatcher(event, files);
  const { workflow } = configuration;
  const settings = projectVariables(event, world, undefined);
  const raw = rawNames([configuration.variables, ...[...configuration.jobs.values()].map((job) => job.variables)]);
  let roots = texts(configuration.variables);
  let { autoCancel } = workflow;
  const base = { name: "", predefined, raw, autoCancel, broken: false, diagnostics: [] };
  if (workflow.rules) {
    const rule = matcher.first(workflow.rules, variablesOf([early, roots, settings, given], raw));
    if (!rule) return { ...base, jobs: [], absent: "no rule of `workflow` matches" };
    if (rule.when === "never") return { ...base, jobs: [], absent: `the rule of \`workflow\` on line ${rule.span.start.line} says never` };
    roots = { ...roots, ...texts(rule.variables) };
    autoCancel = {
      onNewCommit: rule.autoCancel.onNewCommit ?? autoCancel.onNewCommit,
      onJobFailure: rule.autoCancel.onJobFailure ?? autoCancel.onJobFailure,
    };
  }
  const jobs = [...configuration.jobs.values()].flatMap((job) => {
    const inherited = job.inheritsVariables === true ? roots : inheritedOf(roots, job);
    const own = texts(job.variables);
    const named = jobVariablesOfRules(job);
    const environmentIn = (values: Values) =>
      job.environment &&
      fillVariables(job.environment.name.value, variablesOf([early, named, inherited, values, settings, given], raw).filled);
    // A rule sees the variables of the environment that the job has without it.
    const expected = environmentIn(own);
    const of = expected === undefined ? settings : projectVariables(event, world, expected);
    const seen = variablesOf([early, named, environmentVariables(job, expected, world), inherited, own, of, given], raw);
    const decided = decide(job, matcher, event, seen, workflow.rules !== undefined);
    if (!decided) return [];
    const variables = { ...own, ...texts(decided.variables) };
    const environment = environmentIn(variables);
    return [{ ...decided, job, inherited, variables, environment }];
  });
  const name = fillVariables(workflow.name, variablesOf([early, roots, settings, given], raw).filled).trim();
  if (jobs.length === 0) return { ...base, jobs, absent: "no job's rules match" };
  // https://docs.gitlab.com/ci/yaml/#stage-pre
  if (jobs.every(({ job }) => job.stage.value === ".pre" || job.stage.value === ".post"))
    return { ...base, jobs: [], absent: "there are only jobs of `.pre` and `.post`" };
  const [fault, ...faults] = [...checkNeeds(jobs, configuration), ...circularVariables(jobs, configuration.variables, raw)];
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

/**
 * The first matching rule decides. Without rules a job runs for branches and tags, not for merge requests, unless the workflow has rules:
 * then for all that they let in.
 */
function decide(job: Job, matcher: RuleMatcher, event: Event, variables: Seen, hasWorkflowRules: boolean): Decided | undefined {
  const { interruptible } = job;
  if (!job.rules) {
    const changed = (patterns: readonly string[]) => matcher.changed(patterns, variables);
    if (!passesFilters(job, event, variables.written, changed, hasWorkflowRules)) return undefined;
    const allowFailure = job.allowFailure ?? { kind: job.when === "manual" ? "yes" : "no" };
    if (job.when === "never") return undefined;
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
    // An empty list takes nothing away.
    needs: rule.needs && rule.needs.length > 0 ? rule.needs : job.needs,
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
  first(rules: readonly Rule[], variables: Seen): Rule | undefined {
    return rules.find(
      (rule) =>
        (rule.if === undefined || expressionHolds(rule.if.value, variables.written)) &&
        (rule.changes === undefined || this.changed(rule.changes, variables, rule.compareTo)) &&
        (rule.exists === undefined || this.#exists(rule.exists, variables)),
    );
  }

  /**
   * https://docs.gitlab.com/ci/yaml/#ruleschanges: always true where there is no push or merge request to compare, unless the rule says with
   * what: nothing is known to differ then.
   */
  changed(patterns: readonly string[], variables: Seen, compareTo?: string): boolean {
    // A child pipeline looks at what its parent looks at.
    const event = originOf(this.#event);
    if ("changes" in event) return anyMatches(filledIn(patterns, variables), event.changes);
    return compareTo === undefined;
  }

  /** https://docs.gitlab.com/ci/yaml/#rulesexists: a folder is named with a slash at its end. */
  #exists(patterns: readonly string[], variables: Seen): boolean {
    const filled = filledIn(patterns, variables);
    const paths = this.#files.map((file) => file.path);
    return filled.some((pattern) => pattern.endsWith("/") && paths.some((path) => path.startsWith(pattern))) || anyMatches(filled, paths);
  }
}

const filledIn = (patterns: readonly string[], { filled }: Seen) => patterns.map((pattern) => fillKnown(pattern, filled));

function anyMatches(patterns: readonly string[], paths: readonly string[]): boolean {
  if (patterns.length * paths.length > maxComparisons) return true;
  return patterns.map(compilePathPattern).some((matches) => paths.some(matches));
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
        detail: `The rules of "${need.job}" do not match, so GitLab creates no pipeline. Give both jobs the same rules, or mark the need \`optional: true\`.${says(`'${job.name}' job needs '${need.job}' job, but '${need.job}' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.`)}`,
        span: need.span,
      })),
  );
}

type Values = Readonly<Record<string, string>>;

const inheritedOf = (roots: Values, job: Job): Values =>
  Object.fromEntries(Object.entries(roots).filter(([name]) => isAmong(name, job.inheritsVariables)));

function texts(variables: Variables): Values {
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, value]));
}

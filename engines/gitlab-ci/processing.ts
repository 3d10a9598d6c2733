import type { JobRun, JobStatus, Settle } from "#engines/pipeline";
import type { CreatedPipeline } from "./create.ts";
import type { When } from "./model.ts";

/** A job of a created pipeline, as far as its order matters. */
export type ProcessableJob = {
  readonly name: string;
  /** Its place in the list of stages. */
  readonly stageIndex: number;
  /** The jobs of the same pipeline it waits for; absent: all earlier stages. */
  readonly needs: readonly string[] | undefined;
  readonly when: Exclude<When, "never">;
  readonly allowFailure: boolean;
};

/** What GitLab sees of a job's status when it looks at several together. */
type Seen = JobStatus | "success_with_warnings" | "ignored";

type Stand = Pick<JobRun, "status" | "allowedToFail">;

const completed: readonly JobStatus[] = ["success", "failed", "canceled", "skipped"];

/**
 * Which jobs move next, as GitLab's pipeline processing decides it: a created job looks at the jobs before it (its needs, or the earlier
 * stages), and once those are complete it starts, waits for a person or a delay, or is skipped.
 * https://docs.gitlab.com/ci/yaml/#when and https://docs.gitlab.com/ci/yaml/#needs
 */
export function settleWith(plan: readonly ProcessableJob[]): Settle {
  const order = beforeEach(plan);
  return (jobs) => {
    const moved = new Map<string, { status: JobStatus; why: string }>();
    const stand = (name: string): Stand => {
      const job = jobs.get(name);
      if (!job) throw new Error(`bug: "${name}" is not in this pipeline`);
      const status = moved.get(name)?.status ?? job.status;
      return { status, allowedToFail: job.allowedToFail };
    };
    const waiting = new Set(plan.filter((job) => stand(job.name).status === "created"));
    for (let changed = true; changed; ) {
      changed = false;
      // Jobs without needs all look at the same earlier stages.
      const byStage = new Map<number, JobStatus>();
      for (const job of waiting) {
        const before = order.get(job) ?? [];
        const look = () =>
          compositeStatus(
            before.map((other) => see(other, stand(other.name))),
            job.needs !== undefined,
          );
        const previous = job.needs ? look() : (byStage.get(job.stageIndex) ?? look());
        if (!job.needs) byStage.set(job.stageIndex, previous);
        const next = decide(job, previous, before, stand);
        if (!next) continue;
        moved.set(job.name, next);
        waiting.delete(job);
        byStage.clear();
        changed = true;
      }
    }
    return moved;
  };
}

/** The jobs that each job looks at. */
function beforeEach(plan: readonly ProcessableJob[]): ReadonlyMap<ProcessableJob, readonly ProcessableJob[]> {
  const byName = new Map(plan.map((job) => [job.name, job]));
  const stages = [...new Set(plan.map((job) => job.stageIndex))];
  const earlier = new Map(stages.map((stage) => [stage, plan.filter((other) => other.stageIndex < stage)]));
  return new Map(
    plan.map((job) => [
      job,
      job.needs ? [...new Set(job.needs)].flatMap((name) => byName.get(name) ?? []) : (earlier.get(job.stageIndex) ?? []),
    ]),
  );
}

/**
 * The jobs that are looked at anew, if they were skipped, when these are started again: those that need them, directly or through others, and
 * all of later stages.
 */
export function waitingFor(plan: readonly ProcessableJob[], names: ReadonlySet<string>): ReadonlySet<string> {
  const needing = new Map<string, string[]>();
  for (const job of plan) {
    for (const need of job.needs ?? []) {
      const others = needing.get(need);
      if (others) others.push(job.name);
      else needing.set(need, [job.name]);
    }
  }
  const found = new Set(names);
  for (const name of found) for (const next of needing.get(name) ?? []) found.add(next);
  const earliest = Math.min(...plan.filter((job) => names.has(job.name)).map((job) => job.stageIndex));
  for (const job of plan) if (job.stageIndex > earliest) found.add(job.name);
  return new Set([...found].filter((name) => !names.has(name)));
}

/**
 * What becomes of jobs that a person retries. One by one they are looked at anew, or started where a person starts them, and so is what was
 * skipped behind them; with the pipeline as a whole, all that failed, was canceled or skipped. https://docs.gitlab.com/ci/jobs/#retry-jobs
 */
export function retried(
  plan: readonly ProcessableJob[],
  stand: (name: string) => JobStatus,
  names: readonly string[] | undefined,
): ReadonlyMap<string, JobStatus> {
  const named = plan.filter((job) => names?.includes(job.name));
  const behind = names ? waitingFor(plan, new Set(names)) : new Set(plan.map((job) => job.name));
  const anew: readonly JobStatus[] = names ? ["skipped"] : ["failed", "canceled", "skipped"];
  return new Map<string, JobStatus>([
    ...[...behind].filter((name) => anew.includes(stand(name))).map((name) => [name, "created"] as const),
    ...named.map((job) => [job.name, job.when === "manual" ? "pending" : "created"] as const),
  ]);
}

/** A stage whose jobs are all to be looked at yet keeps the status it had. */
export const moveStage = (before: JobStatus, next: JobStatus): JobStatus => (next === "created" ? before : next);

/** So does a pipeline; and one that has run does not wait again: it runs. */
export const movePipeline = (before: JobStatus, next: JobStatus): JobStatus =>
  next === "pending" && ["running", "success", "failed", "canceled"].includes(before) ? "running" : moveStage(before, next);

/** The jobs of a pipeline as far as their order matters. */
export function processableJobs({ jobs }: Pick<CreatedPipeline, "jobs">, stages: readonly string[]): readonly ProcessableJob[] {
  const names = new Set(jobs.map(({ job }) => job.name));
  return jobs.map(({ job, needs, when, allowFailure }) => ({
    name: job.name,
    stageIndex: stages.indexOf(job.stage.value),
    needs: needs?.filter((need) => need.pipeline === undefined && names.has(need.job)).map((need) => need.job),
    when,
    allowFailure: allowFailure.kind === "yes",
  }));
}

function decide(
  job: ProcessableJob,
  previous: JobStatus,
  before: readonly ProcessableJob[],
  stand: (name: string) => Stand,
): { status: JobStatus; why: string } | undefined {
  if (!completed.includes(previous)) return undefined;
  if (!startsAfter(job).includes(previous)) return { status: "skipped", why: whySkipped(job, previous, before, stand) };
  if (job.when === "manual") return { status: "manual", why: "its rules or its `when` say that a person starts it" };
  if (job.when === "delayed") return { status: "scheduled", why: "it is delayed" };
  const waited = before.length === 0 ? "nothing stands before it" : job.needs ? "what it needs is done" : "the stages before it are done";
  return { status: "pending", why: waited };
}

/** https://docs.gitlab.com/ci/yaml/#when: the statuses of what came before at which a job goes on. */
function startsAfter(job: ProcessableJob): readonly JobStatus[] {
  switch (job.when) {
    case "always":
      return ["success", "failed", "skipped"];
    case "on_failure":
      return ["failed"];
    default:
      return job.needs ? ["success"] : ["success", "skipped"];
  }
}

/** The status of a pipeline, from those of all its jobs. */
export function statusOf(jobs: readonly (Stand & { readonly name: string })[], allowsFailure: (name: string) => boolean): JobStatus {
  return compositeStatus(
    jobs.map((job) => see({ allowFailure: allowsFailure(job.name) }, job)),
    false,
  );
}

function see(job: Pick<ProcessableJob, "allowFailure">, { status, allowedToFail }: Stand): Seen {
  if (status === "failed" && allowedToFail) return "success_with_warnings";
  if (status === "canceled" && job.allowFailure) return "success_with_warnings";
  if (status === "manual" && job.allowFailure) return "ignored";
  return status;
}

/** One status for several jobs. With `needs`, a job that did not run at all counts as a reason to skip. */
function compositeStatus(statuses: readonly Seen[], needs: boolean): JobStatus {
  const any = (...kinds: Seen[]) => statuses.some((status) => kinds.includes(status));
  const only = (...kinds: Seen[]) => statuses.every((status) => kinds.includes(status));
  if (needs && any("skipped", "ignored")) return "skipped";
  if (needs && !only("success", "failed", "canceled", "skipped", "success_with_warnings")) return "pending";
  if (statuses.length === 0) return "success";
  if (only("skipped", "ignored")) return "skipped";
  if (only("success", "skipped", "success_with_warnings", "ignored")) return "success";
  if (only("created", "success_with_warnings", "ignored")) return "created";
  if (only("canceled", "success", "skipped", "success_with_warnings", "ignored")) return "canceled";
  if (only("pending", "created", "skipped", "success_with_warnings", "ignored")) return "pending";
  if (any("running", "pending")) return "running";
  if (any("manual")) return "manual";
  if (any("scheduled")) return "scheduled";
  return any("created") ? "running" : "failed";
}

function whySkipped(job: ProcessableJob, previous: JobStatus, before: readonly ProcessableJob[], stand: (name: string) => Stand): string {
  const failed = before.filter((other) => stand(other.name).status === "failed" && !stand(other.name).allowedToFail);
  const idle = before.filter((other) => ["skipped", "manual", "canceled"].includes(stand(other.name).status));
  if (job.when === "on_failure" && previous !== "failed") return "nothing before it failed";
  if (failed.length > 0) return `${quoted(failed)} failed`;
  if (job.needs && idle.length > 0) return `it needs ${quoted(idle)}, which did not run`;
  return `what stands before it is ${previous}`;
}

const quoted = (jobs: readonly ProcessableJob[]) => jobs.map((job) => `"${job.name}"`).join(", ");

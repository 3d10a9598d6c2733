import type { RunOutcome } from "#engines/pipeline";
import { Stop } from "#engines/shell";
import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { Interruption, Refusal } from "./groovy/errors.ts";
import { isTrue } from "./groovy/values.ts";
import type { Pipeline } from "./model.ts";
import { Build } from "./run/build.ts";
import { executeBuild } from "./run/execute.ts";
import { optionArguments } from "./run/options.ts";
import { Session } from "./run/session.ts";
import { isBuildFault } from "./run/stages.ts";
import type { JenkinsEvent, JenkinsScenario } from "./scenario.ts";

export type { Result } from "./groovy/errors.ts";
export type { Answer, Cause, ChangeRequest, Commit, JenkinsEvent, JenkinsScenario } from "./scenario.ts";

export type JenkinsRun = RunOutcome & {
  readonly builds: readonly {
    readonly number: number;
    readonly result: Build["result"];
    /** The whole log. */
    readonly console: string;
    readonly artifacts: ReadonlyMap<string, Uint8Array>;
    /** How each stage came to an end, by name; stages of one name in the order of the log. */
    readonly stages: readonly { readonly name: string; readonly result: Build["currentResult"]; readonly skipped: string }[];
    readonly notifications: readonly { readonly step: string; readonly text: string }[];
  }[];
};

/** Runs the builds of a scenario to their end. `files` is the whole repository. Deterministic; never throws for what a pipeline does. */
export async function runJenkins(
  pipeline: Pipeline,
  files: readonly SourceFile[],
  world: World,
  scenario: JenkinsScenario,
): Promise<JenkinsRun> {
  const session = new Session(pipeline, files, world, scenario);
  const builds: Build[] = [];
  const ends = new Map<Build, Stop>();
  const start = async (event: JenkinsEvent, number: number) => {
    const older = builds.at(-1);
    await queue(session, older, older && ends.get(older), event);
    const previous = builds.filter((build) => build.finished !== undefined).at(-1)?.result ?? scenario.previousResult;
    const build = new Build(session, event, number, previous);
    builds.push(build);
    const end = new Stop();
    ends.set(build, end);
    await executeBuild(build);
    end.abort();
  };
  await session.clock.run(async () => {
    const { later } = scenario;
    if (later)
      session.clock.start(async () => {
        await session.clock.sleep(later.after);
        await start(later, scenario.number + 1);
      });
    await start(scenario.event, scenario.number);
  });
  return outcomeOf(session, builds);
}

/** https://www.jenkins.io/doc/book/pipeline/syntax/#options: a newer build waits for the older one, or stops it, if the job builds one at a time. */
async function queue(session: Session, older: Build | undefined, end: Stop | undefined, event: JenkinsEvent): Promise<void> {
  const option = session.pipeline.options.find(({ name }) => name.value === "disableConcurrentBuilds");
  const sameJob =
    older && older.event.branch === event.branch && older.event.tag === event.tag && older.event.change?.id === event.change?.id;
  if (!option || !sameJob || !end || end.aborted) return;
  const { pipeline, clock } = session;
  const context = {
    env: {},
    node: undefined,
    directory: "",
    thread: older.thread,
    secrets: [],
    stage: undefined,
    pending: undefined,
    span: pipeline.span,
  };
  let aborts = false;
  try {
    aborts = isTrue((await optionArguments(older, context, option)).get("abortPrevious") ?? false);
  } catch (error) {
    if (error instanceof Refusal) session.refuse(error);
    // An argument that cannot be computed fails the older build itself.
    else if (!isBuildFault(error)) throw error;
  }
  session.tell(`build #${older.number + 1}`, aborts ? `aborts build ${older.id}` : `waits for build ${older.id}`, "waiting", option.span);
  if (aborts) older.thread.interrupt(new Interruption(`Aborted by build #${older.number + 1}`, "NOT_BUILT", option.span));
  await clock.until(end);
}

function outcomeOf(session: Session, builds: readonly Build[]): JenkinsRun {
  return {
    pipelines: builds.map((build) => ({
      id: build.id,
      name: build.jobName,
      status: build.status,
      source: build.event.cause.kind,
      ref: build.event.tag ?? build.event.change?.branch ?? build.event.branch ?? session.world.project.defaultBranch,
      started: build.started,
      finished: build.finished ?? session.clock.now(),
    })),
    jobs: builds.flatMap((build) => build.stages.map(({ job }) => job)),
    commands: builds.flatMap((build) => build.commands).sort((a, b) => a.started - b.started),
    deployments: builds.flatMap((build) => build.deployments).sort((a, b) => a.at - b.at),
    secrets: builds.flatMap((build) => build.console.secrets),
    events: session.events,
    diagnostics: session.diagnostics,
    builds: builds.map((build) => ({
      number: build.number,
      result: build.result,
      console: build.console.text,
      artifacts: build.artifacts,
      stages: build.stages.map((stage) => ({ name: stage.name, result: stage.shown, skipped: stage.skipped ?? "" })),
      notifications: build.notifications,
    })),
  };
}

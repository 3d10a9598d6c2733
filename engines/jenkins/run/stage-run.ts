import type { JobRun } from "#engines/pipeline";
import type { Span } from "#engines/source";
import { type Result, worst } from "../groovy/errors.ts";

/** A stage while it runs. */
export class StageRun {
  readonly name: string;
  readonly job: JobRun;
  readonly parent: StageRun | undefined;
  /** What its own steps did to it: what the stage shows. */
  shown: Result = "SUCCESS";
  /** What its `post` conditions see: its own steps, and the build as it was when it began. */
  seen: Result;
  readonly #atFirst: Result;
  skipped: "failure" | "unstable" | "conditional" | undefined;

  constructor(name: string, span: Span, parent: StageRun | undefined, buildResult: Result, build: string) {
    this.name = name;
    this.parent = parent;
    this.seen = buildResult;
    this.#atFirst = buildResult;
    this.job = {
      name,
      stage: parent?.name ?? "",
      span,
      pipeline: build,
      environment: "",
      status: "created",
      why: "",
      allowedToFail: false,
      started: undefined,
      finished: undefined,
      attempts: 0,
      exitStatus: 0,
      failedAt: undefined,
      variables: {},
      log: [],
      artifacts: [],
      received: [],
    };
  }

  /** Its steps begin, for the first time or once more: its conditions are about this attempt. */
  begin(): void {
    this.seen = this.#atFirst;
  }

  /** It alone had this result. */
  markAlone(result: Result): void {
    this.shown = worst(this.shown, result);
    this.seen = worst(this.seen, result);
  }

  /** A step in it, or in a stage inside it, had this result. */
  mark(result: Result, seen: Result = result): void {
    for (let stage: StageRun | undefined = this; stage; stage = stage.parent) {
      stage.shown = worst(stage.shown, result);
      stage.seen = worst(stage.seen, worst(result, seen));
    }
  }
}

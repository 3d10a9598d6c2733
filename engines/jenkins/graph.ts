import type { Pipeline, Stage } from "./model.ts";

/** A stage as a graph draws it: jobs in columns. */
export type GraphStage = {
  readonly name: string;
  /** The column it stands in. */
  readonly stage: string;
  /** The stages it waits for, by name. */
  readonly needs: readonly string[];
  /** It asks a person before it goes on. */
  readonly manual: boolean;
};

/** Stages that do something, with what each waits for: columns are the stages of the pipeline. */
export function graphOf(pipeline: Pipeline): { readonly stages: readonly string[]; readonly jobs: readonly GraphStage[] } {
  const jobs: GraphStage[] = [];
  let before: readonly string[] = [];
  for (const stage of pipeline.stages) before = place(jobs, stage, stage.name, before, false);
  return { stages: pipeline.stages.map(({ name }) => name), jobs };
}

/** Adds a stage behind others and gives those that come to its end last. */
function place(jobs: GraphStage[], stage: Stage, column: string, before: readonly string[], asks: boolean): readonly string[] {
  const manual = asks || stage.input !== undefined;
  const [work] = stage.work;
  switch (work?.kind) {
    case "parallel":
      return work.stages.flatMap((each) => place(jobs, each, column, before, manual));
    case "stages":
    case "matrix": {
      const inner =
        work.kind === "stages" ? work.stages : work.matrix.cell.work.flatMap((each) => (each.kind === "stages" ? each.stages : []));
      let last = before;
      for (const [index, each] of inner.entries()) last = place(jobs, each, column, last, manual && index === 0);
      return last;
    }
    default:
      jobs.push({ name: stage.name, stage: column, needs: before, manual });
      return [stage.name];
  }
}

import type { Located } from "#engines/source";
import type { Instance, Job, MatrixAxis, Need, Variable } from "./model.ts";

/** Jobs with `parallel` become their instances, and needs and dependencies on them are turned to those. */
export function layOut(jobs: ReadonlyMap<string, Job>): ReadonlyMap<string, Job> {
  const instances = new Map<string, readonly Job[]>();
  for (const job of jobs.values()) if (job.parallel) instances.set(job.name, instancesOf(job));
  if (instances.size === 0) return jobs;
  const all = [...jobs.values()].flatMap((job) => instances.get(job.name) ?? [job]);
  return new Map(
    all.map((job) => [
      job.name,
      {
        ...job,
        needs: job.needs && turnNeeds(job.needs, instances, job.instance),
        rules: job.rules?.map((rule) => ({ ...rule, needs: rule.needs && turnNeeds(rule.needs, instances, job.instance) })),
        dependencies: job.dependencies?.flatMap(
          (dependency) => instances.get(dependency.value)?.map(({ name }) => ({ ...dependency, value: name })) ?? [dependency],
        ),
      },
    ]),
  );
}

/** https://docs.gitlab.com/ci/yaml/#parallel: `name 1/3`; https://docs.gitlab.com/ci/yaml/#parallelmatrix: `name: [value, value]`. */
function instancesOf(job: Job): readonly Job[] {
  const { parallel } = job;
  if (!parallel) return [job];
  const rows = parallel.kind === "count" ? Array.from({ length: parallel.count }, () => ({})) : parallel.rows.flatMap(combinations);
  return rows.map((values: Readonly<Record<string, Variable>>, index) => {
    const instance: Instance = {
      of: job.name,
      index: index + 1,
      total: rows.length,
      values: Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])),
    };
    const name = parallel.kind === "count" ? `${job.name} ${index + 1}/${rows.length}` : nameOf(job.name, values);
    return { ...job, name, instance, variables: new Map([...job.variables, ...Object.entries(values)]) };
  });
}

const nameOf = (job: string, values: Readonly<Record<string, Variable>>): string =>
  `${job}: [${Object.values(values)
    .map(({ value }) => value)
    .join(", ")}]`;

/** The first axis changes slowest. */
function combinations(axes: readonly MatrixAxis[]): Record<string, Variable>[] {
  return axes.reduce<Record<string, Variable>[]>(
    (rows, axis) => rows.flatMap((row) => axis.values.map((value) => ({ ...row, [axis.name]: value }))),
    [{}],
  );
}

function turnNeeds(needs: readonly Need[], instances: ReadonlyMap<string, readonly Job[]>, own: Instance | undefined): readonly Need[] {
  return needs.flatMap((need) => {
    const all = instances.get(need.job);
    if (!all || need.pipeline !== undefined) return [need];
    // https://docs.gitlab.com/ci/yaml/#needsparallelmatrix: the values make the name, which must be one of the job's.
    const rows = need.matrix?.map((axes) => axes.map((axis) => ({ ...axis, values: axis.values.map((value) => filledIn(value, own)) })));
    const names = rows?.flatMap(combinations).map((row) => nameOf(need.job, row)) ?? all.map(({ name }) => name);
    return names.map((name) => ({ ...need, job: name, matrix: undefined }));
  });
}

/** https://docs.gitlab.com/ci/yaml/matrix_expressions/: `$[[ matrix.NAME ]]` is the value that the job itself has. */
const filledIn = (text: Located<string>, own: Instance | undefined): Located<string> => ({
  ...text,
  value: text.value.replace(/\$\[\[\s*matrix\.(\w+)\s*\]\]/g, (whole, name: string) => own?.values[name] ?? whole),
});

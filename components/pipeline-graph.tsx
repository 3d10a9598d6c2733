import type { GraphJob } from "./lab-worker/preview.ts";

type PipelineGraphProps = { readonly stages: readonly string[]; readonly jobs: readonly GraphJob[] };

const column = 208;
const box = { width: 168, height: 34 };
const row = 52;
const top = 30;

/** Stages as columns, jobs as boxes, and a line from each job to those that wait for it. The same in words for those who do not see it. */
export function PipelineGraph({ stages, jobs }: PipelineGraphProps) {
  const places = new Map<string, { x: number; y: number }>();
  for (const [index, stage] of stages.entries()) {
    for (const [line, job] of jobs.filter((other) => other.stage === stage).entries())
      places.set(job.name, { x: index * column, y: top + line * row });
  }
  const rows = Math.max(1, ...stages.map((stage) => jobs.filter((job) => job.stage === stage).length));
  const [width, height] = [Math.max(1, stages.length) * column - (column - box.width), top + rows * row];
  const edges = jobs.flatMap((job) => waitsFor(job, jobs, stages).map((name) => ({ from: name, to: job.name })));
  return (
    <figure>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Graph of jobs">
        <svg aria-hidden="true" width={width} height={height} viewBox={`0 0 ${width} ${height}`} className="max-w-none">
          {stages.map((stage, index) => (
            <text key={stage} x={index * column} y={14} className="fill-ink-soft text-small">
              {stage}
            </text>
          ))}
          {edges.map(({ from, to }) => {
            const [start, end] = [places.get(from), places.get(to)];
            return start && end ? <path key={`${from} ${to}`} d={curve(start, end)} className="fill-none stroke-line-strong" /> : null;
          })}
          {jobs.map((job) => {
            const place = places.get(job.name);
            return place ? <JobBox key={job.name} job={job} {...place} /> : null;
          })}
        </svg>
      </div>
      <figcaption className="sr-only">
        <ul>
          {jobs.map((job) => (
            <li key={job.name}>{inWords(job, waitsFor(job, jobs, stages))}</li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

function JobBox({ job, x, y }: { readonly job: GraphJob; readonly x: number; readonly y: number }) {
  const shown = job.name.length > 19 ? `${job.name.slice(0, 18)}…` : job.name;
  return (
    <g>
      <title>{job.name}</title>
      <rect x={x + 0.5} y={y + 0.5} width={box.width - 1} height={box.height - 1} rx={6} className="fill-raised stroke-line-strong" />
      <text x={x + 10} y={y + 22} className="fill-ink font-mono text-small">
        {job.manual ? "◆ " : ""}
        {shown}
      </text>
    </g>
  );
}

/** The needs, or every job of the nearest earlier stage that has any. */
function waitsFor(job: GraphJob, jobs: readonly GraphJob[], stages: readonly string[]): readonly string[] {
  if (job.needs) return job.needs;
  const before = stages.slice(0, stages.indexOf(job.stage)).at(-1);
  return jobs.filter((other) => other.stage === before).map((other) => other.name);
}

function curve(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
  if (x2 <= x1) return `M${from.x + box.width / 2} ${from.y + box.height} V${to.y}`;
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function inWords(job: GraphJob, waits: readonly string[]): string {
  const after = waits.length === 0 ? "starts at once" : `waits for ${waits.join(", ")}`;
  return `${job.name}, stage ${job.stage}: ${after}${job.manual ? ", and for a person" : ""}.`;
}

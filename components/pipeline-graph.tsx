import type { GraphJob, Preview } from "./lab-worker/preview.ts";

type PipelineGraphProps = NonNullable<Preview["graph"]>;

type Place = { readonly x: number; readonly y: number };
type Label = Place & { readonly text: string };
type Layout = {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Place>;
  readonly labels: readonly Label[];
  readonly curve: (from: Place, to: Place) => string;
};

const box = { width: 150, height: 34 };
/** How many characters fit into a box, and into the smaller line above them. */
const fits = { title: 17, kind: 20 };

/**
 * Stages of jobs, or resources by how much they need, as columns where there is room and as rows where there is not, each as a box, with a line to those that wait for
 * it. The same in words for those who do not see it.
 */
export function PipelineGraph({ of, stages, jobs }: PipelineGraphProps) {
  const edges = jobs.flatMap((job) => waitsFor(job, jobs, stages).map((name) => ({ from: name, to: job.name })));
  const columns = inColumns(stages, jobs);
  // A figure no wider than this fits the narrowest place it stands in.
  const isNarrow = columns.width <= 376;
  return (
    <figure className="@container">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={`Graph of ${of}`}>
        <Drawing layout={columns} jobs={jobs} edges={edges} className={isNarrow ? "" : "hidden @min-[46rem]:block"} />
        {isNarrow ? null : <Drawing layout={inRows(stages, jobs)} jobs={jobs} edges={edges} className="@min-[46rem]:hidden" />}
      </div>
      <figcaption className="sr-only">
        <ul>
          {jobs.map((job) => (
            <li key={job.name}>{of === "jobs" ? inWords(job, waitsFor(job, jobs, stages)) : needsInWords(job)}</li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

type DrawingProps = {
  readonly layout: Layout;
  readonly jobs: readonly GraphJob[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly className: string;
};

function Drawing({ layout: { width, height, places, labels, curve }, jobs, edges, className }: DrawingProps) {
  return (
    <svg aria-hidden="true" width={width} height={height} viewBox={`0 0 ${width} ${height}`} className={`max-w-none ${className}`}>
      {labels.map(({ text, x, y }) => (
        <text key={text} x={x} y={y} className="fill-ink-soft text-small">
          {text}
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
  );
}

function JobBox({ job, x, y }: { readonly job: GraphJob } & Place) {
  const title = job.title ?? job.name;
  return (
    <g>
      <title>{job.name}</title>
      <rect x={x + 0.5} y={y + 0.5} width={box.width - 1} height={box.height - 1} rx={6} className="fill-raised stroke-line-strong" />
      {job.kind !== undefined && (
        <text x={x + 8} y={y + 13} className="fill-ink-soft font-mono text-[0.6875rem]">
          {shortened(job.kind, fits.kind)}
        </text>
      )}
      <text x={x + 8} y={y + (job.kind === undefined ? 22 : 28)} className="fill-ink font-mono text-small">
        {job.manual ? "◆ " : ""}
        {shortened(title, fits.title)}
      </text>
    </g>
  );
}

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function inColumns(stages: readonly string[], jobs: readonly GraphJob[]): Layout {
  const [column, row, top] = [190, 52, 30];
  const places = new Map<string, Place>();
  let rows = 1;
  for (const [index, stage] of stages.entries()) {
    const own = jobs.filter((job) => job.stage === stage);
    rows = Math.max(rows, own.length);
    for (const [line, job] of own.entries()) places.set(job.name, { x: index * column, y: top + line * row });
  }
  return {
    places,
    labels: stages.map((text, index) => ({ text, x: index * column, y: 14 })),
    width: Math.max(1, stages.length) * column - (column - box.width),
    height: top + rows * row,
    curve: (from, to) => {
      const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2];
      if (x2 <= x1) return `M${from.x + box.width / 2} ${from.y + box.height} V${to.y}`;
      const middle = (x1 + x2) / 2;
      return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
    },
  };
}

/** Two jobs beside each other, each stage below the one before it. */
function inRows(stages: readonly string[], jobs: readonly GraphJob[]): Layout {
  const [column, row, label, gap] = [box.width + 16, 46, 22, 18];
  const places = new Map<string, Place>();
  const labels: Label[] = [];
  let y = 0;
  for (const stage of stages) {
    const own = jobs.filter((job) => job.stage === stage);
    labels.push({ text: stage, x: 0, y: y + 14 });
    for (const [index, job] of own.entries()) places.set(job.name, { x: (index % 2) * column, y: y + label + Math.floor(index / 2) * row });
    y += label + Math.ceil(own.length / 2) * row + gap;
  }
  return {
    ...{ places, labels, width: column + box.width, height: Math.max(1, y) },
    curve: (from, to) => {
      const [x1, y1, x2, y2] = [from.x + box.width / 2, from.y + box.height, to.x + box.width / 2, to.y];
      if (y2 <= y1) return `M${from.x + box.width} ${from.y + box.height / 2} H${to.x}`;
      const middle = (y1 + y2) / 2;
      return `M${x1} ${y1} C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
    },
  };
}

/** The needs, or every job of the nearest earlier stage that has any. */
function waitsFor(job: GraphJob, jobs: readonly GraphJob[], stages: readonly string[]): readonly string[] {
  if (job.needs) return job.needs;
  const before = stages.slice(0, stages.indexOf(job.stage)).at(-1);
  return jobs.filter((other) => other.stage === before).map((other) => other.name);
}

function needsInWords({ name, needs = [] }: GraphJob): string {
  return needs.length === 0 ? `${name} needs no other resource.` : `${name} needs ${needs.join(", ")}.`;
}

function inWords(job: GraphJob, waits: readonly string[]): string {
  const after = waits.length === 0 ? "starts at once" : `waits for ${waits.join(", ")}`;
  const stage = job.stage === "" ? "" : `, stage ${job.stage}`;
  return `${job.name}${stage}: ${after}${job.manual ? ", and for a person" : ""}.`;
}

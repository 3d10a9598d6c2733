"use client";

import { useState } from "react";
import type { Span } from "#engines/source";
import type { TimelineEvent, Trace } from "#grading/model";
import { fetchTrace } from "./requests.ts";

type TracePlayerProps = { readonly lab: string; readonly attempt: string; readonly run: string; readonly onPlace: (span: Span) => void };

/** What happened in a check's scenario, as a timeline that can be scrubbed, with what each job printed. */
export function TracePlayer({ lab, attempt, run, onPlace }: TracePlayerProps) {
  const [trace, setTrace] = useState<Trace>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  if (trace) return <Timeline trace={trace} onPlace={onPlace} />;
  return (
    <p className="mt-3">
      <button
        type="button"
        className="button"
        data-quiet
        disabled={busy}
        onClick={async () => {
          setBusy(true);
          const answer = await fetchTrace(lab, attempt, run);
          setBusy(false);
          if (answer.kind === "ok") setTrace(answer.value);
          else setProblem(answer.because);
        }}
      >
        Show what happened
      </button>
      {problem && (
        <span role="alert" className="ml-3 text-failed">
          {problem}
        </span>
      )}
    </p>
  );
}

function Timeline({ trace, onPlace }: { readonly trace: Trace; readonly onPlace: (span: Span) => void }) {
  const end = trace.timeline.at(-1)?.at ?? 0;
  const [now, setNow] = useState(end);
  return (
    <div className="mt-3">
      <label className="flex items-center gap-3">
        <span className="text-ink-soft">Time</span>
        <input
          type="range"
          min={0}
          max={Math.ceil(end)}
          value={now}
          onChange={(event) => setNow(Number(event.target.value))}
          aria-valuetext={clock(now)}
          className="flex-1 accent-accent"
        />
        <output className="font-mono text-code tabular-nums">{clock(now)}</output>
      </label>
      <ol className="mt-2 font-mono text-code" aria-label="Timeline">
        {trace.timeline.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored timeline never changes its order
          <li key={index} className={`flex gap-3 py-0.5 ${event.at > now ? "opacity-40" : ""}`}>
            <span className="text-ink-soft tabular-nums">{clock(event.at)}</span>
            <Event event={event} onPlace={onPlace} />
          </li>
        ))}
      </ol>
      {trace.truncated && <p className="mt-2 text-ink-soft text-small">Part of this run was left out of the record.</p>}
      {trace.logs.map((log) => (
        <details key={log.subject} className="mt-2">
          <summary className="cursor-pointer">What {log.subject} printed</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre tabIndex={0} className="mt-1 max-h-72 overflow-auto rounded-box border border-line bg-sunken p-3 text-code">
            {log.text}
          </pre>
        </details>
      ))}
    </div>
  );
}

const shapes = {
  good: ["●", "text-passed"],
  bad: ["▲", "text-failed"],
  waiting: ["◆", "text-waiting"],
  neutral: ["○", "text-idle"],
} as const;

function Event({ event, onPlace }: { readonly event: TimelineEvent; readonly onPlace: (span: Span) => void }) {
  const [shape, colour] = shapes[event.tone];
  const { span } = event;
  return (
    <span className="flex-1">
      <span aria-hidden="true" className={colour}>
        {shape}
      </span>{" "}
      {span ? (
        <button type="button" className="link" onClick={() => onPlace(span)}>
          {event.subject}
        </button>
      ) : (
        <span className="font-strong">{event.subject}</span>
      )}{" "}
      {event.text}
    </span>
  );
}

/** Seconds as an engineer reads them: 00:42, 1:03:20. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return `${hours > 0 ? `${hours}:` : ""}${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
}

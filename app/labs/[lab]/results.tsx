"use client";

import { StatusMark } from "#components/status-mark";
import type { Span } from "#engines/source";
import type { CheckResult, Report } from "#grading/model";
import type { OpenLab } from "./model.ts";
import { TracePlayer } from "./trace-player.tsx";

type ResultsProps = {
  readonly lab: OpenLab;
  readonly report: Report | undefined;
  readonly attemptId: string | undefined;
  readonly onPlace: (span: Span) => void;
};

/** Every check with its outcome; the first that failed shows its counterexample. */
export function Results({ lab, report, attemptId, onPlace }: ResultsProps) {
  if (!report) {
    return (
      <ol aria-label="Checks" className="divide-y divide-line">
        {lab.checks.map((check) => (
          <li key={check.id} aria-label={check.title} className="flex items-baseline gap-3 px-4 py-2">
            <StatusMark status="idle" word="Not run" />
            <span className="flex-1">{check.title}</span>
            <span className="text-ink-soft text-small tabular-nums">{points(check.points)}</span>
          </li>
        ))}
      </ol>
    );
  }
  const first = report.checks.find((check) => check.outcome === "failed") ?? report.checks.find((check) => check.outcome === "blocked");
  return (
    <ol aria-label="Checks" className="divide-y divide-line">
      {report.checks.map((check) => (
        <Result key={check.id} lab={lab.slug} check={check} open={check === first} attemptId={attemptId} onPlace={onPlace} />
      ))}
    </ol>
  );
}

const marks = {
  passed: { status: "passed", word: "Passed" },
  failed: { status: "failed", word: "Failed" },
  blocked: { status: "idle", word: "Blocked" },
} as const;

type ResultProps = {
  readonly lab: string;
  readonly check: CheckResult;
  readonly open: boolean;
  readonly attemptId: string | undefined;
  readonly onPlace: (span: Span) => void;
};

function Result({ lab, check, open, attemptId, onPlace }: ResultProps) {
  const earned = check.outcome === "passed" ? check.points : 0;
  return (
    <li aria-label={check.title}>
      <details open={open} className="group">
        <summary className="flex cursor-pointer items-baseline gap-3 px-4 py-2 hover:bg-sunken">
          <StatusMark {...marks[check.outcome]} />
          <span className="flex-1">{check.title}</span>
          <span className="text-ink-soft text-small tabular-nums">
            {earned}/{check.points}
          </span>
        </summary>
        <div className="px-4 pb-4 pl-12">
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <dt className="text-ink-soft">When</dt>
            <dd>{check.when}</dd>
            <dt className="text-ink-soft">Expected</dt>
            <dd>{check.expected}</dd>
            {check.because !== undefined && (
              <>
                <dt className="text-ink-soft">{check.outcome === "blocked" ? "Because" : "Happened"}</dt>
                <dd>{check.because}</dd>
              </>
            )}
            {check.at && check.at.length > 0 && (
              <>
                <dt className="text-ink-soft">Where</dt>
                <dd className="flex flex-wrap gap-x-3">
                  {check.at.map((span) => (
                    <button
                      key={`${span.file}:${span.start.offset}`}
                      type="button"
                      className="link font-mono text-code"
                      onClick={() => onPlace(span)}
                    >
                      {span.file}, line {span.start.line}
                    </button>
                  ))}
                </dd>
              </>
            )}
          </dl>
          {check.run !== undefined && attemptId !== undefined && (
            <TracePlayer lab={lab} attempt={attemptId} run={check.run} onPlace={onPlace} />
          )}
        </div>
      </details>
    </li>
  );
}

const points = (count: number) => `${count} ${count === 1 ? "point" : "points"}`;

"use client";

import { diffLines } from "diff";
import { useState } from "react";
import { RelativeTime } from "#components/relative-time";
import { StatusMark } from "#components/status-mark";
import type { SourceFile } from "#engines/source";
import type { Attempt, StoredAttempt } from "./model.ts";
import { fetchAttempt } from "./requests.ts";

type AttemptsProps = {
  readonly lab: string;
  readonly attempts: readonly Attempt[];
  readonly files: readonly SourceFile[];
  readonly onRestore: (files: readonly SourceFile[]) => void;
  readonly onReport: (stored: StoredAttempt) => void;
};

/** The history of a lab: every attempt can be looked at again, compared with what is in the editor, and restored. */
export function Attempts({ lab, attempts, files, onRestore, onReport }: AttemptsProps) {
  const [open, setOpen] = useState<StoredAttempt>();
  const [problem, setProblem] = useState<string>();
  if (attempts.length === 0) return <p className="text-ink-soft">No attempt yet. Each time you check your work, it is kept here.</p>;
  const choose = async (id: string) => {
    const answer = await fetchAttempt(lab, id);
    if (answer.kind === "ok") {
      setOpen(answer.value);
      onReport(answer.value);
      setProblem(undefined);
    } else setProblem(answer.because);
  };
  return (
    <div>
      {problem && (
        <p role="alert" className="text-failed">
          {problem}
        </p>
      )}
      <ol className="divide-y divide-line" aria-label="Attempts">
        {attempts.map((attempt) => (
          <li key={attempt.id} className="flex flex-wrap items-baseline gap-x-3 py-2">
            <StatusMark status={attempt.passed ? "passed" : "failed"} word={attempt.passed ? "Passed" : "Not yet"} />
            <span className="tabular-nums">
              {attempt.score}/{attempt.max}
            </span>
            <RelativeTime time={attempt.at} />
            <button
              type="button"
              className="link ml-auto"
              aria-expanded={open?.attempt.id === attempt.id}
              onClick={() => choose(attempt.id)}
            >
              Compare
            </button>
          </li>
        ))}
      </ol>
      {open && (
        <section className="mt-3" aria-label="Comparison">
          <p>
            From this attempt to what is in the editor now:
            <button type="button" className="button ml-3" data-quiet onClick={() => onRestore(open.files)}>
              Restore this attempt
            </button>
          </p>
          <Difference before={open.files} after={files} />
        </section>
      )}
    </div>
  );
}

function Difference({ before, after }: { readonly before: readonly SourceFile[]; readonly after: readonly SourceFile[] }) {
  const paths = [...new Set([...before, ...after].map((file) => file.path))].sort();
  const textOf = (files: readonly SourceFile[], path: string) => files.find((file) => file.path === path)?.text ?? "";
  const changed = paths.filter((path) => textOf(before, path) !== textOf(after, path));
  if (changed.length === 0) return <p className="mt-2 text-ink-soft">They are the same.</p>;
  return changed.map((path) => (
    <figure key={path} className="mt-2">
      <figcaption className="font-mono text-code">{path}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="mt-1 max-h-72 overflow-auto rounded-box border border-line bg-sunken p-3 text-code">
        {diffLines(textOf(before, path), textOf(after, path)).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one difference have no other name
          <DifferencePart key={index} text={part.value} sign={part.added ? "+" : part.removed ? "-" : " "} />
        ))}
      </pre>
    </figure>
  ));
}

const tones = { "+": "bg-passed-wash text-passed", "-": "bg-failed-wash text-failed", " ": "text-ink-soft" } as const;

function DifferencePart({ text, sign }: { readonly text: string; readonly sign: "+" | "-" | " " }) {
  const lines = text.replace(/\n$/, "").split("\n");
  const shown = sign === " " && lines.length > 6 ? [...lines.slice(0, 3), "…", ...lines.slice(-3)] : lines;
  return <span className={`block ${tones[sign]}`}>{shown.map((line) => `${sign} ${line}\n`).join("")}</span>;
}

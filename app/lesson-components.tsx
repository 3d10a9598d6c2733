import type { Root } from "hast";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { preview } from "#components/lab-worker/preview";
import { PipelineGraph } from "#components/pipeline-graph";
import { loadLab } from "#courseware/labs";
import { labPath } from "#courseware/lessons";
import { type LessonComponents, renderLesson } from "#courseware/render";
import { AnswerChoice, QuestionForm } from "./question-form.tsx";

/** What a lesson's components are on a page. */
const lessonComponents: LessonComponents = {
  Note: ({ kind, title, children }) => (
    <aside className="notice" data-tone={kind === "warning" ? "bad" : undefined}>
      <p className="font-strong">{title ?? noteTitles[kind]}</p>
      {children}
    </aside>
  ),
  Figure: ({ caption, children }) => (
    <figure>
      {children}
      <figcaption className="mt-2 text-ink-soft text-ui">{caption}</figcaption>
    </figure>
  ),
  Example: ({ file, kind, result, code, children }) => (
    <figure className="rounded-box border border-line bg-raised p-4">
      <figcaption className="mb-2 font-mono text-code">{file}</figcaption>
      {children}
      {kind && <ExampleGraph kind={kind} file={file} code={code} />}
      {result && <p className="mt-3 text-ui">{result}</p>}
    </figure>
  ),
  Lab: LabCard,
  Question: ({ id, kind, unit, children }) => (
    <QuestionForm id={id} kind={kind} unit={unit}>
      {children}
    </QuestionForm>
  ),
  Answer: ({ id, children }) => <AnswerChoice id={id ?? ""}>{children}</AnswerChoice>,
};

const noteTitles = { note: "Note", warning: "Take care", version: "Which version" } as const;

/** What follows from a worked example's file, by the same engine that grades labs. */
async function ExampleGraph({ kind, file, code }: { readonly kind: string; readonly file: string; readonly code: string }) {
  const { graph } = await preview(kind, [{ path: file, text: code }]);
  return graph ? (
    <div className="mt-4">
      <PipelineGraph {...graph} />
    </div>
  ) : null;
}

async function LabCard({ slug }: { readonly slug: string; readonly children?: ReactNode }) {
  const lab = await loadLab(slug);
  if (!lab) return null;
  return (
    <aside className="notice">
      <p className="text-ink-soft text-ui">Lab, {lab.minutes} minutes</p>
      <p className="font-strong">
        <Link href={labPath(slug)}>{lab.title}</Link>
      </p>
    </aside>
  );
}

export const renderProse = (root: Root): ReactElement => renderLesson(root, lessonComponents, { table: WideTable });

/** A wide table scrolls by itself, by keyboard too; the page never does. */
function WideTable({ children }: { readonly children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div role="group" aria-label="Table" tabIndex={0} className="overflow-x-auto">
      <table>{children}</table>
    </div>
  );
}

"use client";

import { Tabs } from "radix-ui";
import { type ReactNode, useCallback, useEffect, useId, useState } from "react";
import { PipelineGraph } from "#components/pipeline-graph";
import { PlanView } from "#components/plan-view";
import type { SourceFile, Span } from "#engines/source";
import type { Report } from "#grading/model";
import { Attempts } from "./attempts.tsx";
import { Editor } from "./editor.tsx";
import { FileTabs } from "./file-tabs.tsx";
import { Hints } from "./hints.tsx";
import type { Attempt, OpenLab } from "./model.ts";
import { Problems } from "./problems.tsx";
import { Repository } from "./repository.tsx";
import { Results } from "./results.tsx";
import { SaveStatus } from "./save-status.tsx";
import { useDraft } from "./use-draft.ts";
import { usePreview } from "./use-preview.ts";
import { useSubmit } from "./use-submit.ts";

/** The lab: brief, editor and what the files mean side by side; the checks and the button below. On a phone the three are tabs. */
export function Workbench({ lab, brief }: { readonly lab: OpenLab; readonly brief: ReactNode }) {
  const draft = useDraft(lab);
  const [active, setActive] = useState(lab.start[0]?.path ?? "");
  const [plain, setPlain] = usePlainEditor();
  const [goTo, setGoTo] = useState<{ span: Span }>();
  const [pane, setPane] = useState("brief");
  const [side, setSide] = useState("graph");
  const [attempts, setAttempts] = useState(lab.attempts);
  const [shown, setShown] = useState<{ report: Report; attempt: Attempt }>();
  const preview = usePreview(lab.kind, useWhole(lab.repository, draft.files), lab.preview);
  const submit = useSubmit(lab, (answer) => {
    setAttempts((earlier) => [answer.attempt, ...earlier.filter((attempt) => attempt.id !== answer.attempt.id)]);
    setShown(answer);
  });
  const resultsId = useId();

  const check = useCallback(() => void submit.send(draft.files), [draft.files, submit.send]);
  const place = useCallback((span: Span) => {
    setPane("editor");
    setActive(span.file);
    setGoTo({ span });
  }, []);

  const text = draft.files.find((file) => file.path === active)?.text;
  const diagnostics = preview?.diagnostics ?? shown?.report.diagnostics ?? [];

  return (
    <Tabs.Root value={pane} onValueChange={setPane} className="flex min-h-[calc(100dvh-var(--header-height,3.5rem))] flex-col">
      <div className="flex flex-wrap items-center gap-x-4 border-line border-b px-4 py-2">
        <Tabs.List aria-label="Parts of the lab" className="flex gap-1 desktop:hidden">
          <PaneTab value="brief">Brief</PaneTab>
          <PaneTab value="editor">Editor</PaneTab>
          <PaneTab value="side">{preview?.graph ? "Graph" : "More"}</PaneTab>
        </Tabs.List>
        <SaveStatus state={draft.state} onKeepMine={draft.keepMine} onTakeTheirs={draft.takeTheirs} />
        <label className="flex items-center gap-2 text-small">
          <input type="checkbox" checked={plain} onChange={(event) => setPlain(event.target.checked)} />
          Plain text editor
        </label>
      </div>

      <div className="grid flex-1 grid-rows-[minmax(0,1fr)] desktop:h-[60vh] desktop:flex-none desktop:grid-cols-[minmax(18rem,1fr)_minmax(0,1.6fr)_minmax(18rem,1fr)] desktop:divide-x desktop:divide-line">
        <Tabs.Content value="brief" forceMount className="overflow-auto p-4 max-desktop:data-[state=inactive]:hidden">
          <div className="prose">{brief}</div>
          <Hints hints={lab.hints} />
        </Tabs.Content>
        <Tabs.Content
          value="editor"
          forceMount
          className="flex min-h-[60vh] min-w-0 flex-col desktop:min-h-0 max-desktop:data-[state=inactive]:hidden"
        >
          <FileTabs
            files={draft.files}
            active={active}
            editable={lab.editable}
            start={lab.start}
            onOpen={setActive}
            onChange={(files, open) => {
              draft.edit(files);
              setActive(open);
            }}
          />
          <div className="min-h-0 flex-1">
            {text === undefined ? (
              <p className="p-4 text-ink-soft">Open a file, or create one.</p>
            ) : (
              <Editor
                path={active}
                text={text}
                generation={draft.generation}
                plain={plain}
                diagnostics={diagnostics}
                goTo={goTo}
                onChange={(next) => draft.edit(draft.files.map((file) => (file.path === active ? { path: active, text: next } : file)))}
                onSubmit={check}
              />
            )}
          </div>
          <p className="border-line border-t px-3 py-1 text-ink-soft text-small">
            Tab leaves the editor; <kbd>Ctrl</kbd> <kbd>M</kbd> lets Tab indent instead.
          </p>
        </Tabs.Content>
        <Tabs.Content value="side" forceMount className="flex min-h-0 min-w-0 flex-col max-desktop:data-[state=inactive]:hidden">
          <Tabs.Root value={side} onValueChange={setSide} className="flex min-h-0 flex-1 flex-col">
            <Tabs.List aria-label="What the files mean" className="flex gap-1 border-line border-b px-2 pt-1">
              <PaneTab value="graph">Graph</PaneTab>
              {lab.kind === "terraform" && <PaneTab value="plan">Plan</PaneTab>}
              <PaneTab value="problems">Problems {diagnostics.length}</PaneTab>
              <PaneTab value="attempts">Attempts {attempts.length}</PaneTab>
              <PaneTab value="repository">Files</PaneTab>
            </Tabs.List>
            <Tabs.Content value="graph" className="flex-1 overflow-auto p-4">
              {preview?.graph ? <PipelineGraph {...preview.graph} /> : <p className="text-ink-soft">Nothing to draw yet.</p>}
            </Tabs.Content>
            {lab.kind === "terraform" && (
              <Tabs.Content value="plan" className="flex-1 overflow-auto p-4">
                <PlanView plan={preview?.plan} when={lab.checks[0]?.when} />
              </Tabs.Content>
            )}
            <Tabs.Content value="problems" className="flex-1 overflow-auto p-4">
              <Problems diagnostics={diagnostics} onPlace={place} />
            </Tabs.Content>
            <Tabs.Content value="attempts" className="flex-1 overflow-auto p-4">
              <Attempts
                lab={lab.slug}
                attempts={attempts}
                files={draft.files}
                onReport={({ report, attempt }) => setShown({ report, attempt })}
                onRestore={(files) => {
                  draft.replace(files);
                  setActive(files[0]?.path ?? "");
                }}
              />
            </Tabs.Content>
            <Tabs.Content value="repository" className="flex-1 overflow-auto p-4">
              <Repository files={lab.repository} />
            </Tabs.Content>
          </Tabs.Root>
        </Tabs.Content>
      </div>

      <section aria-labelledby={resultsId} className="border-line border-t">
        <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-4 border-line border-b bg-raised px-4 py-2">
          <h2 id={resultsId} className="font-strong text-ui">
            Checks
          </h2>
          <p role="status" className="flex-1">
            {submit.message ?? summary(shown?.report)}
          </p>
          {submit.certificate && (
            <a className="link" href={submit.certificate}>
              Open your certificate
            </a>
          )}
          <button type="button" className="button" disabled={submit.busy} onClick={check}>
            {submit.busy ? "Checking" : "Check my work"}
          </button>
        </div>
        <Results key={shown?.attempt.id} lab={lab} report={shown?.report} attemptId={shown?.attempt.id} onPlace={place} />
      </section>
    </Tabs.Root>
  );
}

function PaneTab({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <Tabs.Trigger
      value={value}
      className="rounded-t-box border-transparent border-b-2 px-2 py-1.5 text-ink-soft text-small data-[state=active]:border-accent data-[state=active]:text-ink"
    >
      {children}
    </Tabs.Trigger>
  );
}

function summary(report: Report | undefined): string {
  if (!report) return "Not run yet.";
  const passed = report.checks.filter((check) => check.outcome === "passed").length;
  return `${passed} of ${report.checks.length} passed, ${report.score} of ${report.max} points.`;
}

/** The repository with the learner's files laid over it; the same array as long as nothing changed. */
function useWhole(repository: readonly SourceFile[], files: readonly SourceFile[]): readonly SourceFile[] {
  const [whole, setWhole] = useState<readonly SourceFile[]>([]);
  useEffect(() => setWhole([...repository.filter((file) => !files.some((own) => own.path === file.path)), ...files]), [repository, files]);
  return whole;
}

function usePlainEditor(): [boolean, (plain: boolean) => void] {
  const key = "fivenines:plain-editor";
  const [plain, setPlain] = useState(false);
  useEffect(() => setPlain(localStorage.getItem(key) === "yes"), []);
  return [
    plain,
    (next) => {
      setPlain(next);
      localStorage.setItem(key, next ? "yes" : "no");
    },
  ];
}

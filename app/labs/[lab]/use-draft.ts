"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { SourceFile } from "#engines/source";
import { readLocalDraft, tidyLocalDrafts, writeLocalDraft } from "./local-draft.ts";
import type { OpenLab, StoredDraft } from "./model.ts";
import { newerDraft, saveDraft } from "./requests.ts";

export type SaveState =
  | { readonly kind: "saved"; readonly at: number | undefined }
  | { readonly kind: "saving" }
  | { readonly kind: "kept-here"; readonly because: string }
  | { readonly kind: "conflict"; readonly theirs: StoredDraft };

const quietMs = 700;
const retryMs = 4000;

export type DraftHandle = {
  readonly files: readonly SourceFile[];
  /** Counts replacements from outside the editor, which must show them. */
  readonly generation: number;
  readonly state: SaveState;
  readonly edit: (files: readonly SourceFile[]) => void;
  readonly replace: (files: readonly SourceFile[]) => void;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
};

/** The learner's files: kept in the browser at once, saved on the server when the typing pauses, never over another tab's work. */
export function useDraft(lab: OpenLab): DraftHandle {
  const { slug, learnerId } = lab;
  const [files, setFiles] = useState<readonly SourceFile[]>(lab.draft?.files ?? lab.start);
  const [generation, setGeneration] = useState(0);
  const [state, setState] = useState<SaveState>({ kind: "saved", at: lab.draft ? Date.parse(lab.draft.updatedAt) : undefined });
  const current = useRef(files);
  const revision = useRef(lab.draft?.revision ?? 0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const busy = useRef(false);

  const keep = useCallback(
    (saved: boolean) => writeLocalDraft(learnerId, slug, { files: current.current, revision: revision.current, saved, at: Date.now() }),
    [learnerId, slug],
  );

  const save = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    if (busy.current) {
      timer.current = setTimeout(save, quietMs);
      return;
    }
    busy.current = true;
    const sent = current.current;
    setState({ kind: "saving" });
    const answer = await saveDraft(slug, sent, revision.current);
    busy.current = false;
    const theirs = newerDraft(answer);
    if (answer.kind === "ok") {
      revision.current = answer.value.revision;
      const unchanged = current.current === sent;
      keep(unchanged);
      setState({ kind: "saved", at: Date.parse(answer.value.updatedAt) });
      if (!unchanged) timer.current = setTimeout(save, quietMs);
    } else if (theirs) setState({ kind: "conflict", theirs });
    else {
      setState({ kind: "kept-here", because: answer.because });
      if (answer.kind === "offline") timer.current = setTimeout(save, retryMs);
    }
  }, [keep, slug]);

  const change = useCallback(
    (next: readonly SourceFile[]) => {
      current.current = next;
      setFiles(next);
      keep(false);
      clearTimeout(timer.current);
      timer.current = setTimeout(save, quietMs);
    },
    [keep, save],
  );

  const replace = useCallback(
    (next: readonly SourceFile[]) => {
      change(next);
      setGeneration((count) => count + 1);
    },
    [change],
  );

  useEffect(() => {
    const local = readLocalDraft(learnerId, slug);
    tidyLocalDrafts(learnerId, slug);
    const stored = lab.draft;
    if (!local || local.saved) return;
    if (local.revision === (stored?.revision ?? 0) || !stored) replace(local.files);
    else {
      current.current = local.files;
      setFiles(local.files);
      setGeneration((count) => count + 1);
      setState({ kind: "conflict", theirs: stored });
    }
  }, [lab.draft, learnerId, replace, slug]);

  useEffect(() => {
    const again = () => void save();
    window.addEventListener("online", again);
    return () => {
      window.removeEventListener("online", again);
      clearTimeout(timer.current);
    };
  }, [save]);

  const keepMine = useCallback(() => {
    if (state.kind !== "conflict") return;
    revision.current = state.theirs.revision;
    void save();
  }, [save, state]);

  const takeTheirs = useCallback(() => {
    if (state.kind !== "conflict") return;
    revision.current = state.theirs.revision;
    current.current = state.theirs.files;
    setFiles(state.theirs.files);
    setGeneration((count) => count + 1);
    keep(true);
    setState({ kind: "saved", at: Date.parse(state.theirs.updatedAt) });
  }, [keep, state]);

  return { files, generation, state, edit: change, replace, keepMine, takeTheirs };
}

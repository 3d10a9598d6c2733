"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { SourceFile } from "#engines/source";
import { readPending, writePending } from "./local-draft.ts";
import type { OpenLab, SubmissionAnswer } from "./model.ts";
import { submit } from "./requests.ts";

const retryMs = 4000;

type Submit = {
  readonly busy: boolean;
  /** What to say instead of the result, while there is none. */
  readonly message: string | undefined;
  readonly certificate: string | undefined;
  readonly send: (files: readonly SourceFile[]) => Promise<void>;
};

/** Hands work in under an id of the browser's, so that a request whose answer was lost can be sent again and counts once. */
export function useSubmit(lab: OpenLab, onAnswer: (answer: SubmissionAnswer) => void): Submit {
  const { slug, learnerId } = lab;
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const [certificate, setCertificate] = useState<string>();
  const told = useRef(onAnswer);
  told.current = onAnswer;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const deliver = useCallback(
    async (id: string, files: readonly SourceFile[]): Promise<void> => {
      clearTimeout(timer.current);
      setBusy(true);
      setMessage("Checking…");
      const answer = await submit(slug, id, files);
      setBusy(false);
      if (answer.kind === "offline") {
        setMessage(`${answer.because} Your work is kept on this device and handed in as soon as it is back.`);
        timer.current = setTimeout(() => void deliver(id, files), retryMs);
        return;
      }
      writePending(learnerId, slug, undefined);
      if (answer.kind !== "ok") {
        setMessage(answer.kind === "signed-out" ? "You are signed out. Sign in in another tab, then check again." : answer.because);
        return;
      }
      setMessage(undefined);
      setCertificate(answer.value.certificate);
      told.current(answer.value);
    },
    [learnerId, slug],
  );

  useEffect(() => {
    const pending = readPending(learnerId, slug);
    if (pending) void deliver(pending.id, pending.files);
    return () => clearTimeout(timer.current);
  }, [deliver, learnerId, slug]);

  const send = useCallback(
    async (files: readonly SourceFile[]) => {
      const id = crypto.randomUUID();
      writePending(learnerId, slug, { id, files });
      await deliver(id, files);
    },
    [deliver, learnerId, slug],
  );

  return { busy, message, certificate, send };
}

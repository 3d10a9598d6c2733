"use client";

import { useEffect, useRef, useState } from "react";
import type { Preview, PreviewSetting } from "#components/lab-worker/preview";
import type { PreviewAnswer, PreviewRequest } from "#components/lab-worker/worker";
import type { SourceFile } from "#engines/source";

const quietMs = 60;

/** What the engine says of the files as they are typed, from a worker so that typing never waits; undefined until the first answer. */
export function usePreview(kind: string, files: readonly SourceFile[], setting: PreviewSetting): Preview | undefined {
  const [preview, setPreview] = useState<Preview>();
  const worker = useRef<Worker>(undefined);
  const asked = useRef(0);

  useEffect(() => {
    const started = new Worker(new URL("../../../components/lab-worker/worker.ts", import.meta.url), { type: "module" });
    started.addEventListener("message", ({ data }: MessageEvent<PreviewAnswer>) => {
      if (data.id === asked.current) setPreview(data.preview);
    });
    worker.current = started;
    return () => started.terminate();
  }, []);

  useEffect(() => {
    const timer = setTimeout(() => {
      const request: PreviewRequest = { id: ++asked.current, kind, files, setting };
      worker.current?.postMessage(request);
    }, quietMs);
    return () => clearTimeout(timer);
  }, [kind, files, setting]);

  return preview;
}

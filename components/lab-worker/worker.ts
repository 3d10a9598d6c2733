import type { SourceFile } from "#engines/source";
import { type Preview, preview } from "./preview.ts";

export type PreviewRequest = { readonly id: number; readonly kind: string; readonly files: readonly SourceFile[] };
export type PreviewAnswer = { readonly id: number; readonly preview: Preview };

self.addEventListener("message", ({ data }: MessageEvent<PreviewRequest>) => {
  const answer: PreviewAnswer = { id: data.id, preview: preview(data.kind, data.files) };
  self.postMessage(answer);
});

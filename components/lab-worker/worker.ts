import type { SourceFile } from "#engines/source";
import { type Preview, type PreviewSetting, preview } from "./preview.ts";

export type PreviewRequest = {
  readonly id: number;
  readonly kind: string;
  readonly files: readonly SourceFile[];
  readonly setting: PreviewSetting;
};
export type PreviewAnswer = { readonly id: number; readonly preview: Preview };

self.addEventListener("message", async ({ data }: MessageEvent<PreviewRequest>) => {
  const answer: PreviewAnswer = { id: data.id, preview: await preview(data.kind, data.files, data.setting) };
  self.postMessage(answer);
});

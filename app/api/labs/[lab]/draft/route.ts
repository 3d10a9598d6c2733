import { z } from "zod";
import { saveDraft } from "#db/queries/drafts";
import { readJson, refuse } from "#server/json";
import { courseOfLab } from "#server/labs";
import { takeRateLimit, waitInWords } from "#server/rate-limit";
import { currentViewer } from "#server/viewer";
import { SubmittedFiles } from "../submitted-files.ts";

const SaveDraft = z.strictObject({ files: SubmittedFiles, revision: z.int().min(0) });

/** Saves over the revision the browser last saw; 409 with the stored draft where another tab saved since. */
export async function PUT(request: Request, { params }: { params: Promise<{ lab: string }> }): Promise<Response> {
  const viewer = await currentViewer();
  if (!viewer) return refuse(401, "You are signed out.");
  const { lab } = await params;
  if ((await courseOfLab(lab)) === undefined) return refuse(404, "There is no such lab.");
  const limit = await takeRateLimit("draft", viewer.id);
  if (!limit.ok) return refuse(429, `Saving goes on ${waitInWords(limit.retryAfterSeconds)}.`);
  const body = await readJson(request, SaveDraft);
  if (!body.ok) return body.response;
  const saved = await saveDraft(viewer.id, lab, body.value.files, body.value.revision);
  return saved.ok
    ? Response.json({ revision: saved.revision, updatedAt: saved.updatedAt })
    : refuse(409, "Another tab saved this lab.", { draft: saved.draft });
}

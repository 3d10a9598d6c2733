import { z } from "zod";
import { selectOptionalOwnSubmission } from "#db/queries/submissions";
import { refuse } from "#server/json";
import { currentViewer } from "#server/viewer";
import { attemptOf } from "../../attempt.ts";

/** A stored attempt with its files and its report, for its owner alone. */
export async function GET(_: Request, { params }: { params: Promise<{ lab: string; id: string }> }): Promise<Response> {
  const viewer = await currentViewer();
  if (!viewer) return refuse(401, "You are signed out.");
  const { lab, id } = await params;
  const stored = z.uuid().safeParse(id).success ? await selectOptionalOwnSubmission(viewer.id, id) : undefined;
  if (!stored || stored.lab !== lab) return refuse(404, "There is no such attempt.");
  return Response.json({ attempt: attemptOf(stored), files: stored.files, report: stored.report });
}

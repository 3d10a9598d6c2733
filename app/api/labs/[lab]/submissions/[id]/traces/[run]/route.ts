import { z } from "zod";
import { selectOptionalOwnTrace } from "#db/queries/traces";
import { refuse } from "#server/json";
import { currentViewer } from "#server/viewer";

/** What happened in one scenario of a stored attempt, for its owner alone. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string; run: string }> }): Promise<Response> {
  const viewer = await currentViewer();
  if (!viewer) return refuse(401, "You are signed out.");
  const { id, run } = await params;
  const trace = z.uuid().safeParse(id).success ? await selectOptionalOwnTrace(viewer.id, id, run) : undefined;
  return trace ? Response.json(trace) : refuse(404, "There is no such run.");
}

import { z } from "zod";
import { readJson, refuse } from "#server/json";
import { submitLab } from "#server/submit-lab";
import { currentViewer } from "#server/viewer";
import { attemptOf } from "../attempt.ts";
import { SubmittedFiles } from "../submitted-files.ts";

const SubmitLab = z.strictObject({ id: z.uuid(), files: SubmittedFiles });

/** Hands work in. The id is the browser's: the same id with the same files counts once, with other files it is a 409. */
export async function POST(request: Request, { params }: { params: Promise<{ lab: string }> }): Promise<Response> {
  const viewer = await currentViewer();
  if (!viewer) return refuse(401, "You are signed out.");
  const body = await readJson(request, SubmitLab);
  if (!body.ok) return body.response;
  const { lab } = await params;
  const result = await submitLab(viewer.id, lab, body.value.id, body.value.files);
  switch (result.kind) {
    case "stored":
      return Response.json({
        attempt: attemptOf(result.submission),
        report: result.submission.report,
        ...(result.certificate === undefined ? {} : { certificate: result.certificate }),
      });
    case "conflict":
      return refuse(409, "This id was used for other work.");
    case "refused":
      return refuse(result.status, result.because);
    default:
      return result satisfies never;
  }
}

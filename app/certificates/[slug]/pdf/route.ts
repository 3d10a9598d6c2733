import { selectOptionalOwnCertificate } from "#db/queries/certificates";
import { printedCertificate } from "#server/certificates";
import { refuse } from "#server/json";
import { currentViewer } from "#server/viewer";

/** The PDF, for its owner alone: it carries the name. */
export async function GET(_: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const viewer = await currentViewer();
  if (!viewer) return refuse(401, "Sign in to download your certificate.");
  const certificate = await selectOptionalOwnCertificate(viewer.id, (await params).slug);
  const pdf = certificate && (await printedCertificate(certificate));
  if (!pdf) return refuse(404, "There is no such certificate of yours.");
  return new Response(new Uint8Array(pdf), {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": 'attachment; filename="certificate.pdf"',
      "cache-control": "private, no-store",
    },
  });
}

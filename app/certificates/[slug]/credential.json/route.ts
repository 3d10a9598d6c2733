import { selectOptionalCertificate } from "#db/queries/certificates";
import { refuse } from "#server/json";
import { currentViewer } from "#server/viewer";

/** The signed bytes as they were issued; `?full` gives the owner the one with name and grade. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const certificate = await selectOptionalCertificate((await params).slug);
  const full = new URL(request.url).searchParams.has("full");
  const viewer = full ? await currentViewer() : undefined;
  if (!certificate || (full && certificate.learnerId !== viewer?.id)) return refuse(404, "There is no such certificate.");
  const bytes = full ? certificate.fullSignedBytes : certificate.signedBytes;
  if (!bytes) return refuse(410, "The personal data of this certificate were removed, and its signed bytes with them.");
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": "application/vc",
      "content-disposition": 'attachment; filename="credential.json"',
      ...(full ? { "cache-control": "private, no-store" } : { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" }),
    },
  });
}

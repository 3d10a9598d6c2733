import { isStatusListId, statusList } from "#server/issuer";
import { refuse } from "#server/json";

/** A signed Bitstring Status List, which says of every certificate whether it was revoked. */
export async function GET(_: Request, { params }: { params: Promise<{ list: string }> }): Promise<Response> {
  const { list } = await params;
  const answer = isStatusListId(list) ? await statusList(Number(list)) : { kind: "no-such-list" as const };
  if (answer.kind === "no-such-list") return refuse(404, "There is no such status list.");
  if (answer.kind === "unsigned") {
    console.error(answer.because);
    return refuse(503, "The status list cannot be signed at the moment.");
  }
  return new Response(new Uint8Array(answer.bytes), {
    headers: { "content-type": "application/vc", "access-control-allow-origin": "*", "cache-control": "public, max-age=60" },
  });
}

import { statusList } from "#server/issuer";
import { refuse } from "#server/json";

/** A signed Bitstring Status List, which says of every certificate whether it was revoked. */
export async function GET(_: Request, { params }: { params: Promise<{ list: string }> }): Promise<Response> {
  const { list } = await params;
  if (!/^\d{1,9}$/.test(list)) return refuse(404, "There is no such status list.");
  return new Response(new Uint8Array(await statusList(Number(list))), {
    headers: { "content-type": "application/vc+ld+json", "access-control-allow-origin": "*", "cache-control": "public, max-age=60" },
  });
}

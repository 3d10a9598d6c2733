import { connection } from "next/server";
import { issuerDocument } from "#server/issuer";

/** The issuer's keys: https://w3c-ccg.github.io/did-method-web/ */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json(await issuerDocument(), { headers: { "content-type": "application/did+json", "access-control-allow-origin": "*" } });
}

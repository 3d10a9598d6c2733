import "server-only";
import { headers } from "next/headers";

/** The address that the nearest proxy saw (the last it added), or the socket's, which Next puts there when there is no proxy. */
export async function clientAddress(): Promise<string> {
  const forwarded = (await headers()).get("x-forwarded-for");
  return forwarded?.split(",").at(-1)?.trim() || "unknown";
}

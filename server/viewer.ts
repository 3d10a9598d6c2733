import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import { type SessionViewer, selectOptionalSessionViewer } from "#db/queries/sessions";
import { withReturnPath } from "./return-path.ts";
import { cookieSessionId } from "./session.ts";

export type Viewer = SessionViewer;

/** Who is looking, from the session row behind the cookie: one indexed query a request. */
export const currentViewer = cache(async (): Promise<Viewer | undefined> => {
  const sid = await cookieSessionId();
  return sid ? selectOptionalSessionViewer(sid) : undefined;
});

/** Sends strangers to sign in, and back to `next` afterwards. */
export async function requireViewer(next?: string): Promise<Viewer> {
  return (await currentViewer()) ?? redirect(withReturnPath("/sign-in", next));
}

import "server-only";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { selectOptionalCourseRole } from "#db/queries/course-roles";
import { type SessionViewer, selectOptionalSessionViewer } from "#db/queries/sessions";
import type { Role } from "#db/schema";
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

const rank: Readonly<Record<Role, number>> = { learner: 0, instructor: 1, admin: 2 };

/** A page of a higher role does not exist for a lower one. */
export async function requireRole(role: Role, next?: string): Promise<Viewer> {
  const viewer = await requireViewer(next);
  return rank[viewer.role] >= rank[role] ? viewer : notFound();
}

/** Instructors and staff of this course, and administrators. */
export async function requireCourseRole(course: string, next?: string): Promise<Viewer> {
  const viewer = await requireViewer(next);
  if (viewer.role === "admin" || (await selectOptionalCourseRole(viewer.id, course))) return viewer;
  return notFound();
}

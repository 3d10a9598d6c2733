import type { SourceFile } from "#engines/source";
import type { Trace } from "#grading/model";
import type { Refusal, StoredAttempt, StoredDraft, SubmissionAnswer } from "./model.ts";

/** An answer of the server, or why there is none: `offline` can be tried again as it is, the others cannot. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "offline"; readonly because: string }
  | { readonly kind: "signed-out"; readonly because: string }
  | { readonly kind: "refused"; readonly because: string; readonly body: unknown };

async function ask<T>(path: string, method: string, body?: unknown): Promise<Answer<T>> {
  let response: Response;
  try {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    response = await fetch(path, { method, ...sent });
  } catch {
    return { kind: "offline", because: "The server cannot be reached." };
  }
  if (response.status === 401) return { kind: "signed-out", because: "You are signed out." };
  if (response.status >= 502) return { kind: "offline", because: "The server is not there at the moment." };
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { kind: "ok", value: answer as T };
  const because = (answer as Refusal | undefined)?.because ?? `The server answered with an error (${response.status}).`;
  return { kind: "refused", because, body: answer };
}

const lab = (slug: string) => `/api/labs/${slug}`;

export const saveDraft = (slug: string, files: readonly SourceFile[], revision: number) =>
  ask<{ revision: number; updatedAt: string }>(`${lab(slug)}/draft`, "PUT", { files, revision });

export const submit = (slug: string, id: string, files: readonly SourceFile[]) =>
  ask<SubmissionAnswer>(`${lab(slug)}/submissions`, "POST", { id, files });

export const fetchAttempt = (slug: string, id: string) => ask<StoredAttempt>(`${lab(slug)}/submissions/${id}`, "GET");

export const fetchTrace = (slug: string, id: string, run: string) => ask<Trace>(`${lab(slug)}/submissions/${id}/traces/${run}`, "GET");

/** A refused save carries the draft that is stored, when another tab saved since. */
export function newerDraft(answer: Answer<unknown>): StoredDraft | undefined {
  return answer.kind === "refused" ? (answer.body as { draft?: StoredDraft } | undefined)?.draft : undefined;
}

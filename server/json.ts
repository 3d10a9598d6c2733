import "server-only";
import type { ZodType } from "zod";

/** A request's body larger than this is not read: twenty files of 64 KiB, written as JSON. */
const maxBody = 4 * 1024 * 1024;

/** The body of a JSON request, checked; or the refusal to answer with. */
export async function readJson<T>(
  request: Request,
  schema: ZodType<T>,
): Promise<{ ok: true; value: T } | { ok: false; response: Response }> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBody) return { ok: false, response: refuse(413, "The files are too large.") };
  const text = await request.text();
  if (text.length > maxBody) return { ok: false, response: refuse(413, "The files are too large.") };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, response: refuse(400, "The request is not JSON.") };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, response: refuse(400, `The request is not valid: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim()) };
}

/** An answer that says why in one sentence. */
export function refuse(status: number, because: string, more: Readonly<Record<string, unknown>> = {}): Response {
  return Response.json({ because, ...more }, { status, headers: { "cache-control": "no-store" } });
}

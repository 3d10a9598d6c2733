import { currentViewer } from "#server/viewer";

/** Who is signed in, for the header of static pages. */
export async function GET(): Promise<Response> {
  const viewer = await currentViewer();
  return Response.json(viewer ? { name: viewer.name } : null, { headers: { "cache-control": "no-store" } });
}

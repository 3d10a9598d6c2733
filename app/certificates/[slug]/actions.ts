"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { insertNameSharing } from "#db/queries/certificate-events";
import { certificatePath } from "#server/certificates";
import { requireViewer } from "#server/viewer";

const ShareName = z.object({ slug: z.string().max(100), shared: z.enum(["yes", "no"]) });

export async function shareNameAction(form: FormData): Promise<void> {
  const viewer = await requireViewer();
  const { slug, shared } = ShareName.parse(Object.fromEntries(form));
  if (!(await insertNameSharing(viewer.id, slug, shared === "yes"))) notFound();
  redirect(certificatePath(slug));
}

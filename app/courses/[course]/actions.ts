"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { enrol } from "#server/enrol";
import { requireViewer } from "#server/viewer";

const Enrol = z.object({ course: z.string().max(100), honour: z.literal("accepted") });

export async function enrolAction(form: FormData): Promise<void> {
  const viewer = await requireViewer();
  const { course } = Enrol.parse(Object.fromEntries(form));
  if (!(await enrol(viewer.id, course))) notFound();
  redirect(`/courses/${course}`);
}

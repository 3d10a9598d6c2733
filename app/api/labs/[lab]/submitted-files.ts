import { z } from "zod";

/** Wider than what a lab takes: the limits of a submission are graded, with a place and a reason. */
export const SubmittedFiles = z.array(z.strictObject({ path: z.string().max(500), text: z.string().max(200_000) })).max(40);

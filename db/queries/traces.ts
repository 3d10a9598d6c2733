import { and, eq } from "drizzle-orm";
import type { Trace } from "#grading/model";
import { db } from "../client.ts";
import { traces } from "../schema.ts";

export async function selectOptionalOwnTrace(learnerId: string, submissionId: string, run: string): Promise<Trace | undefined> {
  const [own] = await db
    .select({ trace: traces.trace })
    .from(traces)
    .where(and(eq(traces.learnerId, learnerId), eq(traces.submissionId, submissionId), eq(traces.run, run)));
  return own?.trace;
}

export async function selectOwnTraces(learnerId: string, submissionId: string): Promise<Trace[]> {
  const own = await db
    .select({ trace: traces.trace })
    .from(traces)
    .where(and(eq(traces.learnerId, learnerId), eq(traces.submissionId, submissionId)))
    .orderBy(traces.run);
  return own.map((row) => row.trace);
}

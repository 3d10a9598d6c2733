import { and, eq, sql } from "drizzle-orm";
import type { Trace } from "#grading/model";
import { db, type Executor } from "../client.ts";
import { traces } from "../schema.ts";
import { statement } from "../statement.ts";

/** The traces of one submission, together. */
export async function insertTraces(learnerId: string, submissionId: string, made: readonly Trace[], executor: Executor): Promise<void> {
  if (made.length === 0) return;
  const given = made.flatMap((trace, index) => [
    [`run${index}`, trace.id],
    [`trace${index}`, trace],
  ]);
  await insertStatement(made.length)(executor).execute({ learnerId, submissionId, ...Object.fromEntries(given) });
}

/** By the number of traces; a lab has as many as it has scenarios. */
const insertStatements = new Map<number, ReturnType<typeof insertOf>>();

function insertStatement(count: number) {
  const known = insertStatements.get(count) ?? insertOf(count);
  insertStatements.set(count, known);
  return known;
}

const insertOf = (count: number) =>
  statement((executor) =>
    executor
      .insert(traces)
      .values(
        Array.from({ length: count }, (_, index) => ({
          learnerId: sql.placeholder("learnerId"),
          submissionId: sql.placeholder("submissionId"),
          run: sql.placeholder(`run${index}`),
          trace: sql.placeholder(`trace${index}`),
        })),
      )
      .prepare(""),
  );

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

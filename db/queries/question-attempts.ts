import { and, asc, desc, eq, sql } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { questionAttempts } from "../schema.ts";
import { one } from "./one.ts";

export type QuestionAttempt = typeof questionAttempts.$inferSelect;

export async function insertQuestionAttempt(
  attempt: Pick<QuestionAttempt, "userId" | "course" | "lesson" | "question" | "answer" | "correct">,
  executor: Executor = db,
): Promise<QuestionAttempt> {
  return one(await executor.insert(questionAttempts).values(attempt).returning());
}

/** The newest attempt at each question of a lesson. */
export async function selectLatestAttempts(userId: string, course: string, lesson: string): Promise<QuestionAttempt[]> {
  return db
    .selectDistinctOn([questionAttempts.question])
    .from(questionAttempts)
    .where(and(eq(questionAttempts.userId, userId), eq(questionAttempts.course, course), eq(questionAttempts.lesson, lesson)))
    .orderBy(questionAttempts.question, desc(questionAttempts.id));
}

/** Each question of the course that was answered rightly at least once; a later wrong answer takes nothing away. Part of `selectOptionalWork`. */
export const rightQuestionsOf = (executor: Executor) =>
  executor
    .selectDistinct({ lesson: questionAttempts.lesson, question: questionAttempts.question })
    .from(questionAttempts)
    .where(
      and(
        eq(questionAttempts.userId, sql.placeholder("learnerId")),
        eq(questionAttempts.course, sql.placeholder("course")),
        eq(questionAttempts.correct, true),
      ),
    )
    .orderBy(asc(questionAttempts.lesson), asc(questionAttempts.question));

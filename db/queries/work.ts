import { and, eq, sql } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { enrolments } from "../schema.ts";
import { statement } from "../statement.ts";
import { currentGradeOf } from "./grades.ts";
import { rightQuestionsOf } from "./question-attempts.ts";
import { type BestSubmission, bestSubmissionsOf } from "./submissions.ts";

/** All that a grade is made of, and the grade that stands. */
export type StoredWork = {
  readonly editionId: string;
  readonly labs: readonly Pick<BestSubmission, "lab" | "score" | "max" | "passed">[];
  readonly right: readonly { readonly lesson: string; readonly question: string }[];
  readonly current: { readonly grade: number; readonly passed: boolean; readonly editionId: string } | null;
};

/** In one query, because every submission asks; nothing without an enrolment. */
export async function selectOptionalWork(learnerId: string, course: string, executor: Executor = db): Promise<StoredWork | undefined> {
  const [work] = await workStatement(executor).execute({ learnerId, course });
  return work;
}

const workStatement = statement((executor) => {
  const [best, right, current] = [
    bestSubmissionsOf(executor).as("best"),
    rightQuestionsOf(executor).as("answered"),
    currentGradeOf(executor).as("current"),
  ];
  const { lab, score, max, passed } = best;
  const { lesson, question } = right;
  return executor
    .select({
      editionId: enrolments.editionId,
      labs: sql<
        StoredWork["labs"]
      >`(select coalesce(json_agg(json_build_object('lab', ${lab}, 'score', ${score}, 'max', ${max}, 'passed', ${passed})), '[]') from ${best})`,
      right: sql<
        StoredWork["right"]
      >`(select coalesce(json_agg(json_build_object('lesson', ${lesson}, 'question', ${question})), '[]') from ${right})`,
      current: sql<
        StoredWork["current"]
      >`(select json_build_object('grade', ${current.grade}, 'passed', ${current.passed}, 'editionId', ${current.editionId}) from ${current})`,
    })
    .from(enrolments)
    .where(and(eq(enrolments.userId, sql.placeholder("learnerId")), eq(enrolments.course, sql.placeholder("course"))))
    .prepare("");
});

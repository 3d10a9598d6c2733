import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { Report, Submission, Trace, Variant } from "#grading/model";
import { now, time } from "./columns.ts";
import { users } from "./people.ts";

/** One thing that counts towards a course's grade; `score` and `weight` are shares between 0 and 1. */
export type GradeItem = {
  readonly kind: "lab" | "questions" | "incident";
  readonly slug: string;
  readonly title: string;
  readonly weight: number;
  readonly score: number;
  readonly required: boolean;
};

/** Append-only. What was published of a course, frozen: the same content is the same edition. */
export const editions = pgTable(
  "editions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    course: text("course").notNull(),
    contentHash: text("content_hash").notNull(),
    locale: text("locale").notNull(),
    snapshot: json("snapshot").notNull(),
    publishedAt: now("published_at"),
  },
  (table) => [unique("editions_content").on(table.course, table.contentHash)],
);

export const enrolments = pgTable(
  "enrolments",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    course: text("course").notNull(),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => editions.id),
    honourCodeVersion: text("honour_code_version").notNull(),
    honourCodeAcceptedAt: time("honour_code_accepted_at").notNull(),
    enrolledAt: now("enrolled_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.course] }), index("enrolments_edition").on(table.editionId)],
);

export const lessonProgress = pgTable(
  "lesson_progress",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    course: text("course").notNull(),
    lesson: text("lesson").notNull(),
    readAt: now("read_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.course, table.lesson] })],
);

/** Append-only. */
export const questionAttempts = pgTable(
  "question_attempts",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    course: text("course").notNull(),
    lesson: text("lesson").notNull(),
    question: text("question").notNull(),
    answer: json("answer").notNull(),
    correct: boolean("correct").notNull(),
    at: now("at"),
  },
  (table) => [index("question_attempts_owner").on(table.userId, table.course, table.lesson, table.question, table.id)],
);

export const variants = pgTable(
  "variants",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    lab: text("lab").notNull(),
    values: json("values").$type<Variant>().notNull(),
    drawnAt: now("drawn_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.lab] })],
);

export const drafts = pgTable(
  "drafts",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    lab: text("lab").notNull(),
    files: json("files").$type<Submission>().notNull(),
    filesHash: text("files_hash").notNull(),
    revision: integer("revision").notNull(),
    updatedAt: now("updated_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.lab] }), check("drafts_revision", sql`${table.revision} >= 1`)],
);

/** Append-only. The id comes from the browser and is unique per learner, so a repeated request stores once. */
export const submissions = pgTable(
  "submissions",
  {
    learnerId: uuid("learner_id")
      .notNull()
      .references(() => users.id),
    id: uuid("id").notNull(),
    lab: text("lab").notNull(),
    labContentHash: text("lab_content_hash").notNull(),
    course: text("course").notNull(),
    editionId: uuid("edition_id").references(() => editions.id),
    variant: json("variant").$type<Variant>().notNull(),
    files: json("files").$type<Submission>().notNull(),
    filesHash: text("files_hash").notNull(),
    report: json("report").$type<Report>().notNull(),
    score: doublePrecision("score").notNull(),
    max: doublePrecision("max").notNull(),
    passed: boolean("passed").notNull(),
    createdAt: now("created_at"),
  },
  (table) => [
    primaryKey({ columns: [table.learnerId, table.id] }),
    index("submissions_lab").on(table.learnerId, table.lab, table.createdAt),
    check("submissions_score", sql`${table.score} >= 0 and ${table.score} <= ${table.max} and ${table.max} > 0`),
  ],
);

/** Append-only. */
export const traces = pgTable(
  "traces",
  {
    learnerId: uuid("learner_id").notNull(),
    submissionId: uuid("submission_id").notNull(),
    run: text("run").notNull(),
    trace: json("trace").$type<Trace>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.learnerId, table.submissionId, table.run] }),
    foreignKey({ columns: [table.learnerId, table.submissionId], foreignColumns: [submissions.learnerId, submissions.id] }),
  ],
);

/** Append-only: the newest row of a learner and course is the grade, the older ones are its history. */
export const grades = pgTable(
  "grades",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    course: text("course").notNull(),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => editions.id),
    /** The share of the course that was earned, 0 to 1. */
    grade: doublePrecision("grade").notNull(),
    passed: boolean("passed").notNull(),
    items: json("items").$type<readonly GradeItem[]>().notNull(),
    /** Who set it by hand and why; both null when it was computed. */
    actorId: uuid("actor_id").references(() => users.id),
    reason: text("reason"),
    at: now("at"),
  },
  (table) => [
    index("grades_owner").on(table.userId, table.course, table.id),
    check("grades_grade", sql`${table.grade} between 0 and 1`),
    check("grades_actor", sql`(${table.actorId} is null) = (${table.reason} is null)`),
  ],
);

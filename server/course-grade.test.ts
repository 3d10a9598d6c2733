import { expect, test } from "vitest";
import type { Edition } from "#courseware/editions";
import { gradeCourse } from "./course-grade.ts";

const lab = (slug: string, required: boolean, weight = 1) => ({ slug, title: slug, required, weight, contentHash: "h", points: 10 });

const edition: Edition = {
  course: "c",
  title: "Course",
  locale: "en",
  version: "1",
  modules: [
    {
      slug: "m",
      title: "Module",
      lessons: [{ slug: "l", title: "Lesson", contentHash: "h", questions: ["a", "b", "c", "d"] }],
      labs: [lab("one", true), lab("two", false, 3)],
    },
  ],
  weights: { labs: 0.8, questions: 0.2, incident: 0 },
  passingGrade: 0.7,
  contentHash: "h",
};

const done = (name: string, score: number) => ({ lab: name, score, max: 10, passed: score === 10 });
const right = (...questions: string[]) => questions.map((question) => ({ lesson: "l", question }));

test.each([
  { why: "nothing done is nothing", work: { labs: [], right: [] }, grade: 0, passed: false, missing: ["one"] },
  { why: "labs weigh among labs", work: { labs: [done("one", 10)], right: [] }, grade: 0.2, passed: false, missing: [] },
  {
    why: "a lab counts by its share of points",
    work: { labs: [done("one", 10), done("two", 5)], right: [] },
    grade: 0.5,
    passed: false,
    missing: [],
  },
  {
    why: "the mark is reached exactly",
    work: { labs: [done("one", 10), done("two", 5)], right: right("a", "b", "c", "d") },
    grade: 0.7,
    passed: true,
    missing: [],
  },
  {
    why: "a required lab that is not passed keeps a good grade from passing",
    work: { labs: [done("one", 9), done("two", 10)], right: right("a", "b", "c", "d") },
    grade: 0.98,
    passed: false,
    missing: ["one"],
  },
  {
    why: "a question the edition does not have counts for nothing",
    work: { labs: [], right: right("z") },
    grade: 0,
    passed: false,
    missing: ["one"],
  },
])("$why", ({ work, grade, passed, missing }) => {
  const result = gradeCourse(edition, work);
  expect(result.grade).toBeCloseTo(grade);
  expect({ passed: result.passed, missing: result.missing.map((each) => each.slug) }).toEqual({ passed, missing });
});

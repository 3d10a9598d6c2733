import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { StatusMark } from "#components/status-mark";
import { type Course, loadCourse } from "#courseware/courses";
import { loadLab } from "#courseware/labs";
import { labPath, lessonPath, loadLesson } from "#courseware/lessons";
import { selectLessonProgress } from "#db/queries/lesson-progress";
import { selectBestSubmissions } from "#db/queries/submissions";
import { currentGrade } from "#server/record-grade";
import { currentViewer } from "#server/viewer";
import { EnrolForm } from "./enrol-form.tsx";

type CoursePageProps = { readonly params: Promise<{ course: string }> };

export async function generateMetadata({ params }: CoursePageProps): Promise<Metadata> {
  const course = await loadCourse((await params).course);
  return { title: course?.title ?? "No such course" };
}

/** The course as a table of contents; for those who are enrolled, with what they have done. */
export default async function CoursePage({ params }: CoursePageProps) {
  const { course: slug } = await params;
  const course = await loadCourse(slug);
  if (!course) notFound();
  const viewer = await currentViewer();
  const grade = viewer && (await currentGrade(viewer.id, slug));
  const done = viewer && grade ? await progressOf(viewer.id, slug) : undefined;
  return (
    <main id="content" className="page">
      <h1>{course.title}</h1>
      <p className="text-lead">{course.about}</p>
      {grade ? (
        <p>
          You are enrolled, with {percent(grade.grade)} so far. <Link href="/dashboard">See what is next</Link>
        </p>
      ) : (
        <Enrolment slug={slug} signedIn={viewer !== undefined} />
      )}
      {course.modules.map((module) => (
        <Module key={module.slug} course={course} module={module} done={done} />
      ))}
    </main>
  );
}

function Enrolment({ slug, signedIn }: { readonly slug: string; readonly signedIn: boolean }) {
  if (signedIn) return <EnrolForm course={slug} />;
  return (
    <p>
      Everyone may read the lessons. To have your work graded and kept,{" "}
      <Link href={`/sign-up?next=${encodeURIComponent(`/courses/${slug}`)}`}>create an account</Link> or{" "}
      <Link href={`/sign-in?next=${encodeURIComponent(`/courses/${slug}`)}`}>sign in</Link>.
    </p>
  );
}

type Done = { readonly lessons: ReadonlySet<string>; readonly labs: ReadonlyMap<string, { passed: boolean; score: number; max: number }> };

async function progressOf(learnerId: string, course: string): Promise<Done> {
  const [lessons, labs] = await Promise.all([selectLessonProgress(learnerId, course), selectBestSubmissions(learnerId, course)]);
  return { lessons: new Set(lessons.map((each) => each.lesson)), labs: new Map(labs.map((each) => [each.lab, each])) };
}

async function Module({
  course,
  module,
  done,
}: {
  readonly course: Course;
  readonly module: Course["modules"][number];
  readonly done: Done | undefined;
}) {
  const lessons = await Promise.all(module.lessons.map((slug) => loadLesson(course.slug, slug)));
  const labs = await Promise.all(module.labs.map(async (lab) => ({ ...lab, source: await loadLab(lab.slug) })));
  return (
    <section aria-labelledby={module.slug}>
      <h2 id={module.slug}>{module.title}</h2>
      <p>{module.about}</p>
      <ul className="divide-y divide-line border-line border-y">
        {lessons.map((lesson) =>
          lesson ? (
            <li key={lesson.slug} className="flex flex-wrap items-baseline gap-x-4 py-3">
              <Link href={lessonPath(course.slug, lesson.slug)}>{lesson.frontmatter.title}</Link>
              <span className="text-ink-soft text-small">Lesson, {lesson.frontmatter.minutes} minutes</span>
              {done && (
                <span className="ml-auto">
                  {done.lessons.has(lesson.slug) ? (
                    <StatusMark status="passed" word="Read" />
                  ) : (
                    <StatusMark status="idle" word="Not read" />
                  )}
                </span>
              )}
            </li>
          ) : null,
        )}
        {labs.map(({ slug, required, source }) =>
          source ? (
            <li key={slug} className="flex flex-wrap items-baseline gap-x-4 py-3">
              <Link href={labPath(slug)}>{source.title}</Link>
              <span className="text-ink-soft text-small">
                Lab, {source.minutes} minutes{required ? ", required" : ""}
              </span>
              {done && (
                <span className="ml-auto">
                  <LabStatus best={done.labs.get(slug)} />
                </span>
              )}
            </li>
          ) : null,
        )}
      </ul>
    </section>
  );
}

function LabStatus({ best }: { readonly best: { passed: boolean; score: number; max: number } | undefined }) {
  if (!best) return <StatusMark status="idle" word="Not begun" />;
  return best.passed ? (
    <StatusMark status="passed" word="Passed" />
  ) : (
    <StatusMark status="waiting" word={`${best.score} of ${best.max} points`} />
  );
}

/** Rounded down, as on the certificate. */
const percent = (share: number) => `${Math.floor(share * 100 + 1e-6)} %`;

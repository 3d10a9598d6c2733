import type { Metadata } from "next";
import Link from "next/link";
import { StatusMark } from "#components/status-mark";
import { labPath, lessonPath } from "#courseware/lessons";
import { selectEnrolments } from "#db/queries/enrolments";
import { selectLessonProgress } from "#db/queries/lesson-progress";
import { certificatePathOf } from "#server/certificates";
import { currentGrade } from "#server/record-grade";
import { requireViewer } from "#server/viewer";

export const metadata: Metadata = { title: "Dashboard" };

/** What to do next, then what is passed, what is missing, and what still stands before the certificate. */
export default async function DashboardPage() {
  const viewer = await requireViewer("/dashboard");
  const enrolments = await selectEnrolments(viewer.id);
  return (
    <main id="content" className="page">
      <h1>Dashboard</h1>
      {enrolments.length === 0 ? (
        <p>
          You are not enrolled in a course yet. <Link href="/courses">Look at the courses</Link>
        </p>
      ) : (
        enrolments.map(({ course }) => <CourseProgress key={course} learnerId={viewer.id} course={course} />)
      )}
    </main>
  );
}

async function CourseProgress({ learnerId, course }: { readonly learnerId: string; readonly course: string }) {
  const [grade, progress, certificate] = await Promise.all([
    currentGrade(learnerId, course),
    selectLessonProgress(learnerId, course),
    certificatePathOf(learnerId, course),
  ]);
  if (!grade) return null;
  const { edition, items } = grade;
  const read = new Set(progress.map((each) => each.lesson));
  const next = nextStep(course, edition.modules, read, grade.missing);
  const scores = new Map(items.map((item) => [item.slug, item]));
  return (
    <section aria-labelledby={course}>
      <h2 id={course}>{edition.title}</h2>
      {next && (
        <p className="notice">
          Next:{" "}
          <Link href={next.href} className="font-strong">
            {next.title}
          </Link>
        </p>
      )}
      <table className="w-full tabular-nums">
        <caption className="sr-only">What counts, and what you have of it</caption>
        <thead>
          <tr className="border-line border-b text-left text-ink-soft text-small">
            <th scope="col" className="py-2 font-normal">
              What counts
            </th>
            <th scope="col" className="py-2 font-normal">
              Status
            </th>
            <th scope="col" className="py-2 text-right font-normal">
              Yours
            </th>
            <th scope="col" className="py-2 text-right font-normal">
              Weight
            </th>
          </tr>
        </thead>
        <tbody>
          {[...scores.values()].map((item) => (
            <tr key={item.slug} className="border-line border-b">
              <th scope="row" className="py-2 text-left font-normal">
                {item.kind === "lab" ? <Link href={labPath(item.slug)}>{item.title}</Link> : item.title}
                {item.required && <span className="text-ink-soft text-small"> required</span>}
              </th>
              <td className="py-2">
                <ItemStatus score={item.score} />
              </td>
              <td className="py-2 text-right">{percent(item.score)}</td>
              <td className="py-2 text-right">{percent(item.weight)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="py-2 text-left">
              Grade
            </th>
            <td />
            <td className="py-2 text-right font-strong">{percent(grade.grade)}</td>
            <td className="py-2 text-right text-ink-soft">{percent(edition.passingGrade)} to pass</td>
          </tr>
        </tfoot>
      </table>
      <p>
        {certificate ? (
          <>
            <StatusMark status="passed" word="Certificate issued." /> <Link href={certificate}>Open it</Link>
          </>
        ) : (
          <>
            <StatusMark status="waiting" word="Certificate:" /> {missing(grade, edition.passingGrade)}
          </>
        )}
      </p>
    </section>
  );
}

function ItemStatus({ score }: { readonly score: number }) {
  if (score >= 1) return <StatusMark status="passed" word="Passed" />;
  return score > 0 ? <StatusMark status="waiting" word="In part" /> : <StatusMark status="idle" word="Not begun" />;
}

type Modules = readonly { readonly lessons: readonly { readonly slug: string; readonly title: string }[] }[];

/** The first lesson not read; when all are, the first required lab not passed. */
function nextStep(course: string, modules: Modules, read: ReadonlySet<string>, labs: readonly { slug: string; title: string }[]) {
  const lesson = modules.flatMap((module) => module.lessons).find((each) => !read.has(each.slug));
  if (lesson) return { href: lessonPath(course, lesson.slug), title: lesson.title };
  const [lab] = labs;
  return lab && { href: labPath(lab.slug), title: lab.title };
}

function missing({ missing: labs, grade }: { missing: readonly { title: string }[]; grade: number }, passing: number): string {
  const parts = [
    ...(labs.length > 0 ? [`to pass ${labs.map((lab) => `“${lab.title}”`).join(" and ")}`] : []),
    ...(grade + 1e-9 < passing ? [`${Math.ceil((passing - grade) * 100)} more points of the grade`] : []),
  ];
  return parts.length === 0 ? "being issued." : `still missing ${parts.join(", and ")}.`;
}

/** Rounded down, as on the certificate. */
const percent = (share: number) => `${Math.floor(share * 100 + 1e-6)} %`;

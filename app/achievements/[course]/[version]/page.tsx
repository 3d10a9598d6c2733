import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { loadCourse } from "#courseware/courses";
import { criteriaNarrative } from "#credentials/credential";

export const metadata: Metadata = { title: "What had to be done" };

/** The criteria that certificates of a course name. */
export default async function AchievementPage({ params }: { params: Promise<{ course: string; version: string }> }) {
  const { course: slug, version } = await params;
  const course = await loadCourse(slug);
  if (!course || course.version !== decodeURIComponent(version)) notFound();
  const labs = course.modules.flatMap((module) => module.labs).filter((lab) => lab.required).length;
  return (
    <main id="content" className="page">
      <h1>{course.title}</h1>
      <p className="text-lead">What a certificate of version {course.version} asks for</p>
      <p>{criteriaNarrative({ passingGrade: course.passingGrade, labs })}</p>
      <p>Labs are graded by running what was handed in and looking at what it does. The work is not proctored.</p>
    </main>
  );
}

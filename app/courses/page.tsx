import type { Metadata } from "next";
import Link from "next/link";
import { listCourses, loadCourse } from "#courseware/courses";

export const metadata: Metadata = { title: "Courses" };

export default async function CoursesPage() {
  const courses = await Promise.all((await listCourses()).map(loadOne));
  return (
    <main id="content" className="page">
      <h1>Courses</h1>
      <ul className="divide-y divide-line">
        {courses.map(({ slug, course }) => (
          <li key={slug} className="py-4">
            <Link href={`/courses/${slug}`} className="text-lead">
              {course?.title}
            </Link>
            <p>{course?.about}</p>
          </li>
        ))}
      </ul>
    </main>
  );
}

const loadOne = async (slug: string) => ({ slug, course: await loadCourse(slug) });

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { criteriaNarrative } from "#credentials/credential";
import { editionOfCriteria, requiredLabs } from "#server/certificates";

export const metadata: Metadata = { title: "What had to be done" };

/** The criteria that certificates of one edition of a course name; they stand as long as the certificates do. */
export default async function AchievementPage({ params }: { params: Promise<{ course: string; version: string }> }) {
  const { course, version } = await params;
  const edition = await editionOfCriteria(course, decodeURIComponent(version));
  if (!edition) notFound();
  const labs = edition.modules.flatMap((module) => module.labs).filter((lab) => lab.required);
  return (
    <main id="content" className="page">
      <h1>{edition.title}</h1>
      <p className="text-lead">What a certificate of version {edition.version} asks for</p>
      <p>{criteriaNarrative({ passingGrade: edition.passingGrade, labs: requiredLabs(edition) })}</p>
      <ul className="list-disc pl-6">
        {labs.map(({ slug, title }) => (
          <li key={slug}>{title}</li>
        ))}
      </ul>
      <p>Labs are graded by running what was handed in and looking at what it does. The work is not proctored.</p>
    </main>
  );
}

import Link from "next/link";
import { listCourses, loadCourse } from "#courseware/courses";

export default async function HomePage() {
  const [slug = ""] = await listCourses();
  const course = await loadCourse(slug);
  return (
    <main id="content" className="page">
      <h1>Learn DevOps and SRE by doing the work</h1>
      <p className="text-lead">
        You edit real configuration. It really runs: the pipeline, its scripts, its deployments, in the simulated company of an online
        grocer named Larder. Within a second you see what your file does.
      </p>
      <p>
        When something is wrong, you are shown the case in which it goes wrong: what was pushed, what was expected, what happened, and the
        line in your file. Whoever completes the course gets a certificate that anyone can check.
      </p>
      {course && (
        <p className="mt-8">
          <Link className="button" href={`/courses/${slug}`}>
            Open the course
          </Link>
        </p>
      )}
      <h2>How it is different</h2>
      <ul className="list-disc pl-6">
        <li>Labs are graded on behaviour. Any path to it is right; the checks never look for words in your file.</li>
        <li>There is no container to wait for and no cloud account to pay for.</li>
        <li>What the simulation cannot do, it says by name and place, and gives no verdict.</li>
      </ul>
    </main>
  );
}

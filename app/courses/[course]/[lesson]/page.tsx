import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { type Course, listCourses, loadCourse } from "#courseware/courses";
import { loadLab } from "#courseware/labs";
import type { Lesson } from "#courseware/lesson-model";
import { labPath, lessonPath, loadLesson, loadRecalled } from "#courseware/lessons";
import { renderProse } from "../../../lesson-components.tsx";
import { LessonEnd, LessonQuestions } from "../../../lesson-questions.tsx";

type LessonPageProps = { readonly params: Promise<{ course: string; lesson: string }> };

/** Lesson pages are static; one that is added later is rendered when it is first asked for. */
export async function generateStaticParams() {
  const courses = await Promise.all((await listCourses()).map((slug) => loadCourse(slug)));
  return courses.flatMap(
    (course) => course?.modules.flatMap((module) => module.lessons.map((lesson) => ({ course: course.slug, lesson }))) ?? [],
  );
}

export async function generateMetadata({ params }: LessonPageProps): Promise<Metadata> {
  const { course, lesson } = await params;
  const loaded = await loadLesson(course, lesson);
  return loaded ? { title: loaded.frontmatter.title, description: loaded.frontmatter.summary } : { title: "No such lesson" };
}

export default async function LessonPage({ params }: LessonPageProps) {
  const { course: slug, lesson: name } = await params;
  const [course, lesson] = [await loadCourse(slug), await loadLesson(slug, name)];
  if (!course || !lesson) notFound();
  const { frontmatter, tree } = lesson;
  const outline = tree.headings.filter((heading) => heading.depth === 2);
  return (
    <LessonQuestions course={slug} lesson={name}>
      <main
        id="content"
        className="mx-auto grid max-w-page grid-cols-[minmax(0,1fr)] gap-x-12 px-4 pt-10 pb-20 outline:grid-cols-[minmax(0,1fr)_14rem]"
      >
        <article className="mx-auto w-full max-w-measure">
          <p className="text-ink-soft">
            <Link href={`/courses/${slug}`} className="link">
              {course.title}
            </Link>
            , {frontmatter.minutes} minutes
          </p>
          <h1 className="mt-2 text-title">{frontmatter.title}</h1>
          <p className="mt-3 text-ink-soft text-lead">{frontmatter.summary}</p>
          <div className="prose mt-8 text-prose">{renderProse(tree.root)}</div>
          <Recalled lesson={lesson} />
          <LessonEnd />
          <Sources sources={frontmatter.sources} tools={frontmatter.tools} />
          <NextStep course={course} lesson={name} />
        </article>
        <nav aria-label="In this lesson" className="sticky top-8 hidden self-start text-ui outline:block">
          <p className="font-strong">In this lesson</p>
          <ol className="mt-2 space-y-1">
            {outline.map((heading) => (
              <li key={heading.id}>
                <a href={`#${heading.id}`} className="text-ink-soft hover:text-ink">
                  {heading.text}
                </a>
              </li>
            ))}
          </ol>
        </nav>
      </main>
    </LessonQuestions>
  );
}

/** What an earlier lesson asked, asked once more: what was learnt lasts longer for it. */
async function Recalled({ lesson }: { readonly lesson: Lesson }) {
  const recalled = await loadRecalled(lesson);
  if (recalled.length === 0) return null;
  return (
    <section aria-labelledby="recalled" className="mt-12">
      <h2 id="recalled" className="text-heading">
        From an earlier lesson
      </h2>
      {recalled.map(({ lesson: earlier, root }) => (
        <LessonQuestions key={earlier.slug} course={earlier.course} lesson={earlier.slug}>
          <p className="mt-2 mb-4 text-ink-soft">
            <Link href={lessonPath(earlier.course, earlier.slug)} className="link">
              {earlier.frontmatter.title}
            </Link>
          </p>
          <div className="prose text-prose">{renderProse(root)}</div>
        </LessonQuestions>
      ))}
    </section>
  );
}

type SourcesProps = {
  readonly sources: readonly { readonly title: string; readonly url: string }[];
  readonly tools: readonly { readonly name: string; readonly version: string }[];
};

function Sources({ sources, tools }: SourcesProps) {
  return (
    <section aria-labelledby="sources" className="mt-12 border-line border-t pt-4 text-ui">
      <h2 id="sources" className="font-strong">
        Sources
      </h2>
      <ul className="mt-2 list-disc space-y-1 pl-6">
        {sources.map((source) => (
          <li key={source.url}>
            <a href={source.url} className="link">
              {source.title}
            </a>
          </li>
        ))}
      </ul>
      {tools.length > 0 && (
        <p className="mt-2 text-ink-soft">What is said here holds for {tools.map((tool) => `${tool.name} ${tool.version}`).join(", ")}.</p>
      )}
    </section>
  );
}

/** The lesson after this one, or the module's first lab. */
async function NextStep({ course, lesson }: { readonly course: Course; readonly lesson: string }) {
  const module = course.modules.find((each) => each.lessons.includes(lesson));
  const next = module?.lessons[module.lessons.indexOf(lesson) + 1];
  const [lab] = module?.labs ?? [];
  const step = next
    ? { href: lessonPath(course.slug, next), title: (await loadLesson(course.slug, next))?.frontmatter.title }
    : lab && { href: labPath(lab.slug), title: (await loadLab(lab.slug))?.title };
  if (!step) return null;
  return (
    <p className="mt-10 flex flex-wrap items-baseline gap-3">
      <span className="text-ink-soft">Next</span>
      <Link className="button" href={step.href}>
        {step.title}
      </Link>
    </p>
  );
}

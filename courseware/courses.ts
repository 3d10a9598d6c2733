import { type Diagnostic, type Parsed, startOf } from "#engines/source";
import { cached } from "./cache.ts";
import { type Content, contentName, ownContent } from "./content.ts";
import { type CourseFile, readCourseFile, type Weights } from "./course-file.ts";
import { listFolders, readFolder, slugPattern } from "./folder.ts";
import { listLabs } from "./labs.ts";
import { listLessons } from "./lessons.ts";

export type { Weights } from "./course-file.ts";

export type Course = CourseFile & { readonly slug: string };

/** Reads `content/courses/<slug>/course.yaml` and looks at what stands beside it. */
export async function readCourse(content: Content, slug: string): Promise<Parsed<Course | undefined>> {
  const folder = `courses/${slug}`;
  const { model: files, diagnostics: found } = await readFolder(content.root, folder);
  const diagnostics: Diagnostic[] = [...found];
  const error = (rule: string, path: string, summary: string, detail: string) =>
    diagnostics.push({ severity: "error", code: `course/${rule}`, summary, detail, span: startOf(`${contentName}/${folder}${path}`) });
  if (!slugPattern.test(slug)) error("name", "", "A course's folder is named in lower case, with hyphens", "");
  const prefix = `${contentName}/${folder}/`;
  for (const { path } of files) {
    const inside = path.slice(prefix.length);
    if (inside !== "course.yaml" && !/^lessons\/[^/]+\.mdx$/.test(inside))
      error("stray-file", `/${inside}`, "A course has no such file", "It has course.yaml and lessons/<slug>.mdx.");
  }
  const main = files.find((file) => file.path === `${prefix}course.yaml`);
  if (!main) {
    error("missing-file", "/course.yaml", "The course has no course.yaml", "It lists the modules.");
    return { model: undefined, diagnostics };
  }
  const lessons = await listLessons(content, slug);
  const course = readCourseFile(main, { lessons, labs: await listLabs(content) });
  diagnostics.push(...course.diagnostics);
  const used = new Set(course.model?.modules.flatMap((module) => module.lessons) ?? []);
  for (const lesson of course.model ? lessons : [])
    if (!used.has(lesson))
      error("unused-lesson", `/lessons/${lesson}.mdx`, "No module lists this lesson", "Add it to a module's `lessons` in course.yaml.");
  return { model: course.model && { ...course.model, slug }, diagnostics };
}

const read = cached(readCourse, (slug) => [`courses/${slug}`, "labs"]);

/** A course; nothing where there is none, `ContentError` where it is wrong. */
export async function loadCourse(slug: string, content: Content = ownContent): Promise<Course | undefined> {
  return (await listCourses(content)).includes(slug) ? read(content, slug) : undefined;
}

export function listCourses(content: Content = ownContent): Promise<string[]> {
  return listFolders(content.root, "courses");
}

/** The weights over what there is to grade, adding up to 1. */
export function normaliseWeights(
  weights: Weights,
  published: { readonly labs: boolean; readonly questions: boolean; readonly incident: boolean },
): Weights {
  const labs = published.labs ? weights.labs : 0;
  const questions = published.questions ? weights.questions : 0;
  const incident = published.incident ? weights.incident : 0;
  const sum = labs + questions + incident;
  return sum === 0 ? { labs: 0, questions: 0, incident: 0 } : { labs: labs / sum, questions: questions / sum, incident: incident / sum };
}

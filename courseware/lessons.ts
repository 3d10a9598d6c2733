import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { type Diagnostic, type Parsed, type SourceFile, startOf } from "#engines/source";
import { contentHash } from "#grading/hash";
import type { Variant } from "#grading/model";
import { cached } from "./cache.ts";
import { type Content, ownContent } from "./content.ts";
import { readFolder, slugPattern } from "./folder.ts";
import { readFrontmatter } from "./frontmatter.ts";
import { type LabSource, listLabs } from "./labs.ts";
import type { Lesson, LessonTree } from "./lesson-model.ts";
import { type LinkTargets, readMdx } from "./mdx.ts";
import { splitQuestions } from "./split-questions.ts";
import { fill, placesIn } from "./variant.ts";

export type * from "./lesson-model.ts";

/** Addresses of the site that content may link to by name. */
export const lessonPath = (course: string, lesson: string) => `/courses/${course}/${lesson}`;
export const labPath = (lab: string) => `/labs/${lab}`;

/** The lessons in a course's folder, by slug. */
export async function listLessons(content: Content, course: string): Promise<string[]> {
  const { model } = await readFolder(content.root, `courses/${course}/lessons`);
  return model.flatMap(({ path }) => /\/lessons\/([^/]+)\.mdx$/.exec(path)?.[1] ?? []);
}

/** Reads `content/courses/<course>/lessons/<slug>.mdx`. */
export async function readLesson(content: Content, course: string, slug: string): Promise<Parsed<Lesson | undefined>> {
  const path = `courses/${course}/lessons/${slug}.mdx`;
  const { model: files, diagnostics: found } = await readFolder(content.root, path);
  const [file] = files;
  if (!file) return { model: undefined, diagnostics: found };
  const named: Diagnostic[] = slugPattern.test(slug)
    ? []
    : [
        {
          severity: "error",
          code: "lesson/name",
          summary: "A lesson's file is named in lower case, with hyphens",
          detail: "",
          span: startOf(file.path),
        },
      ];
  const frontmatter = readFrontmatter(file);
  const mdx = await readMdx(file, await linksOf(content, course));
  const split = mdx.model ? splitQuestions(file, mdx.model) : undefined;
  const diagnostics = [...named, ...frontmatter.diagnostics, ...mdx.diagnostics, ...(split?.diagnostics ?? [])];
  if (!split || diagnostics.length > 0) return { model: undefined, diagnostics };
  return {
    model: { course, slug, frontmatter: frontmatter.model, ...split.model, contentHash: contentHash(file.text) },
    diagnostics,
  };
}

async function linksOf(content: Content, course: string | undefined): Promise<LinkTargets> {
  const labs = await listLabs(content);
  const lessons = course === undefined ? [] : await listLessons(content, course);
  return {
    labs,
    lessons,
    lab: (slug) => (labs.includes(slug) ? labPath(slug) : undefined),
    lesson: (slug) => (course !== undefined && lessons.includes(slug) ? lessonPath(course, slug) : undefined),
  };
}

const read = cached(
  (content, key) => {
    const [course = "", slug = ""] = key.split("/");
    return readLesson(content, course, slug);
  },
  (key) => [`courses/${key.split("/")[0]}`, "labs"],
);

/** A lesson of a course; nothing where there is none, `ContentError` where it is wrong. */
export async function loadLesson(course: string, slug: string, content: Content = ownContent): Promise<Lesson | undefined> {
  if (!slugPattern.test(course) || !slugPattern.test(slug)) return undefined;
  return (await listLessons(content, course)).includes(slug) ? read(content, `${course}/${slug}`) : undefined;
}

/**
 * A lab's brief as one learner reads it. With no variant it is read for its faults: each place is then as long as it is written, so
 * that the faults' places are those of the file.
 */
export async function readBrief(
  content: Content,
  brief: SourceFile,
  variant: Variant | undefined,
): Promise<Parsed<LessonTree | undefined>> {
  const text = variant ? fill(brief.text, variant) : padPlaces(brief.text);
  const file = { path: brief.path, text };
  const mdx = await readMdx(file, await linksOf(content, undefined));
  const split = mdx.model ? splitQuestions(file, mdx.model) : undefined;
  const diagnostics = [...mdx.diagnostics, ...(split?.diagnostics ?? [])];
  if (split && split.model.questions.size > 0) {
    const detail = "Questions belong to lessons, where they are graded.";
    diagnostics.push({
      severity: "error",
      code: "lesson/question",
      summary: "A brief holds no questions",
      detail,
      span: startOf(brief.path),
    });
  }
  return { model: split?.model.tree, diagnostics };
}

function padPlaces(text: string): string {
  let padded = text.replaceAll("@@{", "@@(");
  for (const { start, end } of placesIn(text)) padded = padded.slice(0, start) + "x".repeat(end - start) + padded.slice(end);
  return padded;
}

/** The brief for a lab that was loaded, and so is right; a fault in it is a bug of the content check. */
export async function renderBrief(lab: LabSource, variant: Variant, content: Content = ownContent): Promise<LessonTree> {
  const { model, diagnostics } = await readBrief(content, lab.brief, variant);
  if (!model) throw new Error(`The brief of lab "${lab.slug}" cannot be read: ${diagnostics[0]?.summary}`);
  return model;
}

/** A question of another lesson, to be asked again: the lesson it stands in, and the question alone. */
export type RecalledQuestion = { readonly lesson: Lesson; readonly root: Root };

/** The questions that a lesson brings back, as its `recalls` names them. */
export async function loadRecalled(lesson: Lesson, content: Content = ownContent): Promise<readonly RecalledQuestion[]> {
  const found: RecalledQuestion[] = [];
  for (const recall of lesson.frontmatter.recalls) {
    const [slug = "", id = ""] = recall.split("#");
    const other = await loadLesson(lesson.course, slug, content);
    if (!other) continue;
    visit(other.tree.root, "element", (node) => {
      if (node.data?.component === "Question" && node.data.props?.id === id)
        found.push({ lesson: other, root: { type: "root", children: [node] } });
    });
  }
  return found;
}

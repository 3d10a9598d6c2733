import { type Content, contentName } from "#courseware/content";
import { listCourses, readCourse } from "#courseware/courses";
import { listLabs, readLab } from "#courseware/labs";
import { listLessons, readBrief, readLesson } from "#courseware/lessons";
import { listWorlds, readWorld } from "#courseware/worlds";
import { type Diagnostic, didYouMean, isError, startOf } from "#engines/source";
import { moduleFaults } from "./module-faults.ts";
import { type LabProof, proveLab } from "./prove-lab.ts";

export type ContentReport = { readonly diagnostics: readonly Diagnostic[]; readonly labs: readonly LabProof[]; readonly looked: number };

/** Checks everything in the content, or what stands at or below `only` (a path such as `content/labs/release-gate`). */
export async function checkContent(content: Content, only = contentName): Promise<ContentReport> {
  const diagnostics: Diagnostic[] = [];
  const labs: LabProof[] = [];
  let looked = 0;
  // A world is looked at with the labs too when one file of it is asked for, and the other way round never.
  const asked = (path: string) =>
    `${only}/`.startsWith(`${contentName}/${path}/`) ||
    `${contentName}/${path}`.startsWith(`${only.replace(/\/$/, "")}/`) ||
    only === `${contentName}/${path}`;
  for (const name of await listWorlds(content)) {
    if (!asked(`worlds/${name}`)) continue;
    looked++;
    const { model, diagnostics: found } = await readWorld(content, name);
    diagnostics.push(...found, ...(model ? moduleFaults(model) : []));
  }
  for (const slug of await listLabs(content)) {
    if (!asked(`labs/${slug}`)) continue;
    looked++;
    const { model: lab, diagnostics: found } = await readLab(content, slug);
    const brief = lab ? (await readBrief(content, lab.brief, undefined)).diagnostics : [];
    const all = [...found, ...brief];
    diagnostics.push(...all);
    const kind = content.kinds.get(lab?.kind ?? "");
    if (!lab || !kind || all.some(isError)) continue;
    const proof = await proveLab(lab, kind);
    labs.push(proof);
    diagnostics.push(...proof.diagnostics);
  }
  for (const course of await listCourses(content)) {
    const lessons = (await listLessons(content, course)).filter((slug) => asked(`courses/${course}/lessons/${slug}.mdx`));
    if (lessons.length === 0 && !asked(`courses/${course}`)) continue;
    diagnostics.push(...(await checkCourse(content, course, lessons, only)));
    looked += 1 + lessons.length;
  }
  if (looked === 0) diagnostics.push(nothing(only));
  return { diagnostics, labs, looked };
}

async function checkCourse(content: Content, course: string, lessons: readonly string[], only: string): Promise<Diagnostic[]> {
  const whole = only === contentName || !only.endsWith(".mdx");
  const diagnostics: Diagnostic[] = whole ? [...(await readCourse(content, course)).diagnostics] : [];
  const questions = new Set<string>();
  const recalls: { readonly path: string; readonly recall: string }[] = [];
  for (const slug of await listLessons(content, course)) {
    const { model: lesson, diagnostics: found } = await readLesson(content, course, slug);
    for (const id of lesson?.questions.keys() ?? []) questions.add(`${slug}#${id}`);
    if (!lessons.includes(slug)) continue;
    diagnostics.push(...found);
    const path = `${contentName}/courses/${course}/lessons/${slug}.mdx`;
    for (const recall of lesson?.frontmatter.recalls ?? []) recalls.push({ path, recall });
  }
  for (const { path, recall } of recalls) {
    if (questions.has(recall)) continue;
    const detail = `\`recalls\` names questions of this course as lesson#question.${didYouMean(recall, questions)}`;
    diagnostics.push({
      severity: "error",
      code: "lesson/recalls",
      summary: `No question is named "${recall}"`,
      detail,
      span: startOf(path),
    });
  }
  return diagnostics;
}

function nothing(only: string): Diagnostic {
  const detail = "There is no world, lab, course or lesson at this path.";
  return { severity: "error", code: "content/nothing", summary: "Nothing was checked", detail, span: startOf(only) };
}

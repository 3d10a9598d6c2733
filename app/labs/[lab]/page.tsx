import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { PreviewSetting } from "#components/lab-worker/preview";
import { loadLab } from "#courseware/labs";
import { renderBrief } from "#courseware/lessons";
import { fill } from "#courseware/variant";
import { selectOptionalDraft } from "#db/queries/drafts";
import { selectOwnSubmissions } from "#db/queries/submissions";
import { surroundingsOf } from "#engines/gitlab-ci";
import type { World } from "#engines/world";
import { describeScenarios } from "#grading/grade";
import { kinds } from "#grading/kinds/index";
import { terraform, terraformScenario } from "#grading/kinds/terraform";
import { type LearnersLab, openLab } from "#server/labs";
import { requireViewer } from "#server/viewer";
import { renderProse } from "../../lesson-components.tsx";
import type { OpenLab } from "./model.ts";
import { Workbench } from "./workbench.tsx";

type LabPageProps = { readonly params: Promise<{ lab: string }> };

export async function generateMetadata({ params }: LabPageProps): Promise<Metadata> {
  const lab = await loadLab((await params).lab);
  return { title: lab ? lab.title : "No such lab" };
}

/** A lab in the learner's own variant, with what they last typed and their attempts. */
export default async function LabPage({ params }: LabPageProps) {
  const { lab: slug } = await params;
  const viewer = await requireViewer(`/labs/${slug}`);
  const access = await openLab(viewer.id, slug);
  switch (access.kind) {
    case "no-such-lab":
      return notFound();
    case "not-enrolled":
      return <NotEnrolled course={access.course} title={access.title} />;
    case "open": {
      const { source, variant } = access.opened;
      const [lab, brief] = await Promise.all([describeLab(viewer.id, access.opened), renderBrief(source, variant)]);
      return (
        <main id="content">
          <h1 className="border-line border-b px-4 py-3 font-strong text-heading">{lab.title}</h1>
          <Workbench lab={lab} brief={renderProse(brief.root)} />
        </main>
      );
    }
    default:
      return access satisfies never;
  }
}

function NotEnrolled({ course, title }: { readonly course: string; readonly title: string }) {
  return (
    <main id="content" className="mx-auto max-w-measure px-4 py-12">
      <h1 className="font-strong text-title">{title}</h1>
      <p className="mt-4">This lab is part of a course. Enrol, and your work on it is kept and counts.</p>
      <p className="mt-4">
        <Link className="button" href={`/courses/${course}`}>
          Go to the course
        </Link>
      </p>
    </main>
  );
}

/** The plan that a Terraform lab shows as one types is that of its first check. */
function previewSetting({ kind, checks }: LearnersLab["lab"], world: World): PreviewSetting {
  const [first] = checks;
  if (kind === terraform.name && first)
    return {
      repository: world.repository,
      terraform: { scenario: terraformScenario(terraform.scenario.parse(first.scenario)), modules: world.modules },
    };
  const { provides, variables } = surroundingsOf(world);
  return { repository: [], gitlab: { provides, variables } };
}

/** What the browser may know: titles and scenarios of the checks, never their expressions; the repository without the learner's files. */
async function describeLab(learnerId: string, { source, lab, start, variant }: LearnersLab): Promise<OpenLab> {
  const kind = kinds.get(lab.kind);
  if (!kind) throw new Error(`bug: the content check let through a lab of kind "${lab.kind}"`);
  const { world } = source.worldSource;
  const whens = describeScenarios(lab, world, kind);
  const [draft, attempts] = await Promise.all([selectOptionalDraft(learnerId, lab.slug), selectOwnSubmissions(learnerId, lab.slug)]);
  return {
    slug: lab.slug,
    title: source.title,
    kind: lab.kind,
    learnerId,
    editable: lab.files,
    start,
    repository: world.repository.filter((file) => !start.some((own) => own.path === file.path)),
    preview: previewSetting(lab, world),
    checks: lab.checks.map(({ id, title, points }, index) => ({ id, title, points, when: whens[index] ?? "" })),
    hints: source.hints.map((hint) => fill(hint, variant)),
    draft: draft && { files: draft.files, revision: draft.revision, updatedAt: draft.updatedAt.toISOString() },
    attempts: attempts.map(({ id, score, max, passed, createdAt }) => ({ id, score, max, passed, at: createdAt.toISOString() })),
  };
}

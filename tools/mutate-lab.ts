import { type LabSource, readyFiles, readyLab } from "#courseware/labs";
import { combinations } from "#courseware/variant";
import { isError } from "#engines/source";
import { gradeLab } from "#grading/grade";
import type { LabKind } from "#grading/kinds/kind";
import { mutateWorkflow } from "./mutants/github-actions.ts";
import { mutateGitlab } from "./mutants/gitlab-ci.ts";
import { mutateJenkinsfile } from "./mutants/jenkins.ts";
import type { Mutator } from "./mutants/model.ts";
import { mutateTerraform } from "./mutants/terraform.ts";

const mutators: Readonly<Record<string, Mutator>> = {
  "github-actions": mutateWorkflow,
  "gitlab-ci": mutateGitlab,
  jenkins: mutateJenkinsfile,
  terraform: mutateTerraform,
};

/** How many of the broken solutions a lab's checks notice. */
export type MutationProof = {
  readonly slug: string;
  readonly killed: number;
  /** Mutants that pass in full, and are not listed as equivalent. */
  readonly survivors: readonly string[];
  readonly equivalents: number;
  /** Listed as equivalent, but killed or not made: the list is out of date. */
  readonly stale: readonly string[];
};

/** Grades every mutant of the solution, in the first variant; nothing for a kind without mutants. */
export async function mutateLab(lab: LabSource, kind: LabKind): Promise<MutationProof | undefined> {
  const mutator = mutators[lab.kind];
  const [variant = {}] = combinations(lab.variant).variants;
  if (!mutator) return undefined;
  const { world } = lab.worldSource;
  const [ready, solution] = [readyLab(lab, variant), readyFiles(lab.solution, variant)];
  const listed = new Set(lab.equivalents.map(({ mutant }) => mutant));
  const seen = new Set<string>();
  const survivors: string[] = [];
  let killed = 0;
  for (const { name, file } of solution.flatMap((each) => mutator(each, world))) {
    const files = solution.map((each) => (each.path === file.path ? file : each));
    if (kind.check(files, world).some(isError)) continue;
    const { report } = await gradeLab(ready, world, files, kind);
    if (report.score < report.max) {
      killed++;
      continue;
    }
    if (listed.has(name)) seen.add(name);
    else survivors.push(name);
  }
  return { slug: lab.slug, killed, survivors, equivalents: seen.size, stale: [...listed].filter((name) => !seen.has(name)) };
}

import "server-only";
import { listLabs, loadLab, readyFiles, readyLab } from "#courseware/labs";
import { combinations } from "#courseware/variant";
import { warmPool } from "#grading/pool/grade-in-pool";

/** Grades one solution in every child as the server starts, so that the first learner does not wait for cold code. */
export async function warmUp(): Promise<void> {
  const [slug] = await listLabs();
  const source = slug === undefined ? undefined : await loadLab(slug);
  const [variant] = source ? combinations(source.variant).variants : [];
  if (!source || !variant) return;
  warmPool({ lab: readyLab(source, variant), world: source.worldSource.world, files: readyFiles(source.solution, variant) });
}

import { listLabs, loadLab, readyFiles, readyLab } from "#courseware/labs";
import { combinations } from "#courseware/variant";
import { gradeLab } from "#grading/grade";
import { kinds } from "#grading/kinds/index";
import { gradeInPool, warmPool } from "#grading/pool/grade-in-pool";
import { ms, row, time } from "./measure.ts";

/** The time to check each lab's solution: parsing, every scenario, every check; in this process and through the pool. */
export async function benchGrading(): Promise<void> {
  console.log("Checking a lab, warm (target: median and 95th under 50 ms)");
  for (const slug of await listLabs()) {
    const source = await loadLab(slug);
    const kind = source && kinds.get(source.kind);
    const [variant] = source ? combinations(source.variant).variants : [];
    if (!source || !kind || !variant) throw new Error(`bug: the lab "${slug}" cannot be opened`);
    const [lab, files, world] = [readyLab(source, variant), readyFiles(source.solution, variant), source.worldSource.world];
    // Shells remember by world: in another world nothing of this work was ever seen.
    const unseen = await time(() => gradeLab(lab, { ...world }, files, kind), { warm: 60, count: 200 });
    row(`${slug}, in process, work never seen`, `median ${ms(unseen.median)}, 95th ${ms(unseen.p95)}`);
    const own = await time(() => gradeLab(lab, world, files, kind), { warm: 60, count: 200 });
    row(`${slug}, in process, work seen before`, `median ${ms(own.median)}, 95th ${ms(own.p95)}`);
    warmPool({ lab, world, files });
    const pooled = await time(() => gradeInPool({ lab, world, files }), { warm: 60, count: 200 });
    row(`${slug}, through the pool`, `median ${ms(pooled.median)}, 95th ${ms(pooled.p95)}`);
  }
}

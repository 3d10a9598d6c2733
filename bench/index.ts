import { measureBundled } from "./bundled.ts";
import { benchSite } from "./site.ts";
import { benchStart } from "./start.ts";

const parts = {
  grading: () => measureBundled("grading.ts", "benchGrading"),
  pipelines: () => measureBundled("pipelines.ts", "benchPipelines"),
  site: benchSite,
  start: benchStart,
  terraform: () => measureBundled("terraform.ts", "benchTerraform"),
};

// Without names, everything: `npm run bench`, or `npm run bench -- grading`.
const chosen = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await part();
process.exit(0);

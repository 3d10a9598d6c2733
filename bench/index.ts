import { benchGrading } from "./grading.ts";
import { benchPipelines } from "./pipelines.ts";
import { benchSite } from "./site.ts";
import { benchStart } from "./start.ts";
import { benchTerraform } from "./terraform.ts";

const parts = { grading: benchGrading, pipelines: benchPipelines, site: benchSite, start: benchStart, terraform: benchTerraform };

// Without names, everything: `npm run bench`, or `npm run bench -- grading`.
const chosen = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await part();
process.exit(0);

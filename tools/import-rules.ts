import { readFileSync } from "node:fs";
import { filesBelow } from "./fingerprint.ts";
import { checkModule } from "./import-rules/check-module.ts";
import { table } from "./import-rules/table.ts";

// Every room of the table: a folder, or for the environment a file of the root.
const paths = Object.keys(table).flatMap((room) => [...filesBelow(room), ...filesBelow(`${room}.ts`)]);
const modules = paths.map((path) => path.replaceAll("\\", "/")).filter((path) => /\.tsx?$/.test(path) && !path.includes("/testdata/"));
const faults = modules.flatMap((path) => checkModule(path, readFileSync(path, "utf8")));
for (const fault of faults) console.error(fault);
console.log(`${modules.length} modules, ${faults.length} imports that the rules forbid`);
// A checker that sees nothing has proven nothing.
process.exitCode = faults.length > 0 || modules.length === 0 ? 1 : 0;

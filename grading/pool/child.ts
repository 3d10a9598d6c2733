import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { kinds } from "../kinds/index.ts";
import { serve } from "./serve.ts";

// What a grading needs dies with it. Marking what stays, the engines and their tables, costs as much as all the rest of collecting garbage,
// so it is done half as often as by default; the limit on the whole process is another one.
setFlagsFromString("--heap-growing-percent=100");

// Bundled with every engine into one file, so that the file's hash is the hash of the source that grades.
const bundle = readFileSync(fileURLToPath(import.meta.url));
serve(kinds, createHash("sha256").update(bundle).digest("hex").slice(0, 16));

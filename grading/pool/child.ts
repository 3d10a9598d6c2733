import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { kinds } from "../kinds/index.ts";
import { serve } from "./serve.ts";

// Bundled with every engine into one file, so that the file's hash is the hash of the source that grades.
const bundle = readFileSync(fileURLToPath(import.meta.url));
serve(kinds, createHash("sha256").update(bundle).digest("hex").slice(0, 16));

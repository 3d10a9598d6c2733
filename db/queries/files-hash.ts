import { createHash } from "node:crypto";
import type { Submission } from "#grading/model";

/** SHA-256 in hex over paths and texts with their lengths, in order of path: the same files in any order hash alike. */
export function filesHash(files: Submission): string {
  const hash = createHash("sha256");
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${file.path.length}:${file.path}${file.text.length}:${file.text}`);
  }
  return hash.digest("hex");
}

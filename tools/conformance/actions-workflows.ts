import { existsSync } from "node:fs";
import { join } from "node:path";
import { actionlintCases } from "./actions-workflows-lint.ts";
import { readerCases } from "./actions-workflows-reader.ts";
import type { Suite } from "./suite.ts";

/** GitHub's reader's own documents, and what actionlint says of its own examples. */
export const suite: Suite = {
  name: "actions-workflows",
  cases: async (folder) => [
    ...(existsSync(join(folder, "reader")) ? readerCases(folder) : []),
    ...["ok", "err", "examples"].flatMap((part) => {
      const path = join(folder, "actionlint", part);
      return existsSync(path) ? actionlintCases(path, part) : [];
    }),
  ],
};

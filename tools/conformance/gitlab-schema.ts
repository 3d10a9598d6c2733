import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { schemaFaults } from "#engines/gitlab-ci";
import type { Suite } from "./suite.ts";

const Index = z.array(z.object({ file: z.string(), valid: z.boolean() }));

/** A valid file gives no error of form, an invalid one at least one. */
export const suite: Suite = {
  name: "gitlab-schema",
  cases: async (folder) =>
    Index.parse(JSON.parse(readFileSync(join(folder, "index.json"), "utf8"))).map(({ file, valid }) => ({
      id: file,
      run: () => {
        const faults = schemaFaults({ path: ".gitlab-ci.yml", text: readFileSync(join(folder, file), "utf8") });
        if (valid === (faults.length === 0)) return { passed: true };
        const told = faults.map(({ span, summary }) => `${span.start.line}:${span.start.column} ${summary}`).join("\n");
        return { passed: false, why: valid ? told : "no error was told" };
      },
    })),
};

import { z } from "zod";
import type { LabKind } from "../../kinds/kind.ts";
import { serve } from "../serve.ts";

const kept: Buffer[] = [];

/** A kind that does what the file `do` says, for better or worse. */
const doer: LabKind = {
  name: "doer",
  scenario: z.strictObject({}),
  checkScenario: () => [],
  describe: () => "Whatever it does",
  vocabulary: { records: {}, variables: { said: { type: "string", about: "" } } },
  check: () => [],
  run: async (files) => {
    const said = files.find((file) => file.path === "do")?.text ?? "";
    const hoard: unknown[] = [];
    if (said === "loop") for (;;);
    if (said === "throw") throw new Error("it threw");
    if (said === "exit") process.exit(3);
    if (said === "buffers") for (;;) hoard.push(Buffer.alloc(4 * 1024 * 1024, hoard.length));
    if (said === "heap") for (;;) hoard.push(Array.from({ length: 10_000 }, () => ({})));
    // Between the share a child may rest at and the limit.
    while (said === "keep" && process.memoryUsage().rss < 350 * 1024 * 1024) kept.push(Buffer.alloc(4 * 1024 * 1024, 1));
    if (said === "sleep") await new Promise((resolve) => setTimeout(resolve, 300));
    const env = Object.keys(process.env).join(" ");
    return { diagnostics: [], values: { said: said === "env" ? env : said === "pid" ? `${process.pid}` : said }, trace: { timeline: [], logs: [], truncated: false } };
  },
};

serve(new Map([[doer.name, doer]]), "test");

import type { Build } from "./build.ts";
import type { Context } from "./context.ts";

/** Runs what a step of Jenkins' own stands around, with the lines that the log has of such a step. */
export async function inBlock<Outcome>(
  build: Build,
  context: Context,
  step: string,
  run: () => Promise<Outcome>,
  says = "",
): Promise<Outcome> {
  build.console.line(`[Pipeline] ${step}`, context);
  if (says !== "") build.console.line(says, context);
  build.console.line("[Pipeline] {", context);
  try {
    return await run();
  } finally {
    build.console.line("[Pipeline] }", context);
    build.console.line(`[Pipeline] // ${step}`, context);
  }
}

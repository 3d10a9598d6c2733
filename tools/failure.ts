/** A failure that the person at the terminal can mend: told as one sentence, without a stack. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** Runs a command's main function; a `Failure` becomes one sentence on standard error and exit status 1. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
  }
}

/** The text of anything thrown. */
export const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** The `code` that Node and Postgres put on their errors, "" where there is none. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "";
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

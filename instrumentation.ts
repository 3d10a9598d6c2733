/** Next calls this once, before the first request: a server whose environment is not complete says so at once. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { readEnv } = await import("#env");
  readEnv(process.env);
  const { warmUp } = await import("#server/warm-up");
  // Broken content is told where it is asked for; it must not keep the rest of the site from starting.
  warmUp().catch((error: unknown) => console.error(error));
}

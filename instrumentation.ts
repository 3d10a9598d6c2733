/** Next calls this once, before the first request: a server whose environment is not complete says so at once. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { readEnv } = await import("#env");
  readEnv(process.env);
}

import { spawn } from "node:child_process";

/** Node's arguments that run a package's own program file, without a shell or npx between. */
export const program = (file: string, ...args: readonly string[]) => [`node_modules/${file}`, ...args];

/** Runs Node with its output shown here; the exit status, 1 when a signal ended it. An interrupt ends it too. */
export function runProgram(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<number> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...variables },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const interrupt = (signal: NodeJS.Signals) => {
    child.kill(signal);
    process.exitCode = 1;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
  return new Promise((done) => {
    child.once("error", () => done(1));
    child.once("close", (status) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
      done(status ?? 1);
    });
  });
}

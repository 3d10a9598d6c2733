import { readFileSync } from "node:fs";
import { isAlive } from "./postgres/cluster.ts";

/** Aborts at the first interrupt, or when the npm that started this process is gone; a second interrupt changes nothing. */
export function whenInterrupted(): AbortSignal {
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopped.abort());
  const npm = process.env.npm_lifecycle_event ? findNpm() : undefined;
  if (npm) setInterval(() => isAlive(npm) || stopped.abort(), 200).unref();
  return stopped.signal;
}

/** npm does not pass every signal on, and cannot when it is killed. It runs scripts in a shell, which may stand between. */
function findNpm(): number {
  let pid = process.ppid;
  while (process.platform === "linux" && isShell(pid)) pid = parentOf(pid);
  return pid;
}

const isShell = (pid: number) => /^(sh|dash|bash|ash)$/.test(readFileSync(`/proc/${pid}/comm`, "utf8").trim());

// After the name in brackets come the state and the parent.
const parentOf = (pid: number) => Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);

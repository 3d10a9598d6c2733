/**
 * Node's arguments that run Next's own file; `npx next` would put a process between, which does not pass signals on. The process
 * needs an "ipc" channel, and STARTED_BY in its environment: it ends when its parent does.
 */
export const nextArguments = (...args: readonly string[]) => [
  "--import",
  "./tools/die-with-parent.mjs",
  "node_modules/next/dist/bin/next",
  ...args,
];

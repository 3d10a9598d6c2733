// Commands in the background, which the shell library runs as any others: its text is appended to the library's bundle (`patch.mjs`).
// Here too one command runs after the other; but one in the background is a subshell, and what it ends with is for `wait` alone.
// https://www.gnu.org/software/bash/manual/bash.html#Job-Control-Builtins

/**
 * @typedef {{ stdout: string, stderr: string, exitCode: number }} Result
 * @typedef {{ env: Map<string, string>, lastExitCode: number, lastBackgroundPid: number, nextVirtualPid: number, jobs?: Map<string, number> }} State
 * @typedef {{ ctx: { state: State }, executeSubshell: (node: object, stdin: string) => Promise<Result> }} Interpreter
 */

export const jobsOf = () => ({
  /**
   * @param {Interpreter} interpreter
   * @param {object} statement
   * @returns {Promise<Result>}
   */
  async start(interpreter, statement) {
    const { state } = interpreter.ctx;
    const body = [{ ...statement, background: false }];
    const pid = state.nextVirtualPid;
    const result = await interpreter.executeSubshell({ type: "Subshell", body, redirections: [] }, "");
    state.jobs = (state.jobs ?? new Map()).set(String(pid), result.exitCode);
    state.lastBackgroundPid = pid;
    state.lastExitCode = 0;
    state.env.set("?", "0");
    return { ...result, exitCode: 0 };
  },

  /**
   * Tells the shell, if it wants to know, of what a command of the library cannot do and the real one perhaps can.
   * @template {object} Ended
   * @param {{ refuse?: (what: string) => void }} context
   * @param {Ended & { lacks?: string }} result
   * @returns {Ended}
   */
  refuse(context, result) {
    if (result.lacks !== undefined) context.refuse?.(result.lacks);
    return result;
  },

  /**
   * The builtin: the status of the last that it is given, and of the next with `-n`.
   * @param {{ state: State }} context
   * @param {string[]} args
   * @returns {Result}
   */
  wait({ state }, args) {
    const known = state.jobs ?? new Map();
    const result = { stdout: "", stderr: "", exitCode: 0 };
    if (args[0] === "-n") {
      const [next] = known;
      if (next) known.delete(next[0]);
      return { ...result, exitCode: next ? next[1] : 127 };
    }
    if (args.length === 0) known.clear();
    for (const word of args) {
      const pid = /^%\d+$/.test(word) ? [...known.keys()][Number(word.slice(1)) - 1] : word;
      const status = known.get(pid ?? "");
      if (status === undefined) result.stderr += `bash: wait: pid ${word} is not a child of this shell\n`;
      result.exitCode = status ?? 127;
    }
    return result;
  },
});

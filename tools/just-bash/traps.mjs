// `trap`, which the shell library lacks: its text is appended to the library's bundle (`patch.mjs`), which calls it where a command has
// failed and where a process ends. https://www.gnu.org/software/bash/manual/bash.html#index-trap

/**
 * What of a shell process is looked at here. A subshell has the state of its parent for as long as it runs.
 * @typedef {{
 *   env: Map<string, string>,
 *   lastExitCode: number,
 *   errexitSafe: boolean,
 *   callDepth: number,
 *   currentLine: number,
 *   currentStatement?: Statement,
 *   currentCommand?: object,
 *   errtrace?: boolean,
 *   traps?: Map<string, string>,
 *   inTrap?: Running,
 * }} State
 * @typedef {{ event: string, line: number, command: string, status: number }} Running
 * @typedef {{ sourceText?: string, pipelines: { commands: object[] }[] }} Statement
 * @typedef {{ state: State, prepare: (text: string) => { statements: object[] } }} Context
 * @typedef {{ ctx: Context, executeScript: (script: object) => Promise<Result> }} Interpreter
 * @typedef {{ commands: { type: string, line?: number, isSubstitution?: boolean, name?: { parts: { value?: unknown }[] } | null }[] }} Pipeline
 * @typedef {{ stdout: string, stderr: string, exitCode: number }} Result
 * @typedef {Error & { stdout: string, stderr: string, exitCode: number, prependOutput: (out: string, err: string) => void }} Ending
 * @typedef {{ prependTo: (error: unknown) => void, appendResult: (result: Result, text: string) => void }} Output
 * @typedef {{
 *   isExit: (error: unknown) => error is Ending,
 *   isAbort: (error: unknown) => error is Ending,
 *   isEnding: (error: unknown) => error is Ending,
 *   isSyntaxError: (error: unknown) => error is Error,
 *   textOf: (result: Result) => string,
 *   concat: (context: Context, results: Result[]) => Result,
 *   print: (script: { statements: object[] }) => string,
 * }} Library
 */

// In the order of their numbers; those without one come last.
const signals =
  "EXIT HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS DEBUG ERR RETURN".split(
    " ",
  );
const withoutNumber = new Set(["EXIT", "DEBUG", "ERR", "RETURN"]);
const usage = "trap: usage: trap [-lp] [[arg] signal_spec ...]\n";

/**
 * @param {string} word
 * @returns {string | undefined}
 */
function signalOf(word) {
  if (/^\d+$/.test(word)) return Number(word) < 32 ? signals[Number(word)] : undefined;
  const name = word.toUpperCase().replace(/^SIG/, "");
  return signals.includes(name) ? name : undefined;
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Blanks between words as bash writes them.
 * @param {string} text
 */
const oneBlank = (text) => text.replace(/("(?:[^"\\]|\\.)*"|'[^']*')|[ \t]+/g, (_, word) => word ?? " ");

/** @param {object} command */
const statement = (command) => ({
  ...{ type: "Statement", pipelines: [{ type: "Pipeline", commands: [command], negated: false }], operators: [], background: false },
});

/** @param {string} value */
const word = (value) => ({ type: "Word", parts: [{ type: "Literal", value }] });

/** @param {number} status */
const exit = (status) => ({ type: "SimpleCommand", name: word("exit"), args: [word(String(status))], assignments: [], redirections: [] });

/** @param {Library} library */
export function trapsOf(library) {
  /**
   * The builtin.
   * @param {{ state: State }} context
   * @param {string[]} args
   * @returns {Result}
   */
  function trap({ state }, args) {
    const traps = state.traps ?? new Map();
    state.traps = traps;
    /** @type {Result} */
    const result = { stdout: "", stderr: "", exitCode: 0 };
    /** @param {string} word */
    const complain = (word) => {
      result.stderr += `bash: trap: ${word}: invalid signal specification\n`;
      result.exitCode = 1;
    };
    const isPrinting = args.length === 0 || args[0] === "-p";
    const [first = "", ...others] = args[0] === "--" || args[0] === "-p" ? args.slice(1) : args;
    if (isPrinting) {
      for (const word of first === "" ? signals : [first, ...others]) {
        const signal = signalOf(word);
        if (signal === undefined) complain(word);
        else if (traps.has(signal))
          result.stdout += `trap -- ${quoted(traps.get(signal) ?? "")} ${withoutNumber.has(signal) ? "" : "SIG"}${signal}\n`;
      }
      return result;
    }
    if (args[0] !== "--" && /^-./.test(first)) return { stdout: "", stderr: `bash: trap: ${first}: invalid option\n${usage}`, exitCode: 2 };
    const isReset = first === "-" || others.length === 0 || (/^\d+$/.test(first) && signalOf(first) !== undefined);
    if (others.length === 0 && signalOf(first) === undefined) return { stdout: "", stderr: usage, exitCode: 2 };
    for (const word of isReset && first !== "-" ? [first, ...others] : others) {
      const signal = signalOf(word);
      if (signal === undefined) complain(word);
      else if (isReset) traps.delete(signal);
      else traps.set(signal, first);
    }
    return result;
  }

  /**
   * Takes note of `set -E`, which the library takes for nothing.
   * @param {{ state: State }} context
   * @param {string[]} args
   */
  function noteOptions({ state }, args) {
    for (let at = 0; /^[-+][A-Za-z]/.test(args[at] ?? ""); at++) {
      const flags = args[at] ?? "";
      const named = flags.endsWith("o") && args[++at] === "errtrace";
      if (named || flags.includes("E")) state.errtrace = flags.startsWith("-");
    }
  }

  /**
   * What a subshell begins with: of its parent's traps, it has ERR under `set -E`.
   * @param {State} state
   * @returns {Map<string, string> | undefined} the parent's, to be put back
   */
  function lend(state) {
    const own = state.traps;
    const error = state.errtrace ? own?.get("ERR") : undefined;
    state.traps = error === undefined ? undefined : new Map([["ERR", error]]);
    return own;
  }

  /**
   * @param {State} state
   * @param {Statement} statement
   */
  function noteStatement(state, statement) {
    if (!state.inTrap && statement.sourceText !== undefined) state.currentStatement = statement;
  }

  /**
   * @param {State} state
   * @param {{ line?: number }} command
   */
  function noteCommand(state, command) {
    if (command.line !== undefined) state.currentLine = command.line;
    if (!state.inTrap) state.currentCommand = command;
  }

  /**
   * `$BASH_COMMAND`: the text of a statement that is one command, else what the library makes of the command.
   * @param {State} state
   * @returns {string}
   */
  function commandText({ inTrap, currentStatement, currentCommand }) {
    if (inTrap) return inTrap.command;
    const [first, ...others] = currentStatement?.pipelines ?? [];
    if (others.length === 0 && first?.commands.length === 1) return oneBlank(currentStatement?.sourceText ?? "");
    return currentCommand ? library.print({ statements: [statement(currentCommand)] }).replace(/^__shell_execute /, "") : "";
  }

  /**
   * `$LINENO`: a trap's text is at the line of what it is for.
   * @param {State} state
   */
  const lineOf = (state) => state.inTrap?.line ?? state.currentLine;

  /**
   * `exit` alone, in a trap, gives the status from before it.
   * @param {{ state: State }} context
   * @param {string[]} args
   */
  const exitArguments = ({ state }, args) => (args.length === 0 && state.inTrap ? [String(state.inTrap.status)] : args);

  /**
   * Runs what is to be done for an event. It sees the status from before.
   * @param {Context} context
   * @param {Running} trap
   * @param {string} text
   * @param {(script: { statements: object[] }) => Promise<Result>} run
   * @returns {Promise<Result>}
   */
  async function perform({ state, prepare }, trap, text, run) {
    const outer = state.inTrap;
    state.inTrap = trap;
    state.lastExitCode = trap.status;
    state.env.set("?", String(trap.status));
    try {
      return await run(prepare(text));
    } catch (error) {
      if (!library.isSyntaxError(error)) throw error;
      return { stdout: "", stderr: `bash: ${trap.event.toLowerCase()} trap: ${error.message}\n`, exitCode: 2 };
    } finally {
      if (outer) state.inTrap = outer;
      else delete state.inTrap;
    }
  }

  /**
   * Whether a pipeline that fails does so by itself, rather than by something inside of it that has failed before.
   * @param {Pipeline | undefined} pipeline
   */
  function failsItself(pipeline) {
    const [first, ...others] = pipeline?.commands ?? [];
    if (!first || first.isSubstitution) return false;
    return others.length > 0 || ownFailures.has(first.type);
  }

  /**
   * After a command has failed where `set -e` would look at it.
   * @param {Interpreter} interpreter
   * @param {Output} output of the statement that failed
   * @param {Pipeline | undefined} pipeline its last
   * @param {number} status
   * @returns {Promise<number>} the status with which `set -e` ends the script
   */
  async function failed(interpreter, output, pipeline, status) {
    const { ctx } = interpreter;
    const { state } = ctx;
    const text = state.traps?.get("ERR");
    if (text === undefined || text === "" || state.inTrap?.event === "ERR" || (state.callDepth > 0 && !state.errtrace)) return status;
    const first = pipeline?.commands[0];
    if (!first || !failsItself(pipeline)) return status;
    if (/^__shell_(?!execute)/.test(String(first.name?.parts[0]?.value))) return status;
    const line = first.line ?? state.currentLine;
    const trap = { event: "ERR", status, line, command: commandText(state) };
    let inner = 0;
    try {
      const result = await perform(ctx, trap, text, (script) => interpreter.executeScript(script));
      output.appendResult(result, library.textOf(result));
      inner = result.exitCode;
    } catch (error) {
      output.prependTo(error);
      throw error;
    }
    state.lastExitCode = status;
    state.env.set("?", String(status));
    state.errexitSafe = false;
    return inner || status;
  }

  /**
   * @param {Context} context
   * @returns {string | undefined} what is to be done at the end of the process, once
   */
  function takeEnd({ state }) {
    const text = state.traps?.get("EXIT");
    state.traps?.delete("EXIT");
    return text === "" ? undefined : text;
  }

  /**
   * @param {State} state
   * @param {number} status
   */
  const atEnd = (state, status) => ({ event: "EXIT", status, line: 1, command: commandText(state) });

  /**
   * The script that ends with a status, unless it ends by itself before.
   * @param {{ statements: object[] }} script
   * @param {number} status
   */
  const ending = (script, status) => ({ ...script, statements: [...script.statements, statement(exit(status))] });

  /**
   * Runs a script as a process of its own, to its end.
   * @param {Interpreter} interpreter
   * @param {object} script
   * @param {(text: string) => { statements: object[] }} prepare
   * @returns {Promise<Result>}
   */
  async function runProcess(interpreter, script, prepare) {
    const { ctx } = interpreter;
    ctx.prepare = prepare;
    /** @type {Result | Ending} */
    let ended;
    try {
      ended = await interpreter.executeScript(script);
    } catch (error) {
      if (library.isAbort(error) && [...(ctx.state.traps?.keys() ?? [])].some((event) => event !== "ERR")) error.stderr += abortedWithTraps;
      if (!library.isExit(error)) throw error;
      ended = error;
    }
    const text = takeEnd(ctx);
    if (text === undefined) {
      if (library.isExit(ended)) throw ended;
      return ended;
    }
    const { exitCode } = ended;
    try {
      const run = (/** @type {{ statements: object[] }} */ each) => interpreter.executeScript(ending(each, exitCode));
      const last = await perform(ctx, atEnd(ctx.state, exitCode), text, run);
      return library.concat(ctx, [ended, last]);
    } catch (error) {
      if (library.isEnding(error)) error.prependOutput(ended.stdout, ended.stderr);
      throw error;
    }
  }

  /**
   * The end of a subshell.
   * @param {Context} context
   * @param {Result} ended
   * @param {(body: object[]) => Promise<Result>} run
   */
  async function endSubshell(context, ended, run) {
    const text = takeEnd(context);
    if (text === undefined) return ended;
    const { exitCode } = ended;
    const last = await perform(context, atEnd(context.state, exitCode), text, (each) => run(ending(each, exitCode).statements));
    return library.concat(context, [ended, last]);
  }

  return {
    trap,
    failsItself,
    noteOptions,
    lend,
    noteStatement,
    noteCommand,
    commandText,
    lineOf,
    exitArguments,
    failed,
    runProcess,
    endSubshell,
  };
}

/** Commands that fail by themselves; of others, something inside has failed before. */
const ownFailures = new Set(["SimpleCommand", "Subshell", "ArithmeticCommand", "ConditionalCommand"]);

/** Said on standard error where a process was stopped that would have had something to say to that. */
const abortedWithTraps = "bash: aborted with traps\n";

// What of the shell library is mended: its text is appended to the library's bundle (`patch.mjs`).

const lent = Symbol("lent");

/**
 * What a command is given only if it asks for it.
 * @typedef {{ text: string, isRead: boolean, environment: () => object, known: object | undefined }} Lent
 * @typedef {{ [lent]: Lent }} Context
 */
const getters = {
  stdin: {
    /** @this {Context} */
    get() {
      this[lent].isRead = true;
      return this[lent].text;
    },
    enumerable: true,
    configurable: true,
  },
  exportedEnv: {
    /** @this {Context} */
    get() {
      this[lent].known ??= this[lent].environment();
      return this[lent].known;
    },
    enumerable: true,
    configurable: true,
  },
};

/**
 * Gives a command its standard input, which says whether it was read, and its environment.
 * @param {Partial<Context>} context
 * @param {string} text
 * @param {() => object} environment
 */
export function lend(context, text, environment) {
  context[lent] = { text, isRead: false, environment, known: undefined };
  Object.defineProperties(context, getters);
}

/**
 * The variables of a shell without those that it hands on.
 * @param {{ env: Map<string, string>, exportedVars: Set<string> }} state
 */
export function unexported({ env, exportedVars }) {
  const own = new Map();
  for (const [name, value] of env) if (!exportedVars.has(name)) own.set(name, value);
  return own;
}

/**
 * @typedef {{ parts: readonly { type: string }[] }} Word
 * @typedef {{ resolvePath: (from: string, path: string) => string, stat: (path: string) => Promise<{ isDirectory: boolean }> }} Files
 * @param {{
 *   wordOf: (context: object, word: Word) => Promise<string>,
 *   wordsOf: (context: object, word: Word) => Promise<{ values: string[] }>,
 * }} library
 */
export const mendsOf = ({ wordOf, wordsOf }) => ({
  /**
   * The name of a command, and what more words it becomes: `"$@"`, `$NPM test`.
   * @param {object} context
   * @param {Word} name
   * @returns {Promise<{ u: string | undefined, words: string[] }>}
   */
  async nameOf(context, name) {
    if (name.parts.every(({ type }) => type === "Literal" || type === "Escaped" || type === "SingleQuoted"))
      return { u: await wordOf(context, name), words: [] };
    const [u, ...words] = (await wordsOf(context, name)).values;
    return { u, words };
  },

  /**
   * Of what a pattern became that ends in a slash: the folders.
   * @param {{ fs: Files, cwd: string }} globber
   * @param {readonly string[]} paths
   */
  async foldersOf({ fs, cwd }, paths) {
    const folders = [];
    for (const path of paths) {
      const stat = await fs.stat(fs.resolvePath(cwd, path)).catch(() => undefined);
      if (stat?.isDirectory) folders.push(`${path}/`);
    }
    return folders;
  },

  /**
   * `$BASH_SOURCE`: the files that the functions that run stand in, the innermost first, down to the script.
   * @param {{ sourceStack?: readonly string[], currentSource?: string, env: Map<string, string> }} state
   */
  sourcesOf({ sourceStack = [], currentSource, env }) {
    const zero = env.get("0") ?? "";
    const script = /^$|^-|(?:^|\/)(?:ba|da)?sh$/.test(zero) ? undefined : zero;
    const sources = sourceStack.map((source) => (source === "main" ? (script ?? source) : source));
    if (sources.length === 0 && currentSource !== undefined) sources.push(currentSource);
    if (script !== undefined && sources.at(-1) !== script) sources.push(script);
    return sources;
  },
});

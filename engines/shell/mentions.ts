/** Which variables of its environment a text can make a shell look at. More than it will look at, never fewer. */
export type Mentions = {
  readonly names: readonly string[];
  /** It can print or search the environment as a whole. */
  readonly all: boolean;
};

const whole =
  /\b(?:eval|env|ENV|ENVIRON|printenv|declare|typeset|compgen|readonly)\b|\bexport(?=\s*(?:-p|[;&|\n)]|$))|\bset(?=\s*(?:[;&|\n)]|$))|\$\{!/;

const known = new Map<string, Mentions>();
const maxKnown = 2_000;

/**
 * In a script any word may turn out to be a variable's name (`let n=COUNT`, `[[ -v NAME ]]`, `$((A + B))`), so every word counts. In
 * another file, which is a script only if somebody runs it as one, what follows a `$` does.
 */
export function mentionsOf(text: string, kind: "script" | "file"): Mentions {
  const key = `${kind} ${text}`;
  const earlier = known.get(key);
  if (earlier) return earlier;
  const found = kind === "script" ? text.matchAll(/([A-Za-z_]\w*)/g) : text.matchAll(/\$\{?#?([A-Za-z_]\w*)/g);
  const names = [...new Set([...found].map((match) => match[1] ?? ""))].sort();
  const mentions = { names, all: kind === "script" && whole.test(text) };
  if (known.size >= maxKnown) known.clear();
  known.set(key, mentions);
  return mentions;
}

const inFiles = new WeakMap<Uint8Array, readonly string[]>();
const decoder = new TextDecoder();

/** The variables that what stands in a file can make a shell look at. */
export function mentionsIn(content: Uint8Array): readonly string[] {
  const known = inFiles.get(content) ?? (content.includes(dollar) ? mentionsOf(decoder.decode(content), "file").names : []);
  inFiles.set(content, known);
  return known;
}

const dollar = 0x24;

/** Variables that the shell itself or one of its commands looks at though no script names them. */
export const unmentioned: readonly string[] = [
  ...["HOME", "PATH", "IFS", "CDPATH", "PWD", "OLDPWD", "TMPDIR", "TZ", "LANG", "LANGUAGE", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_TIME"],
  ...["LC_NUMERIC", "LC_MESSAGES", "PS4", "GLOBIGNORE", "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT", "COLUMNS", "LINES"],
  ...["OPTIND", "OPTERR", "OPTARG", "REPLY", "TERM", "NO_COLOR", "LS_COLORS", "GREP_COLORS", "GREP_OPTIONS", "AWKPATH", "JQ_COLORS"],
];

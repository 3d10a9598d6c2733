import type { CommandContext, ExecResult } from "just-bash/browser";
import type { Replacement } from "./commands.ts";
import { inputText } from "./encoding.ts";
import { facilitiesOf } from "./facilities.ts";

type Context = Parameters<Replacement>[1];
type Original = Parameters<Replacement>[2];

/** Options that the library's commands lack or read otherwise, told to them in others that they know. */
export const optionReplacements: Readonly<Record<string, Replacement>> = {
  awk,
  cp: (args, _, original) => original(args.flatMap(copyOptions)),
  cut,
  expr: refused("expr", (args) => args[1] === ":" || /^(?:match|substr|index)$/.test(args[0] ?? "")),
  grep,
  head,
  // No file has a mode.
  mkdir: (args, _, original) => original(args.filter((arg, index) => !/^(?:-m|--mode=)/.test(arg) && args[index - 1] !== "-m")),
  jq: refused("jq", (args) => args.some((arg) => /@csv\b/.test(arg))),
  od: refused("od", (args) => args.some((arg) => /^-[A-Za-z]*[tx]/.test(arg))),
  // Without a file it reads its input.
  paste: (args, _, original) => original(args.some((arg) => arg === "-" || !arg.startsWith("-")) ? args : [...args, "-"]),
  rm,
  sed,
  seq: refused("seq", (args) => args.some((arg) => /^-\w*f|^--format/.test(arg))),
  ...{ md5sum: checksum, sha1sum: checksum, sha256sum: checksum },
};

/** A command that is not simulated where it is called so. */
function refused(name: string, isLacking: (args: readonly string[]) => boolean): Replacement {
  return async (args, context, original) =>
    isLacking(args) ? facilitiesOf(context).refuse(`${name} ${args.join(" ")}`, context) : original(args);
}

/** All files are one user's, and none has a mode: what is kept of them is what they hold. */
function copyOptions(arg: string): string[] {
  if (arg === "--archive") return ["-r"];
  if (/^--(?:preserve(?:=.*)?|no-dereference)$/.test(arg)) return [];
  if (!/^-[A-Za-z]+$/.test(arg)) return [arg];
  const letters = [
    ...new Set(
      arg
        .slice(1)
        .replace(/a/g, "r")
        .replace(/[dLHP]/g, ""),
    ),
  ].join("");
  return letters === "" ? [] : [`-${letters}`];
}

/** `awk -vA=1`, `awk -f program.awk`. */
async function awk(args: string[], context: Context, original: Original): Promise<ExecResult> {
  const turned: string[] = [];
  const programs: string[] = [];
  const own: string[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, letter = "", attached = ""] = /^-([vfF])(.*)$/s.exec(arg) ?? [];
    if (letter === "") break;
    const value = attached === "" ? (args[++at] ?? "") : attached;
    const [, name = "", text = ""] = /^(OFS|ORS|RS|SUBSEP|OFMT)=(.*)$/s.exec(value) ?? [];
    // The library's own variables are assigned in the program alone.
    if (letter === "v" && name !== "") own.push(`${name} = "${text.replaceAll('"', '\\"')}"`);
    else if (letter !== "f") turned.push(`-${letter}`, value);
    else {
      const text = await readText(context, value);
      if (text === undefined)
        return {
          stdout: "",
          stderr: `awk: fatal: cannot open source file \`${value}' for reading: No such file or directory\n`,
          exitCode: 2,
        };
      programs.push(text);
    }
  }
  const [program = "", ...files] = [...(programs.length > 0 ? [programs.join("\n")] : []), ...args.slice(at)];
  const begin = own.length > 0 ? `BEGIN { ${own.join("; ")} }\n` : "";
  return unlessUnread("awk", await original([...turned, begin + program, ...files]), context);
}

/** Several `-e`; what is said of missing files; names below `.`, which the library shortens. */
async function grep(args: string[], _: Context, original: Original): Promise<ExecResult> {
  const turned: string[] = [];
  const patterns: string[] = [];
  let isQuiet = false;
  let isOver = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, cluster = "", pattern] = /^-([A-Za-df-z]*)e(.*)$/s.exec(arg) ?? [];
    const long = /^--regexp=(.*)$/s.exec(arg)?.[1];
    isOver ||= arg === "--";
    if (isOver) turned.push(arg);
    else if (long !== undefined) patterns.push(long);
    else if (pattern !== undefined) {
      if (cluster !== "") turned.push(`-${cluster}`);
      patterns.push(pattern === "" ? (args[++at] ?? "") : pattern);
    } else if (/^--colou?r(?:=.*)?$/.test(arg) || arg === "--text") continue;
    else if (arg === "--no-messages") isQuiet = true;
    else if (/^-[A-Za-z]+$/.test(arg) && !/^-[A-Za-z]*[ABCmf]$/.test(arg)) {
      isQuiet ||= arg.includes("s");
      const letters = arg.slice(1).replace(/[sa]/g, "");
      if (letters !== "") turned.push(`-${letters}`);
    } else if (/^-[ABCmf]$/.test(arg)) turned.push(arg, args[++at] ?? "");
    else turned.push(arg);
  }
  const isRecursive = turned.some((arg) => /^-[A-Za-z]*[rR]/.test(arg) || arg === "--recursive");
  const result = await original([...(patterns.length > 0 ? ["-e", patterns.join("\n")] : []), ...turned]);
  const below = isRecursive && turned.includes(".") && !turned.some((arg) => /^-[A-Za-z]*h/.test(arg));
  const stdout = below ? result.stdout.replace(/^(?=.)(?!\.\/)/gm, "./") : result.stdout;
  return { ...result, stdout, stderr: isQuiet ? "" : result.stderr };
}

/** `head -n -2`: all but the last. */
async function head(args: string[], context: Context, original: Original): Promise<ExecResult> {
  const at = args.findIndex((arg, index) => /^(?:-n|--lines=)-\d+$/.test(arg) || (arg === "-n" && /^-\d+$/.test(args[index + 1] ?? "")));
  if (at < 0) return original(args);
  const isApart = args[at] === "-n";
  const count = Number(/-(\d+)$/.exec((isApart ? args[at + 1] : args[at]) ?? "")?.[1]);
  const paths = [...args.slice(0, at), ...args.slice(at + (isApart ? 2 : 1))].filter((arg) => arg !== "-q");
  if (paths.length > 1 || paths.some((path) => path.startsWith("-") && path !== "-")) return original(args);
  const [path = "-"] = paths;
  const text = path === "-" ? inputText(context) : await readText(context, path);
  if (text === undefined) return original(paths);
  const lines = text.split(/(?<=\n)/);
  return { stdout: lines.slice(0, Math.max(0, lines.length - count)).join(""), stderr: "", exitCode: 0 };
}

/** A link to a folder is no folder. `rm -v` says of a folder that it is one, after what is in it. */
async function rm(given: string[], context: Context, original: Original): Promise<ExecResult> {
  const args: string[] = [];
  for (const arg of given) {
    const path = context.fs.resolvePath(context.cwd, arg);
    const isLink = !arg.startsWith("-") && (await context.fs.lstat(path).catch(() => undefined))?.isSymbolicLink === true;
    if (isLink) await context.fs.rm(path);
    else args.push(arg);
  }
  if (args.length < given.length && args.every((arg) => arg.startsWith("-"))) return { stdout: "", stderr: "", exitCode: 0 };
  const isTold = args.some((arg) => /^-[A-Za-z]*v/.test(arg) || arg === "--verbose");
  const isRecursive = args.some((arg) => /^-[A-Za-z]*[rR]/.test(arg) || arg === "--recursive");
  if (!isTold || !isRecursive) return original(args);
  const { fs, cwd } = context;
  const told: string[] = [];
  const tell = async (name: string): Promise<void> => {
    const path = fs.resolvePath(cwd, name);
    if (!(await fs.exists(path))) return;
    const isFolder = (await fs.stat(path)).isDirectory;
    if (isFolder) for (const each of await fs.readdir(path)) await tell(`${name.replace(/\/$/, "")}/${each}`);
    told.push(`removed ${isFolder ? "directory " : ""}'${name}'\n`);
  };
  for (const arg of args.filter((each) => !each.startsWith("-"))) await tell(arg);
  const result = await original(args);
  return { ...result, stdout: told.join("") };
}

const emptyPattern = /(?:^|[;{}\n])\s*(?:\/(?:[^/\\\n]|\\.)+\/\s*,?|\d+,)?\s*s?\/\//;

/** What the library cannot read, the real command perhaps can. */
function unlessUnread(name: string, result: ExecResult, context: Context): ExecResult {
  const unread =
    result.exitCode !== 0 && new RegExp(`^${name}: (?!.*(?:No such file|can't read|cannot open|Is a directory))`).test(result.stderr);
  return unread ? facilitiesOf(context).refuse(`${name}: ${result.stderr.replace(/^\w+: |\n.*$/gs, "")}`, context) : result;
}

/** `-i.bak`; of `\u`, `\L` and their like the library knows nothing. */
async function sed(args: string[], context: Context, original: Original): Promise<ExecResult> {
  if (args.some((arg) => /\\[uUlLE]/.test(arg))) return facilitiesOf(context).refuse("sed with \\u, \\U, \\l, \\L or \\E", context);
  // An empty pattern is the last one again.
  if (args.some((arg) => emptyPattern.test(arg))) return facilitiesOf(context).refuse("sed with an empty pattern", context);
  const at = args.findIndex((arg) => /^(?:-[nErs]*i|--in-place=)./.test(arg) && !/^-[nErs]*i[nErs]*$/.test(arg));
  const option = args[at];
  if (option === undefined) return unlessUnread("sed", await original(args), context);
  const [, plain = "-i", suffix = ""] = /^(-[nErs]*i|--in-place=)(.+)$/.exec(option) ?? [];
  const { fs, cwd } = context;
  const known = args.slice(at + 1).filter((arg) => !arg.startsWith("-"));
  const paths = args.some((arg) => /^(?:-[nErs]*e|--expression)/.test(arg)) ? known : known.slice(1);
  for (const path of paths) {
    const full = fs.resolvePath(cwd, path);
    if (await fs.exists(full)) await fs.writeFile(`${full}${suffix}`, await fs.readFileBuffer(full));
  }
  return unlessUnread("sed", await original(args.with(at, plain.startsWith("--") ? "-i" : plain)), context);
}

/** `--status`, `--quiet` and `--strict` of checks; its warning goes to standard error. */
async function checksum(args: string[], _: Context, original: Original): Promise<ExecResult> {
  const [isSilent, isQuiet] = [args.includes("--status"), args.includes("--quiet")];
  const result = await original(args.filter((arg) => !/^--(?:status|quiet|strict|ignore-missing|binary|text)$/.test(arg)));
  const lines = result.stdout.split(/(?<=\n)/);
  const isWarning = (line: string) => /^\w+sum: WARNING: /.test(line);
  const told = lines.filter((line) => !isWarning(line) && !(isQuiet && line.endsWith(": OK\n")));
  if (isSilent) return { ...result, stdout: "", stderr: "" };
  return { ...result, stdout: told.join(""), stderr: result.stderr + lines.filter(isWarning).join("") };
}

async function readText({ fs, cwd }: Pick<CommandContext, "fs" | "cwd">, path: string): Promise<string | undefined> {
  const full = fs.resolvePath(cwd, path);
  return (await fs.exists(full)) && (await fs.stat(full)).isFile ? fs.readFile(full) : undefined;
}

/** https://www.gnu.org/software/coreutils/manual/html_node/cut-invocation.html */
async function cut(args: string[], context: Context): Promise<ExecResult> {
  const failed = (text: string): ExecResult => ({
    stdout: "",
    stderr: `cut: ${text}\nTry 'cut --help' for more information.\n`,
    exitCode: 1,
  });
  const files: string[] = [];
  let [mode, list, delimiter, joint, onlyDelimited, complement] = ["", "", "\t", undefined as string | undefined, false, false];
  const longs: Readonly<Record<string, string>> = { delimiter: "d", fields: "f", characters: "c", bytes: "b" };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, long = "", given] = /^--(delimiter|fields|characters|bytes|output-delimiter)(?:=(.*))?$/s.exec(arg) ?? [];
    const [, letter = longs[long] ?? "", attached = given] = /^-([dfcb])(.*)$/s.exec(arg) ?? [];
    const value = () => (attached !== undefined && attached !== "" ? attached : (args[++at] ?? ""));
    if (long === "output-delimiter") joint = given ?? args[++at];
    else if (letter === "d") delimiter = value();
    else if (letter !== "") [mode, list] = [letter, value()];
    else if (arg === "-s" || arg === "--only-delimited") onlyDelimited = true;
    else if (arg === "--complement") complement = true;
    else if (arg.startsWith("-") && arg !== "-") return facilitiesOf(context).refuse(`cut ${arg}`, context);
    else files.push(arg);
  }
  if (mode === "") return failed("you must specify a list of bytes, characters, or fields");
  if (delimiter.length !== 1) return failed("the delimiter must be a single character");
  const ranges = list.split(",").map((range) => /^(\d*)(-?)(\d*)$/.exec(range));
  if (list === "" || ranges.some((range) => !range || (range[1] === "" && range[3] === ""))) return failed(`invalid field value '${list}'`);
  const wants = (place: number) =>
    complement !==
    ranges.some((range) => {
      const [, from = "", dash = "", to = ""] = range ?? [];
      return dash === "" ? place === Number(from) : place >= Number(from || 1) && place <= Number(to || Number.POSITIVE_INFINITY);
    });
  const line = (text: string): string[] => {
    if (mode !== "f") return [[...text].filter((_, index) => wants(index + 1)).join("")];
    const fields = text.split(delimiter);
    if (fields.length === 1) return onlyDelimited ? [] : [text];
    return [fields.filter((_, index) => wants(index + 1)).join(joint ?? delimiter)];
  };
  let [stdout, stderr] = ["", ""];
  for (const file of files.length > 0 ? files : ["-"]) {
    const text = file === "-" ? inputText(context) : await readText(context, file);
    if (text === undefined) stderr += `cut: ${file}: No such file or directory\n`;
    else if (text !== "") for (const each of text.replace(/\n$/, "").split("\n").flatMap(line)) stdout += `${each}\n`;
  }
  return { stdout, stderr, exitCode: stderr === "" ? 0 : 1 };
}

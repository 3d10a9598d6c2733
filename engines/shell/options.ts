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
  expr: refused("expr", (args) => args[1] === ":" || /^(?:match|substr|index)$/.test(args[0] ?? "")),
  grep,
  head,
  // No file has a mode.
  mkdir: (args, _, original) => original(args.filter((arg, index) => !/^(?:-m|--mode=)/.test(arg) && args[index - 1] !== "-m")),
  od: refused("od", (args) => args.some((arg) => /^-[A-Za-z]*[tx]/.test(arg))),
  rm,
  sed,
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
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, letter = "", attached = ""] = /^-([vfF])(.*)$/s.exec(arg) ?? [];
    if (letter === "") break;
    const value = attached === "" ? (args[++at] ?? "") : attached;
    if (letter !== "f") turned.push(`-${letter}`, value);
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
  return original([...turned, ...(programs.length > 0 ? [programs.join("\n")] : []), ...args.slice(at)]);
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

/** `-i.bak`; of `\u`, `\L` and their like the library knows nothing. */
async function sed(args: string[], context: Context, original: Original): Promise<ExecResult> {
  if (args.some((arg) => /\\[uUlLE]/.test(arg))) return facilitiesOf(context).refuse("sed with \\u, \\U, \\l, \\L or \\E", context);
  const at = args.findIndex((arg) => /^(?:-[nErs]*i|--in-place=)./.test(arg) && !/^-[nErs]*i[nErs]*$/.test(arg));
  const option = args[at];
  if (option === undefined) return original(args);
  const [, plain = "-i", suffix = ""] = /^(-[nErs]*i|--in-place=)(.+)$/.exec(option) ?? [];
  const { fs, cwd } = context;
  const known = args.slice(at + 1).filter((arg) => !arg.startsWith("-"));
  const paths = args.some((arg) => /^(?:-[nErs]*e|--expression)/.test(arg)) ? known : known.slice(1);
  for (const path of paths) {
    const full = fs.resolvePath(cwd, path);
    if (await fs.exists(full)) await fs.writeFile(`${full}${suffix}`, await fs.readFileBuffer(full));
  }
  return original(args.with(at, plain.startsWith("--") ? "-i" : plain));
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

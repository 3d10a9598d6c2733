import type { CommandContext, ExecResult } from "just-bash/browser";
import { inputText } from "./encoding.ts";
import { facilitiesOf } from "./facilities.ts";
import { normalDiff } from "./normal-diff.ts";
import { optionReplacements } from "./options.ts";
import { quote } from "./quote.ts";

/** A command of ours in the place of the library's, which it can still call. */
export type Replacement = (args: string[], context: Context, original: Original) => Promise<ExecResult>;

type Original = (args: string[]) => Promise<ExecResult>;
type Context = CommandContext & { readonly exportedEnv?: Readonly<Record<string, string>> };

/** What the library lacks or does otherwise, by name. */
export const replacements: Readonly<Record<string, Replacement>> = {
  env: runWithEnvironment,
  bash: runScript,
  sh: runScript,
  xargs: runXargs,
  diff: runDiff,
  ls: runList,
  ...optionReplacements,
};

/** `ls a b`: the library leaves a line free between two files, which a real one does between folders. */
async function runList(args: string[], context: Context, original: Original): Promise<ExecResult> {
  const flags = args.filter((arg) => arg.startsWith("-") && arg !== "-");
  const paths = args.filter((arg) => !flags.includes(arg));
  const isFolder = async (path: string) => {
    const full = context.fs.resolvePath(context.cwd, path);
    return (await context.fs.exists(full)) && (await context.fs.stat(full)).isDirectory;
  };
  const asFiles = flags.some((flag) => /^-[a-zA-Z]*d/.test(flag) || flag === "--directory");
  const folders: string[] = [];
  const files: string[] = [];
  for (const path of paths) (!asFiles && (await isFolder(path)) ? folders : files).push(path);
  const sorted = flags.some((flag) => /^-[a-zA-Z]*[tSUr]/.test(flag) || flag.startsWith("--sort"));
  if (files.length < 2 || sorted) return original(args);
  let [stdout, stderr, exitCode] = ["", "", 0];
  const run = async (given: string[]) => {
    const result = await original([...flags, ...given]);
    [stdout, stderr, exitCode] = [stdout + result.stdout, stderr + result.stderr, Math.max(exitCode, result.exitCode)];
  };
  for (const file of files.sort()) await run([file]);
  if (folders.length === 0) return { stdout, stderr, exitCode };
  stdout += folders.length === 1 ? `${stdout === "" ? "" : "\n"}${folders[0]}:\n` : "\n";
  await run(folders);
  return { stdout, stderr, exitCode };
}

/** `env [-i] [-u NAME] [NAME=VALUE…] [command…]` */
async function runWithEnvironment(args: string[], context: Context): Promise<ExecResult> {
  let env: Record<string, string> = { ...context.exportedEnv };
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(arg);
    if (assignment) env[assignment[1] ?? ""] = assignment[2] ?? "";
    else if (arg === "-i" || arg === "-") env = {};
    else if (arg === "-u") delete env[args[++at] ?? ""];
    else if (arg.startsWith("-")) return facilitiesOf(context).refuse(`env ${arg}`, context);
    else break;
  }
  const command = args.slice(at);
  if (command.length > 0) return execute(command.map(quote).join(" "), context, env);
  const lines = Object.entries(env)
    .filter(([name]) => !name.startsWith("__shell_"))
    .map(([name, value]) => `${name}=${value}\n`);
  return { stdout: lines.join(""), stderr: "", exitCode: 0 };
}

/** The shell's own options come before the script or the text: they become a `set` in front of it. */
async function runScript(args: string[], context: Context, original: Original): Promise<ExecResult> {
  const options: string[] = [];
  let at = 0;
  let isText = false;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (/^[-+][A-Za-z]+$/.test(arg)) {
      isText ||= arg.includes("c");
      const own = arg.slice(1).replace(/[clso]/g, "");
      if (own !== "") options.push(`${arg.charAt(0)}${own}`);
      if (arg.includes("o")) options.push(`${arg.charAt(0)}o`, args[++at] ?? "");
    } else if (!/^--(?:norc|noprofile|login|posix)?$/.test(arg)) break;
  }
  const [source, ...rest] = args.slice(at);
  if (options.length === 0 || source === undefined) {
    return original([...(isText ? ["-c"] : []), ...(source === undefined ? [] : [source]), ...rest]);
  }
  const set = `set ${options.map(quote).join(" ")}; `;
  if (isText) return original(["-c", set + source, ...rest]);
  const path = context.fs.resolvePath(context.cwd, source);
  if (!(await context.fs.exists(path))) return original([source, ...rest]);
  return original(["-c", set + (await context.fs.readFile(path)), source, ...rest]);
}

/** https://www.gnu.org/software/findutils/manual/html_node/find_html/xargs-options.html */
async function runXargs(args: string[], context: Context): Promise<ExecResult> {
  let [most, replace, separator, skipEmpty, trace] = [Number.POSITIVE_INFINITY, "", "", false, false];
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, letter = "", attached = ""] = /^-([A-Za-z0])(.*)$/s.exec(arg) ?? [];
    const value = () => (attached !== "" ? attached : (args[++at] ?? ""));
    if (letter === "") break;
    if (letter === "n") most = Number(value());
    else if (letter === "I") [replace, most, separator] = [value(), 1, "\n"];
    else if (letter === "L") [most, separator] = [Number(value()), "\n"];
    else if (letter === "d") separator = value().replace("\\n", "\n").replace("\\0", "\0").replace("\\t", "\t");
    else if (letter === "0") separator = "\0";
    else if (letter === "r") skipEmpty = true;
    else if (letter === "t") trace = true;
    else if (letter === "P") value();
    else return facilitiesOf(context).refuse(`xargs ${arg}`, context);
  }
  const command = args.slice(at).length > 0 ? args.slice(at) : ["echo"];
  const stdin = inputText(context);
  const items = separator === "" ? wordsOf(stdin) : stdin.split(separator).filter((item) => item !== "");
  if (items.length === 0 && (skipEmpty || replace !== "")) return { stdout: "", stderr: "", exitCode: 0 };
  let [stdout, stderr, exitCode] = ["", "", 0];
  for (let first = 0; first === 0 || first < items.length; first += most) {
    const chunk = items.slice(first, Math.min(items.length, first + most));
    const words = replace === "" ? [...command, ...chunk] : command.map((word) => word.replaceAll(replace, chunk[0]?.trimStart() ?? ""));
    if (trace) stderr += `${words.join(" ")}\n`;
    const result = await execute(words.map(quote).join(" "), context, context.exportedEnv ?? {});
    stdout += result.stdout;
    stderr += result.stderr;
    if (result.exitCode === 127 || result.exitCode === 126) return { stdout, stderr, exitCode: result.exitCode };
    if (result.exitCode === 255) return { stdout, stderr, exitCode: 124 };
    if (result.exitCode !== 0) exitCode = 123;
    if (most === Number.POSITIVE_INFINITY) break;
  }
  return { stdout, stderr, exitCode };
}

/** Blanks divide words; quotes and backslashes keep blanks. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/(?:[^\s"'\\]|\\.|"[^"]*"|'[^']*')+/gs)].map(([word]) =>
    word.replace(
      /\\(.)|"([^"]*)"|'([^']*)'/gs,
      (_, escaped?: string, double?: string, single?: string) => escaped ?? double ?? single ?? "",
    ),
  );
}

/** Without options the library prints what `diff -u` would. */
async function runDiff(args: string[], context: Context, original: Original): Promise<ExecResult> {
  const result = await original(args);
  if (result.exitCode !== 1 || args.length !== 2 || args.some((arg) => arg.startsWith("-"))) return result;
  const texts = await Promise.all(
    args.map((path) => context.fs.readFile(context.fs.resolvePath(context.cwd, path)).catch(() => undefined)),
  );
  const [before, after] = texts;
  return before === undefined || after === undefined ? result : { ...result, stdout: normalDiff(before, after) };
}

async function execute(line: string, context: Context, env: Readonly<Record<string, string>>): Promise<ExecResult> {
  if (!context.exec) throw new Error("bug: the shell gave a program no way to run commands");
  return context.exec(line, { cwd: context.cwd, env: { ...env }, replaceEnv: true, ...(context.signal ? { signal: context.signal } : {}) });
}

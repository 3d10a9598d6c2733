import { type CustomCommand, defineCommand, type ExecResult, type ResolvedCommandContext } from "just-bash/browser";
import { inputText } from "./encoding.ts";
import { facilitiesOf } from "./facilities.ts";
import { tar } from "./tar-command.ts";

type Refuse = (what: string) => ExecResult;

const commands = { envsubst, install, realpath, tar, uname };

/** Commands of every runner's image that the library lacks, and whose results follow from files and variables. */
export const fileCommands: readonly CustomCommand[] = Object.entries(commands).map(([name, run]) =>
  defineCommand(name, async (args, context) => {
    const { host, refuse } = facilitiesOf(context);
    if (name === "envsubst") host.environment();
    return run(args, context, (what) => refuse(what, context));
  }),
);

const done = (stdout: string): ExecResult => ({ stdout, stderr: "", exitCode: 0 });

/** `envsubst [SHELL-FORMAT]`, https://www.gnu.org/software/gettext/manual/html_node/envsubst-Invocation.html */
function envsubst(args: readonly string[], context: ResolvedCommandContext, refuse: Refuse): ExecResult {
  const [format, ...others] = args;
  if (others.length > 0 || format?.startsWith("-")) return refuse(`envsubst ${args.join(" ")}`);
  const reference = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
  const chosen =
    format === undefined ? undefined : new Set([...format.matchAll(reference)].map(([, braced, bare]) => braced ?? bare ?? ""));
  const text = inputText(context).replace(reference, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? "";
    return chosen && !chosen.has(name) ? whole : (context.exportedEnv?.[name] ?? "");
  });
  return done(text);
}

/** `install [-D] [-d] [-m MODE] [-t FOLDER]…`, https://www.gnu.org/software/coreutils/manual/html_node/install-invocation.html */
async function install(args: readonly string[], { fs, cwd }: ResolvedCommandContext, refuse: Refuse): Promise<ExecResult> {
  const failed = (text: string): ExecResult => ({ stdout: "", stderr: `install: ${text}\n`, exitCode: 1 });
  const paths: string[] = [];
  let [makesFolders, withParents, folder] = [false, false, ""];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("-")) paths.push(arg);
    else if (arg === "-d" || arg === "--directory") makesFolders = true;
    else if (arg === "-D") withParents = true;
    else if (arg === "-t") folder = args[++at] ?? "";
    else if (/^-[mog]$/.test(arg)) at++;
    else if (!/^(?:-[mog].+|--(?:mode|owner|group)=.*)$/.test(arg)) return refuse(`install ${arg}`);
  }
  if (makesFolders) {
    for (const path of paths) await fs.mkdir(fs.resolvePath(cwd, path), { recursive: true });
    return done("");
  }
  const target = folder || (paths.pop() ?? "");
  const isFolder = async (path: string) => (await fs.exists(path)) && (await fs.stat(path)).isDirectory;
  const full = fs.resolvePath(cwd, target);
  if (paths.length === 0) return failed(target === "" ? "missing file operand" : `missing destination file operand after '${target}'`);
  const into = folder !== "" || paths.length > 1 || (await isFolder(full));
  if (into && !(await isFolder(full)) && !withParents) return failed(`target '${target}' is not a directory`);
  for (const path of paths) {
    const source = fs.resolvePath(cwd, path);
    if (!(await fs.exists(source))) return failed(`cannot stat '${path}': No such file or directory`);
    if (await isFolder(source)) return failed(`omitting directory '${path}'`);
    const to = into ? `${full}/${path.split("/").at(-1)}` : full;
    const parent = to.slice(0, to.lastIndexOf("/")) || "/";
    if (withParents) await fs.mkdir(parent, { recursive: true });
    else if (!(await fs.exists(parent))) return failed(`cannot create regular file '${target}': No such file or directory`);
    await fs.writeFile(to, await fs.readFileBuffer(source));
  }
  return done("");
}

/** `realpath [-e] [-m] [-s] PATH…` */
async function realpath(args: readonly string[], { fs, cwd }: ResolvedCommandContext, refuse: Refuse): Promise<ExecResult> {
  const options = args.filter((arg) => arg.startsWith("-"));
  const paths = args.filter((arg) => !arg.startsWith("-"));
  if (options.some((option) => !/^-[ems]$/.test(option))) return refuse(`realpath ${options.join(" ")}`);
  let [stdout, stderr] = ["", ""];
  for (const path of paths) {
    const full = fs.resolvePath(cwd, path);
    const needed = options.includes("-e") ? full : full.slice(0, full.lastIndexOf("/")) || "/";
    const exists = await fs.exists(full);
    if (exists) stdout += `${options.includes("-s") ? full : await fs.realpath(full)}\n`;
    else if (options.includes("-m") || (await fs.exists(needed))) stdout += `${full}\n`;
    else stderr += `realpath: ${path}: No such file or directory\n`;
  }
  if (paths.length === 0) stderr = "realpath: missing operand\nTry 'realpath --help' for more information.\n";
  return { stdout, stderr, exitCode: stderr === "" ? 0 : 1 };
}

const machine: Readonly<Record<string, string>> = { "-s": "Linux", "--kernel-name": "Linux", "-m": "x86_64", "-o": "GNU/Linux" };

/** What all runners have in common of `uname`. */
function uname(args: readonly string[], _: ResolvedCommandContext, refuse: Refuse): ExecResult {
  const [option = "-s", ...others] = args;
  const answer = machine[option];
  return answer === undefined || others.length > 0 ? refuse(`uname ${args.join(" ")}`) : done(`${answer}\n`);
}

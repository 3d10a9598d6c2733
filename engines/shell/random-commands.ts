import { type CustomCommand, defineCommand, type ExecResult, type ResolvedCommandContext } from "just-bash/browser";
import { type Facilities, facilitiesOf } from "./facilities.ts";
import { specialCommands } from "./syntax.ts";

/** Commands whose results are random: here they follow from the seed. */
export const randomCommands: readonly CustomCommand[] = [
  defineCommand(specialCommands.RANDOM, async (_, context) => done(`${facilitiesOf(context).random()}\n`)),
  defineCommand("dd", async (args, context) => dd(args, context, facilitiesOf(context))),
  defineCommand("mktemp", async (args, context) => mktemp(args, context, facilitiesOf(context))),
];

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const maxBytes = 65_536;

function done(stdout: string, stderr = ""): ExecResult {
  return { stdout, stderr, exitCode: 0 };
}

/** `dd if=/dev/urandom bs=15 count=1 status=none`, as GitHub's documentation makes delimiters; its bytes are below 128. */
function dd(args: readonly string[], context: ResolvedCommandContext, host: Facilities): ExecResult {
  const operands = new Map(args.map((arg): [string, string] => [arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)]));
  const size = Number(operands.get("bs") ?? 512);
  const count = Number(operands.get("count"));
  const status = operands.get("status");
  const known = [...operands.keys()].every((name) => ["if", "bs", "count", "status"].includes(name));
  const isRandom = operands.get("if") === "/dev/urandom" || operands.get("if") === "/dev/random";
  const fits = Number.isInteger(size) && Number.isInteger(count) && size > 0 && count >= 0 && size * count <= maxBytes;
  if (!known || !isRandom || !fits || (status !== "none" && status !== "noxfer")) return host.refuse(`dd ${args.join(" ")}`, context);
  const bytes = Array.from({ length: size * count }, () => String.fromCharCode(host.random() & 0x7f)).join("");
  return done(bytes, status === "none" ? "" : `${count}+0 records in\n${count}+0 records out\n`);
}

/** `mktemp`, with `-d`, `-p`, `-t` and a template that ends in three X or more. */
async function mktemp(args: readonly string[], context: ResolvedCommandContext, host: Facilities): Promise<ExecResult> {
  let folder: string | undefined;
  let template: string | undefined;
  let isFolder = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "-d" || arg === "--directory") isFolder = true;
    else if (arg === "-t") folder ??= temporary(context, host);
    else if (arg === "-p") folder = args[++at];
    else if (arg.startsWith("--tmpdir=")) folder = arg.slice("--tmpdir=".length);
    else if (arg === "--tmpdir") folder = temporary(context, host);
    else if (arg.startsWith("-") || template !== undefined) return host.refuse(`mktemp ${args.join(" ")}`, context);
    else template = arg;
  }
  if (template === undefined) folder ??= temporary(context, host);
  const [, before = "", marks = "", after = ""] = /^(.*?)(X{3,})([^X/]*)$/.exec(template ?? "tmp.XXXXXXXXXX") ?? [];
  if (marks === "") return { stdout: "", stderr: `mktemp: too few X's in template '${template ?? ""}'\n`, exitCode: 1 };
  const name = `${before}${Array.from(marks, () => letters[host.random() % letters.length]).join("")}${after}`;
  const path = folder === undefined ? name : `${folder.replace(/\/+$/, "")}/${name}`;
  const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) || "/" : ".";
  const { fs } = host;
  if (!(await fs.exists(fs.resolvePath(context.cwd, parent)))) {
    const what = isFolder ? "directory" : "file";
    const shown = `${path.slice(0, path.length - name.length)}${template ?? "tmp.XXXXXXXXXX"}`;
    return { stdout: "", stderr: `mktemp: failed to create ${what} via template '${shown}': No such file or directory\n`, exitCode: 1 };
  }
  const full = fs.resolvePath(context.cwd, path);
  await (isFolder ? fs.mkdir(full) : fs.writeFile(full, ""));
  return done(`${path}\n`);
}

function temporary({ exportedEnv }: ResolvedCommandContext, host: Facilities): string {
  host.host.variables(["TMPDIR"]);
  return exportedEnv?.TMPDIR || "/tmp";
}

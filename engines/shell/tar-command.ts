import { gunzipSync, gzipSync } from "fflate";
import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import { packTar, unpackTar } from "modern-tar";
import { inputBytes, outputBytes } from "./encoding.ts";

type Refuse = (what: string) => ExecResult;
type Files = ResolvedCommandContext["fs"];

type Order = {
  readonly mode: "c" | "x" | "t";
  /** `-` for standard input and output. */
  readonly archive: string;
  readonly zip: boolean;
  readonly verbose: boolean;
  readonly toOutput: boolean;
  readonly strip: number;
  readonly excluded: readonly string[];
  /** Each with the folder that `-C` named before it. */
  readonly names: readonly { readonly name: string; readonly folder: string }[];
  /** The folder that `-C` named last. */
  readonly folder: string;
};

/** `tar -c|-x|-t`, with gzip or without: https://www.gnu.org/software/tar/manual/tar.html */
export async function tar(args: readonly string[], context: ResolvedCommandContext, refuse: Refuse): Promise<ExecResult> {
  const order = readOrder(args, context);
  if ("unknown" in order) return refuse(`tar ${order.unknown}`);
  if ("problem" in order) return failed(order.problem);
  try {
    return await (order.mode === "c" ? create(order, context) : unpack(order, context));
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
    return failed(error.message);
  }
}

class TarError extends Error {}

const notRecoverable = "tar: Error is not recoverable: exiting now\n";
const previousErrors = "tar: Exiting with failure status due to previous errors\n";
const failed = (stderr: string): ExecResult => ({ stdout: "", stderr, exitCode: 2 });

const longOptions: Readonly<Record<string, string>> = {
  ...{ create: "c", extract: "x", get: "x", list: "t", file: "f", gzip: "z", gunzip: "z", ungzip: "z", verbose: "v", directory: "C" },
  ...{ exclude: "X", "strip-components": "S", "to-stdout": "O", "preserve-permissions": "p", "same-permissions": "p", dereference: "h" },
  ...{ "no-same-owner": "p", "no-same-permissions": "p", "numeric-owner": "p", "auto-compress": "a", owner: "=", group: "=", mode: "=" },
  ...{ mtime: "=", sort: "=", format: "=", overwrite: "p" },
};
const withValue = new Set(["f", "C", "X", "S", "="]);

/** The first argument may be letters without a dash; the values of its letters follow in their order. */
function readOrder(args: readonly string[], { cwd, fs }: ResolvedCommandContext): Order | { unknown: string } | { problem: string } {
  const rest = [...args];
  const given: { letter: string; value: string }[] = [];
  const names: { name: string; folder: string }[] = [];
  let folder = cwd;
  const take = (letter: string, attached?: string) => {
    const value = withValue.has(letter) ? (attached ?? rest.shift() ?? "") : "";
    if (letter === "C") folder = fs.resolvePath(folder, value);
    given.push({ letter, value });
  };
  const first = rest.shift() ?? "";
  if (/^[A-Za-z]+$/.test(first)) for (const letter of first) take(letter);
  else if (first !== "") rest.unshift(first);
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, long, attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (long !== undefined) {
      const letter = longOptions[long];
      if (letter === undefined) return { unknown: arg };
      take(letter, attached);
    } else if (arg.startsWith("-") && arg.length > 1) {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg.charAt(at);
        take(letter, withValue.has(letter) && at + 1 < arg.length ? arg.slice(at + 1) : undefined);
        if (withValue.has(letter)) break;
      }
    } else names.push({ name: arg, folder });
  }
  const all = new Map(given.map(({ letter, value }) => [letter, value]));
  const unknown = given.find(({ letter }) => !"cxtfzvCXSOpha=m".includes(letter));
  if (unknown) return { unknown: `-${unknown.letter}` };
  const [mode, ...others] = [...new Set(given.map(({ letter }) => letter))].filter((letter) => "cxt".includes(letter)) as Order["mode"][];
  const help = "Try 'tar --help' or 'tar --usage' for more information.\n";
  if (mode === undefined) return { problem: `tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n${help}` };
  if (others.length > 0)
    return { problem: `tar: You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\n${help}` };
  if (mode === "c" && names.length === 0) return { problem: `tar: Cowardly refusing to create an empty archive\n${help}` };
  const archive = all.get("f") ?? "-";
  return {
    ...{ mode, archive, names, folder, verbose: all.has("v"), toOutput: all.has("O"), strip: Number(all.get("S") ?? 0) },
    zip: all.has("z") || (all.has("a") && /\.t?gz$/.test(archive)),
    excluded: given.filter(({ letter }) => letter === "X").map(({ value }) => value),
  };
}

async function create({ archive, names, excluded, verbose, zip }: Order, { fs, cwd }: ResolvedCommandContext): Promise<ExecResult> {
  const entries: Parameters<typeof packTar>[0][number][] = [];
  const [told, complaints]: [string[], string[]] = [[], []];
  const isExcluded = matcherOf(excluded);
  const own = archive === "-" ? "" : fs.resolvePath(cwd, archive);
  const add = async (name: string, path: string): Promise<void> => {
    if (isExcluded(name) || path === own) return;
    const { isDirectory, mode, mtime } = await fs.stat(path);
    const shown = isDirectory && !name.endsWith("/") ? `${name}/` : name;
    told.push(`${shown}\n`);
    const stored = { name: shown.replace(/^\/+/, ""), mode, mtime };
    if (!isDirectory) {
      const body = await fs.readFileBuffer(path);
      entries.push({ header: { ...stored, type: "file", size: body.length }, body });
      return;
    }
    entries.push({ header: { ...stored, type: "directory", size: 0 } });
    for (const each of await fs.readdir(path)) await add(`${shown}${each}`, `${path === "/" ? "" : path}/${each}`);
  };
  for (const { name, folder } of names) {
    const path = fs.resolvePath(folder, name);
    if (name.startsWith("/")) complaints.push("tar: Removing leading `/' from member names\n");
    if (await fs.exists(path)) await add(name, path);
    else complaints.push(`tar: ${name}: Cannot stat: No such file or directory\n`);
  }
  const isIncomplete = complaints.some((each) => each.includes("Cannot stat"));
  const stderr = [...new Set(complaints)].join("") + (isIncomplete ? previousErrors : "");
  const packed = await packTar(entries);
  // A time of its own would make the same files another archive each time.
  const bytes = zip ? gzipSync(packed, { mtime: 1 }) : packed;
  const exitCode = isIncomplete ? 2 : 0;
  if (archive === "-") return { ...outputBytes(bytes), stderr: (verbose ? told.join("") : "") + stderr, exitCode };
  const folder = own.slice(0, own.lastIndexOf("/")) || "/";
  if (!(await fs.exists(folder))) {
    const child = zip ? "tar (child)" : "tar";
    const cannot = `${child}: ${archive}: Cannot open: No such file or directory\n${child}: Error is not recoverable: exiting now\n`;
    return failed(zip ? `${cannot}tar: Child returned status 2\n${notRecoverable}` : cannot);
  }
  await fs.writeFile(own, bytes);
  return { stdout: verbose ? told.join("") : "", stderr, exitCode };
}

async function unpack(order: Order, context: ResolvedCommandContext): Promise<ExecResult> {
  const { fs } = context;
  const { mode, names, excluded, verbose, toOutput, strip, folder } = order;
  const entries = await readArchive(order, context);
  const isExcluded = matcherOf(excluded);
  const asked = names.map(({ name }) => name.replace(/\/$/, ""));
  const found = new Set<string>();
  let stdout = "";
  if (mode === "x" && !(await fs.exists(folder)))
    return failed(`tar: ${folder}: Cannot open: No such file or directory\n${notRecoverable}`);
  for (const { header, data } of entries) {
    const { name } = header;
    const bare = name.replace(/\/$/, "");
    const matching = asked.filter((each) => bare === each || bare.startsWith(`${each}/`));
    for (const each of matching) found.add(each);
    if ((asked.length > 0 && matching.length === 0) || isExcluded(name)) continue;
    const rest = strip > 0 ? bare.split("/").slice(strip).join("/") : bare;
    if (mode === "t" || (verbose && rest !== "")) stdout += `${name}\n`;
    if (mode === "t" || rest === "") continue;
    if (header.type !== "file" && header.type !== "directory") throw new TarError(`tar: ${name}: Not simulated\n`);
    if (toOutput) stdout += new TextDecoder().decode(data);
    else await put(fs, fs.resolvePath(folder, rest), header.type === "file" ? (data ?? new Uint8Array()) : undefined);
  }
  const missing = asked.filter((each) => !found.has(each)).map((each) => `tar: ${each}: Not found in archive\n`);
  return { stdout, stderr: missing.join("") + (missing.length > 0 ? previousErrors : ""), exitCode: missing.length > 0 ? 2 : 0 };
}

/** A file, or without content a folder. */
async function put(fs: Files, path: string, content: Uint8Array | undefined): Promise<void> {
  const folder = content ? path.slice(0, path.lastIndexOf("/")) || "/" : path;
  await fs.mkdir(folder, { recursive: true });
  if (content) await fs.writeFile(path, content);
}

async function readArchive({ archive, zip }: Order, context: ResolvedCommandContext) {
  const { fs, cwd } = context;
  const path = fs.resolvePath(cwd, archive);
  if (archive !== "-" && !(await fs.exists(path))) {
    const child = zip ? "tar (child)" : "tar";
    const cannot = `${child}: ${archive}: Cannot open: No such file or directory\n${child}: Error is not recoverable: exiting now\n`;
    throw new TarError(zip ? `${cannot}tar: Child returned status 2\n${notRecoverable}` : cannot);
  }
  const bytes = archive === "-" ? inputBytes(context) : await fs.readFileBuffer(path);
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (zip && !isZipped) throw new TarError(`\ngzip: stdin: not in gzip format\ntar: Child returned status 1\n${notRecoverable}`);
  // An archive in a file is unpacked by what it is; from standard input tar would have to be told.
  if (isZipped && !zip && archive === "-") throw new TarError(`tar: Archive is compressed. Use -z option\n${notRecoverable}`);
  try {
    return await unpackTar(isZipped ? gunzipSync(bytes, { out: roomFor(bytes) }) : bytes, { strict: true });
  } catch {
    throw new TarError(`tar: This does not look like a tar archive\n${previousErrors}`);
  }
}

const maxUnpacked = 16 * 1024 * 1024;

/** As much room as a gzip file says at its end that it needs: what unpacks to more is refused by the one who unpacks it. */
function roomFor(zipped: Uint8Array): Uint8Array {
  const size = new DataView(zipped.buffer, zipped.byteOffset + zipped.length - 4, 4).getUint32(0, true);
  if (size > maxUnpacked) throw new TarError("tar: the archive is too large\n");
  return new Uint8Array(size);
}

/** Patterns of `--exclude` match a name from any of its parts on, and what is inside; `*` spans folders too. */
function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const source = pattern
      .replace(/\/$/, "")
      .replace(/[.+^${}()|\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replace(/\?/g, ".");
    return new RegExp(`(?:^|/)${source}(?:/|$)`);
  });
  return (name) => matchers.some((matcher) => matcher.test(name));
}

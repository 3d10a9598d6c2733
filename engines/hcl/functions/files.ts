import { RE2JS } from "re2js";
import { setValue } from "../values/sets.ts";
import { bool, setOf, string } from "../values/type.ts";
import { boolValue, stringValue, type Value } from "../values/value.ts";
import { text, textAt } from "./arguments.ts";
import { fromUtf8, toBase64, toHex } from "./bytes.ts";
import { digests } from "./hashes.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";

const path = text("path");
const defaultFolder = "/workspace";

/** The path inside the workspace; undefined where it leads out of it. */
function inside(written: string, host: FunctionHost): string | undefined {
  const root = host.workingDirectory ?? defaultFolder;
  const absolute = cleaned(written.startsWith("/") ? written : `${root}/${written}`);
  if (absolute === cleaned(root)) return "";
  return absolute.startsWith(`${cleaned(root)}/`) ? absolute.slice(cleaned(root).length + 1) : undefined;
}

/** https://pkg.go.dev/path#Clean */
function cleaned(written: string): string {
  const rooted = written.startsWith("/");
  const parts: string[] = [];
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!rooted) parts.push("..");
  }
  return rooted ? `/${parts.join("/")}` : parts.join("/") || ".";
}

export function readBytes(written: string, host: FunctionHost, argument = 0): Uint8Array {
  const place = inside(written, host);
  if (place === undefined) throw new ArgumentFailure(argument, `"${written}" lies outside of the workspace, where nothing can be read`);
  const bytes = host.files?.get(place);
  if (!bytes) throw new ArgumentFailure(argument, `there is no file at "${written}"; files must exist before the plan is made`);
  host.budget.text(bytes.length);
  return bytes;
}

export function readText(written: string, host: FunctionHost): string {
  const content = fromUtf8(readBytes(written, host));
  if (content === undefined) throw new ArgumentFailure(0, `the contents of "${written}" are no UTF-8 text; filebase64 reads them`);
  return content;
}

const ofFile = (work: (bytes: Uint8Array) => string): HclFunction => ({
  parameters: [path],
  returns: string,
  run: (args, _type, host) => stringValue(work(readBytes(textAt(args, 0), host))),
});

const ofPath = (work: (written: string, host: FunctionHost) => string): HclFunction => ({
  parameters: [path],
  returns: string,
  run: (args, _type, host) => stringValue(work(textAt(args, 0), host)),
});

function dirname(written: string): string {
  const at = written.lastIndexOf("/");
  if (at === -1) return ".";
  return cleaned(written.slice(0, at + 1));
}

function basename(written: string): string {
  if (written === "") return ".";
  const trimmed = written.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

function fileSet(args: readonly Value[], host: FunctionHost): Value {
  const folder = inside(textAt(args, 0), host);
  if (folder === undefined) throw new CallFailure("the folder lies outside of the workspace");
  const pattern = globPattern(textAt(args, 1));
  const start = folder === "" ? "" : `${folder}/`;
  const found: Value[] = [];
  for (const name of host.files?.keys() ?? []) {
    host.budget.step();
    if (name.startsWith(start) && pattern.matches(name.slice(start.length))) found.push(stringValue(name.slice(start.length)));
  }
  return setValue(string, found);
}

/** `*`, `?`, `**`, `[abc]` and `{a,b}`: https://developer.hashicorp.com/terraform/language/functions/fileset */
function globPattern(glob: string): RE2JS {
  let source = "";
  let alternatives = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (glob.startsWith("**/", at)) {
      source += "(?:[^/]+/)*";
      at += 2;
    } else if (glob.startsWith("**", at)) {
      source += ".*";
      at++;
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[" && glob.includes("]", at)) {
      const end = glob.indexOf("]", at);
      source += `[${glob.slice(at + 1, end).replace(/[\\[\]&~]/g, "\\$&")}]`;
      at = end;
    } else if (character === "{") {
      alternatives++;
      source += "(?:";
    } else if (character === "}" && alternatives > 0) {
      alternatives--;
      source += ")";
    } else if (character === "," && alternatives > 0) source += "|";
    else source += RE2JS.quote(character === "\\" ? glob.charAt(++at) : character);
  }
  try {
    return RE2JS.compile(source);
  } catch {
    throw new CallFailure(`"${glob}" is no pattern of file names`);
  }
}

export const fileFunctions: Readonly<Record<string, HclFunction>> = {
  abspath: ofPath((written, host) => cleaned(written.startsWith("/") ? written : `${host.workingDirectory ?? defaultFolder}/${written}`)),
  basename: ofPath(basename),
  dirname: ofPath(dirname),
  pathexpand: ofPath((written) => {
    if (!written.startsWith("~")) return written;
    if (written !== "~" && !written.startsWith("~/")) throw new CallFailure("the home folders of other users are not known");
    return `/root${written.slice(1)}`;
  }),
  file: ofPath(readText),
  filebase64: ofFile(toBase64),
  filebase64sha256: ofFile((bytes) => toBase64(digests.sha256(bytes))),
  filebase64sha512: ofFile((bytes) => toBase64(digests.sha512(bytes))),
  filemd5: ofFile((bytes) => toHex(digests.md5(bytes))),
  filesha1: ofFile((bytes) => toHex(digests.sha1(bytes))),
  filesha256: ofFile((bytes) => toHex(digests.sha256(bytes))),
  filesha512: ofFile((bytes) => toHex(digests.sha512(bytes))),
  fileexists: {
    parameters: [path],
    returns: bool,
    run: (args, _type, host) => {
      const place = inside(textAt(args, 0), host);
      return boolValue(place !== undefined && (host.files?.has(place) ?? false));
    },
  },
  fileset: { parameters: [path, text("pattern")], returns: setOf(string), run: (args, _type, host) => fileSet(args, host) },
};

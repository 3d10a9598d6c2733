import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { FileSet } from "#engines/shell";
import { refName, refOf } from "../events/model.ts";
import type { Granted } from "../permissions.ts";
import { runId, tokenOf } from "./github.ts";
import type { MaskedLog } from "./log.ts";
import type { Around, RunContext } from "./model.ts";
import { cleanPath, commonFolder, compilePaths, linesOf, visibleIn } from "./paths.ts";
import { headSha } from "./payload.ts";
import type { Workspace } from "./workspace.ts";

/** What an action of the platform is given. */
export type ActionCall = {
  readonly around: Around;
  readonly run: RunContext;
  /** The job's id. */
  readonly job: string;
  /** What its token may do. */
  readonly granted: Granted;
  readonly workspace: Workspace;
  readonly log: MaskedLog;
  /** An input as text; empty if it is not given. */
  readonly input: (name: string) => string;
  readonly output: (name: string, value: string) => void;
  /** Does something once the job's steps are over, if they succeeded. */
  readonly afterwards: (task: () => Promise<void>) => void;
  readonly leaves: (paths: Iterable<string>) => void;
  readonly receives: (paths: Iterable<string>) => void;
};

export type ActionResult = { readonly failed?: string; readonly notSimulated?: string };
type PlatformAction = { readonly seconds: number; readonly perform: (call: ActionCall) => Promise<ActionResult> };

/** The actions that are part of the platform, by name without the version. */
export const platformActions: ReadonlyMap<string, PlatformAction> = new Map([
  ["actions/checkout", { seconds: 2, perform: checkout }],
  ["actions/setup-node", { seconds: 3, perform: setupNode }],
  ["actions/upload-artifact", { seconds: 2, perform: uploadArtifact }],
  ["actions/upload-artifact/merge", { seconds: 3, perform: mergeArtifacts }],
  ["actions/download-artifact", { seconds: 2, perform: downloadArtifact }],
  ["actions/cache", { seconds: 2, perform: (call: ActionCall) => cache(call, "both") }],
  ["actions/cache/restore", { seconds: 2, perform: (call: ActionCall) => cache(call, "restore") }],
  ["actions/cache/save", { seconds: 2, perform: (call: ActionCall) => cache(call, "save") }],
]);

const yes = (text: string): boolean => text.toLowerCase() === "true";

/** https://github.com/actions/checkout: what was in its folder before is gone, unless `clean` says otherwise of an earlier checkout. It needs `contents: read`, or another token; a public repository anybody may read. */
async function checkout({ around, run, job, granted, workspace, log, input, output }: ActionCall): Promise<ActionResult> {
  const repository = input("repository");
  if (repository !== "" && repository !== around.world.project.path)
    return { notSimulated: `a checkout of another repository, "${repository}"` };
  if (input("sparse-checkout") !== "" || input("filter") !== "") return { notSimulated: "a checkout of a part of the repository" };
  const ref = input("ref");
  const sha = run.sha;
  const own = run.event.kind === "pull-request" ? [headSha(run), "refs/pull/7/head", "refs/pull/7/merge"] : [];
  const known = [refOf(run.event), refName(run.event), `refs/heads/${refName(run.event)}`, sha, ...own];
  if (ref !== "" && !known.includes(ref)) return { notSimulated: `a checkout of "${ref}", which is not what the run is for` };
  const token = input("token");
  const isOwn = token === "" || token === tokenOf(run, job);
  if (isOwn && !granted.has("contents") && !around.world.project.public) {
    log.line(`remote: Repository not found.\nfatal: repository 'https://github.com/${around.world.project.path}/' not found`);
    return { failed: "The process '/usr/bin/git' failed with exit code 128" };
  }
  const folder = cleanPath(input("path"));
  await workspace.checkOut(folder === "." ? "" : folder, input("clean").toLowerCase() === "false");
  log.line(`Syncing repository: ${around.world.project.path}`);
  log.line(`HEAD is now at ${sha.slice(0, 7)}`);
  output("ref", refOf(run.event));
  output("commit", sha);
  return {};
}

const lockFiles: Readonly<Record<string, readonly string[]>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock"],
  yarn: ["yarn.lock"],
  pnpm: ["pnpm-lock.yaml"],
};

async function setupNode({ workspace, log, input, output }: ActionCall): Promise<ActionResult> {
  const versionFile = input("node-version-file");
  let version = input("node-version");
  if (version === "" && versionFile !== "") {
    const text = await workspace.read(versionFile);
    if (text === undefined) return { failed: `The specified node version file at: ${versionFile} does not exist` };
    version = text.trim();
  }
  const manager = input("cache");
  if (manager !== "") {
    const known = Object.hasOwn(lockFiles, manager) ? lockFiles[manager] : undefined;
    if (!known) return { failed: `Caching for '${manager}' is not supported` };
    const wanted = input("cache-dependency-path") === "" ? known : linesOf(input("cache-dependency-path"));
    const found = await workspace.files(wanted);
    if (found.size === 0)
      return { failed: `Dependencies lock file is not found in the workspace. Supported file patterns: ${wanted.join(",")}` };
    output("cache-hit", "false");
  }
  log.line(`Found in cache @ /opt/hostedtoolcache/node/${version || "20"}/x64`);
  output("node-version", `v${version.replace(/^v/, "") || "20"}`);
  return {};
}

/** https://github.com/actions/upload-artifact: a name is given once a run; hidden files stay behind unless they are asked for. */
async function uploadArtifact({ around, run, workspace, log, input, output, leaves }: ActionCall): Promise<ActionResult> {
  const name = input("name") || "artifact";
  const asked = linesOf(input("path"));
  if (asked.length === 0) return { failed: "Input required and not supplied: path" };
  if (/["':<>|*?\r\n\\/]/.test(name)) return { failed: `The artifact name is not valid: ${name}` };
  const { files: all, patterns, isInside } = await workspace.search(asked);
  const isVisible = yes(input("include-hidden-files")) ? () => true : visibleIn(patterns);
  const files = new Map([...all].filter(([path]) => isVisible(path)));
  if (files.size === 0) {
    const none = `No files were found with the provided path: ${asked.join(" ")}. No artifacts will be uploaded.`;
    const then = input("if-no-files-found") || "warn";
    if (then === "error") return { failed: none };
    if (then === "warn") log.line(`##[warning]${none}`);
    return {};
  }
  if (run.artifacts.has(name) && !yes(input("overwrite"))) return { failed: conflict };
  const folder = commonFolder(patterns, [...files.keys()]);
  const prefix = folder === "" ? 0 : folder.length + 1;
  run.artifacts.set(name, new Map([...files].map(([path, content]) => [path.slice(prefix), content])));
  leaves([...files.keys()].map((path) => (isInside ? path : `/${path}`)));
  log.line(`Artifact ${name} has been successfully uploaded! ${files.size} files.`);
  sayUploaded(around, run, files, output);
  return {};
}

/** https://github.com/actions/upload-artifact/tree/main/merge: several into one; of two files with one path the later stays. */
async function mergeArtifacts({ around, run, log, input, output }: ActionCall): Promise<ActionResult> {
  const name = input("name") || "merged-artifacts";
  const fits = compilePaths([input("pattern") || "*"]);
  const found = [...run.artifacts].filter(([each]) => fits(each));
  if (found.length === 0) return { failed: `No artifacts found matching pattern '${input("pattern") || "*"}'` };
  const apart = yes(input("separate-directories"));
  const files = new Map(
    found.flatMap(([each, held]) => [...held].map(([path, content]) => [apart ? `${each}/${path}` : path, content] as const)),
  );
  if (run.artifacts.has(name) && !yes(input("overwrite"))) return { failed: conflict };
  run.artifacts.set(name, files);
  if (yes(input("delete-merged"))) for (const [each] of found) if (each !== name) run.artifacts.delete(each);
  log.line(`Artifact ${name} has been successfully uploaded! ${files.size} files.`);
  sayUploaded(around, run, files, output);
  return {};
}

const conflict =
  "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run";

function sayUploaded({ world }: Around, run: RunContext, files: FileSet, output: ActionCall["output"]): void {
  const id = String(1_000 + run.artifacts.size);
  output("artifact-id", id);
  output("artifact-url", `https://github.com/${world.project.path}/actions/runs/${runId(run)}/artifacts/${id}`);
  output("artifact-digest", digestOf(files));
}

function digestOf(files: FileSet): string {
  const whole = sha256.create();
  for (const [path, content] of files) whole.update(utf8ToBytes(path)).update(content);
  return bytesToHex(whole.digest());
}

/** https://github.com/actions/download-artifact: one by its name into the folder, several each into a folder of its own. */
async function downloadArtifact({ run, workspace, log, input, output, receives }: ActionCall): Promise<ActionResult> {
  const name = input("name");
  if (input("artifact-ids") !== "") return { notSimulated: "a download by `artifact-ids`" };
  if (input("run-id") !== "" || input("repository") !== "") return { notSimulated: "an artifact of another run" };
  const target = workspace.folder(input("path"));
  const only = run.artifacts.get(name);
  if (name !== "" && !only) return { failed: `Unable to download artifact(s): Artifact not found for name: ${name}` };
  const pattern = input("pattern") === "" ? () => true : compilePaths([input("pattern")]);
  const chosen: readonly (readonly [string, FileSet])[] = only ? [[name, only]] : [...run.artifacts].filter(([each]) => pattern(each));
  const merged = only !== undefined || yes(input("merge-multiple"));
  const files = new Map<string, Uint8Array>();
  for (const [each, content] of chosen) {
    const folder = [target, merged ? "" : each].filter((part) => part !== "" && part !== ".").join("/");
    for (const [path, bytes] of content) files.set(folder === "" ? path : `${folder}/${path}`, bytes);
  }
  await workspace.place(files);
  receives(files.keys());
  log.line(`Total of ${chosen.length} artifact(s) downloaded`);
  output(
    "download-path",
    target.startsWith("../") ? `/${target.replace(/^(?:\.\.\/)+/, "")}` : `${workspace.root}/${target}`.replace(/\/$/, ""),
  );
  return {};
}

/** https://docs.github.com/en/actions/reference/dependency-caching-reference: the run's own branch first, then the default branch. */
async function cache(
  { around, run, workspace, log, input, output, afterwards }: ActionCall,
  part: "both" | "restore" | "save",
): Promise<ActionResult> {
  const key = input("key");
  const patterns = linesOf(input("path"));
  if (key === "") return { failed: "Input required and not supplied: key" };
  if (patterns.length === 0) return { failed: "Input required and not supplied: path" };
  const version = JSON.stringify(patterns);
  const base = run.event.kind === "pull-request" ? [`refs/heads/${run.event.into}`] : [];
  const scopes = [refOf(run.event), ...base, `refs/heads/${around.world.project.defaultBranch}`];
  const nameIn = (scope: string, name: string) => `${scope} ${version} ${name}`;
  const own = nameIn(scopes[0] ?? "", key);
  const save = async () => {
    if (around.caches.has(own))
      return log.line(`Failed to save: Unable to reserve cache with key ${key}, another job may be creating this cache.`);
    const { files, isInside } = await workspace.search(patterns);
    if (files.size === 0 && isInside)
      return log.line(
        "##[warning]Path Validation Error: Path(s) specified in the action for caching do(es) not exist, hence no cache is being saved.",
      );
    around.caches.set(own, new Map([...files].map(([path, content]) => [workspace.fromWorkspace(path, isInside), content])));
    log.line(`Cache saved with key: ${key}`);
  };
  if (part === "save") {
    await save();
    return {};
  }
  const found = findCache(around.caches, scopes, nameIn, key, linesOf(input("restore-keys")));
  const restores = part === "restore";
  if (restores) output("cache-primary-key", key);
  if (!found) {
    if (yes(input("fail-on-cache-miss")))
      return { failed: `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}` };
    log.line(`Cache not found for input keys: ${[key, ...linesOf(input("restore-keys"))].join(", ")}`);
    if (restores) output("cache-hit", "false");
  } else {
    if (!yes(input("lookup-only"))) await workspace.place(found.files);
    log.line(`Cache restored from key: ${found.key}`);
    if (restores) output("cache-matched-key", found.key);
    output("cache-hit", String(found.key === key));
  }
  if (part === "both")
    afterwards(found?.key === key ? async () => log.line(`Cache hit occurred on the primary key ${key}, not saving cache.`) : save);
  return {};
}

function findCache(
  caches: ReadonlyMap<string, FileSet>,
  scopes: readonly string[],
  nameIn: (scope: string, name: string) => string,
  key: string,
  restoreKeys: readonly string[],
): { readonly key: string; readonly files: FileSet } | undefined {
  for (const scope of scopes) {
    const exact = caches.get(nameIn(scope, key));
    if (exact) return { key, files: exact };
    for (const prefix of [key, ...restoreKeys]) {
      const start = nameIn(scope, prefix);
      // The newest that begins like this.
      const match = [...caches].findLast(([name]) => name.startsWith(start));
      if (match) return { key: match[0].slice(nameIn(scope, "").length), files: match[1] };
    }
  }
  return undefined;
}

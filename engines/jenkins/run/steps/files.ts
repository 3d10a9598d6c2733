import { utf8ToBytes } from "@noble/hashes/utils.js";
import { compilePaths } from "#engines/pipeline";
import { type FileSet, quote } from "#engines/shell";
import type { Value } from "../../groovy/values.ts";
import { checkoutFiles } from "../repository.ts";
import { scmVariables } from "../variables.ts";
import { absolutePath, relativePath, type Step, type StepHandler } from "./step.ts";

/** Steps about files of the workspace, stashes and archives. */
export const fileSteps: Readonly<Record<string, StepHandler>> = {
  dir: async (step) => {
    step.node();
    step.start();
    const directory = step.path(step.text("path"));
    step.print(`Running in ${directory}`);
    return step.body({ directory });
  },
  ws: async (step) => {
    step.node();
    step.start();
    const directory = absolutePath("/home/jenkins/workspace", step.text("dir"));
    step.print(`Running in ${directory}`);
    return step.body({ directory, env: { ...step.context.env, WORKSPACE: directory } });
  },
  deleteDir: async (step) => {
    step.start();
    await quietly(step, `rm -rf -- ${quote(step.context.directory)} && mkdir -p -- ${quote(step.context.directory)}`, "/");
    return null;
  },
  cleanWs: async (step) => {
    step.start();
    step.print("[WS-CLEANUP] Deleting project workspace...");
    const { path } = step.node().workspace;
    await quietly(step, `rm -rf -- ${quote(path)} && mkdir -p -- ${quote(path)}`, "/");
    step.print("[WS-CLEANUP] done");
    return null;
  },
  pwd: async (step) => {
    step.node();
    step.start();
    return step.flag("tmp") ? `${step.context.directory}@tmp` : step.context.directory;
  },
  fileExists: async (step) => {
    const { workspace } = step.node();
    step.start();
    return workspace.exists(step.path(step.text("file")));
  },
  readFile: async (step) => {
    const { workspace } = step.node();
    step.start();
    const path = step.path(step.text("file"));
    return (await workspace.read(path)) ?? step.fail(path, "java.nio.file.NoSuchFileException");
  },
  writeFile: async (step) => {
    const { workspace } = step.node();
    step.start();
    const text = step.text("encoding").toLowerCase() === "base64" ? step.refuse("writeFile with Base64") : step.text("text");
    const path = relativePath(workspace.path, step.path(step.text("file")));
    await workspace.place(new Map([[path, utf8ToBytes(text)]]));
    return null;
  },
  checkout: async (step) => {
    const { value } = { value: step.value("scm") };
    if (value instanceof Map) step.refuse("checkout of another repository");
    return checkout(step);
  },
  git: async (step) => {
    const { project } = step.build.world;
    const url = step.text("url").replace(/\.git$/, "");
    if (url !== project.url) step.refuse(`git: the repository ${url}`);
    return checkout(step);
  },
  stash: stash,
  unstash: async (step) => {
    const { workspace } = step.node();
    step.start();
    const name = step.text("name");
    const found = step.build.stashes.get(name) ?? step.fail(`No such saved stash ‘${name}’`);
    await workspace.place(within(step, found.files));
    for (const path of found.files.keys()) step.context.stage?.job.received.push(path);
    return null;
  },
  archiveArtifacts: async (step) => {
    const { workspace } = step.node();
    step.start();
    step.print("Archiving artifacts");
    const files = await select(step, step.text("artifacts"), step.text("excludes"));
    if (files.size === 0) {
      const message = `No artifacts found that match the file pattern "${step.text("artifacts")}". Configuration error?`;
      if (!step.flag("allowEmptyArchive")) step.fail(message);
      step.print(message);
    }
    if (step.flag("onlyIfSuccessful") && step.build.currentResult !== "SUCCESS") return null;
    keep(step, files, workspace.path);
    if (step.flag("fingerprint")) step.print("Recording fingerprints");
    return null;
  },
  archive: async (step) => {
    const { workspace } = step.node();
    step.start();
    keep(step, await select(step, step.text("includes"), step.text("excludes")), workspace.path);
    return null;
  },
  fingerprint: async (step) => {
    step.start();
    step.print("Recording fingerprints");
    return null;
  },
};

function keep(step: Step, files: FileSet, _root: string): void {
  for (const [path, content] of files) {
    step.build.artifacts.set(path, content);
    const artifacts = step.context.stage?.job.artifacts;
    if (artifacts && !artifacts.includes(path)) artifacts.push(path);
  }
}

async function quietly(step: Step, text: string, directory: string): Promise<void> {
  await step
    .node()
    .workspace.run({ entries: [{ text, span: step.call.span }], flags: "-e", directory }, { onCommand: () => {}, onDeployment: () => {} });
}

async function checkout(step: Step): Promise<Value> {
  const { build, context } = step;
  const { workspace } = step.node();
  step.start();
  if (!build.scenario.scm) step.fail("‘checkout scm’ is only available when using “Multibranch Pipeline” or “Pipeline script from SCM”");
  const variables = scmVariables(build.event, build.world, build.scenario.seed + build.number);
  step.print(`Checking out Revision ${variables.GIT_COMMIT} (${variables.GIT_BRANCH})`);
  const folder = context.directory === workspace.path ? "" : relativePath(workspace.path, context.directory);
  await workspace.place(checkoutFiles(build.files, folder));
  return new Map<string, Value>(Object.entries(variables));
}

/** Files below the step's folder that fit Ant patterns, by path from there. */
export async function select(step: Step, includes: string, excludes: string): Promise<FileSet> {
  const { workspace } = step.node();
  const folder = step.context.directory === workspace.path ? "" : `${relativePath(workspace.path, step.context.directory)}/`;
  const patterns = (text: string) =>
    text
      .split(/[,\n]\s*/)
      .map((each) => each.trim())
      .filter((each) => each !== "")
      .map((each) => (each.endsWith("/") ? `${each}**` : each));
  const accept = antPatterns(patterns(includes));
  const reject = antPatterns(patterns(excludes));
  const found = await workspace.files(JSON.stringify([folder, includes, excludes]), (path) => {
    if (!path.startsWith(folder)) return false;
    const inside = path.slice(folder.length);
    return accept(inside) && !reject(inside);
  });
  return new Map([...found].map(([path, content]) => [path.slice(folder.length), content]));
}

const antPatterns = (patterns: readonly string[]) => (patterns.length === 0 ? () => false : compilePaths(patterns));

/** Files as they lie below the step's folder. */
function within(step: Step, files: FileSet): FileSet {
  const { workspace } = step.node();
  if (step.context.directory === workspace.path) return files;
  const folder = relativePath(workspace.path, step.context.directory);
  return new Map([...files].map(([path, content]) => [`${folder}/${path}`, content]));
}

async function stash(step: Step): Promise<Value> {
  step.node();
  step.start();
  const name = step.text("name");
  const files = await select(step, step.text("includes", "**"), step.text("excludes"));
  if (files.size === 0 && !step.flag("allowEmpty")) step.fail(`No files included in stash ‘${name}’`);
  if (step.build.stashes.has(name)) step.print(`Warning: overwriting stash ‘${name}’`);
  step.build.stashes.set(name, { files, stage: step.context.stage });
  step.print(`Stashed ${files.size} file(s)`);
  return null;
}

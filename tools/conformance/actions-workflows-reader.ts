import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import {
  type DefaultAccess,
  describeFault,
  grantedBy,
  type Job,
  type Permissions,
  permissionFaults,
  readOfficially,
  readWorkflow,
  type Workflow,
} from "#engines/github-actions";
import type { Case, Outcome } from "./suite.ts";

const reason = "the official library lists it as not passed in TypeScript";

/** What these ask for is the engine's own: the official library does not look at permissions. */
const isAboutPermissions = (name: string): boolean => /(^|-)permissions([.-])/.test(name);

/** Scopes that GitHub has had since these cases were written. */
const newScopes = new Set(["artifact-metadata", "attestations", "models"]);

/** GitHub cuts longer messages of its reader. */
const maxMessage = 500;

/** A file: options, the workflow, pairs of a called file's name and its text, the expected result, between lines of `---`. */
export function readerCases(folder: string): readonly Case[] {
  const list = join(folder, "reader-not-passed-by-the-official-library.json");
  const skipped = new Set(existsSync(list) ? z.array(z.string()).parse(JSON.parse(readFileSync(list, "utf8"))) : []);
  return readdirSync(join(folder, "reader"))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({
      id: `reader/${name}`,
      ...(skipped.has(name) && !isAboutPermissions(name) ? { skip: reason } : {}),
      run: () => check(name, readFileSync(join(folder, "reader", name), "utf8")),
    }));
}

function check(name: string, text: string): Outcome {
  const [options = "", workflow = "", ...rest] = text.replaceAll("\r\n", "\n").split("\n---\n");
  const expected: unknown = JSON.parse(rest.pop() ?? "null");
  const called = new Map<string, string>();
  for (let at = 0; at + 1 < rest.length; at += 2) called.set((rest[at] ?? "").trim(), rest[at + 1] ?? "");
  const { template, problems } = readOfficially({ path: `.github/workflows/${name}`, text: workflow }, (reference) => {
    const found = called.get(reference) ?? called.get(reference.replace(/^\.\//, ""));
    return found === undefined ? undefined : { path: reference, text: found };
  });
  const result: Record<string, unknown> = { ...template };
  const faults =
    problems.length > 0
      ? []
      : withPermissions(result, name, workflow, called, options.includes("permissions-policy: Write") ? "write" : "read");
  if (!(options.includes("- Go") && options.includes("- C#"))) delete result.events;
  if (problems.length > 0 || faults.length > 0) {
    for (const key of faults.length > 0 ? Object.keys(result) : ["jobs"]) delete result[key];
    result.errors = [...problems.map(({ message }) => message), ...faults].map((Message) => ({ Message }));
  }
  const got: unknown = JSON.parse(JSON.stringify(result));
  if (isDeepStrictEqual(got, expected)) return { passed: true };
  return { passed: false, why: `expected ${JSON.stringify(expected).slice(0, 600)}\ngot ${JSON.stringify(got).slice(0, 600)}` };
}

type PrintedJob = { type?: string; permissions?: unknown; jobs?: unknown };

/** Adds the permissions of the workflow and its jobs to what the official library read; gives what GitHub says of calls that ask for too much. */
function withPermissions(
  result: Record<string, unknown>,
  name: string,
  text: string,
  called: ReadonlyMap<string, string>,
  access: DefaultAccess,
): readonly string[] {
  const workflow = readWorkflow({ path: `.github/workflows/${name}`, text }).model;
  if (!workflow) return [];
  const find = (uses: string): Workflow | undefined => {
    const found = called.get(uses);
    return found === undefined ? undefined : readWorkflow({ path: uses, text: found }).model;
  };
  if (workflow.permissions) result.permissions = printed(workflow.permissions);
  if (Array.isArray(result.jobs)) result.jobs = printJobs(result.jobs, [...workflow.jobs.values()], workflow.permissions, find);
  return permissionFaults(workflow, find, access).map((fault) => {
    const { file, start } = fault.span;
    const message = describeFault({ ...fault, exceeding: fault.exceeding.filter(({ scope }) => !newScopes.has(scope)) });
    const whole = `${file} (Line: ${start.line}, Col: ${start.column}): ${message}`;
    return whole.length > maxMessage ? `${whole.slice(0, maxMessage)}[...]` : whole;
  });
}

/** A job has its own, else the workflow's; one that calls a workflow is printed with what that asks for. */
function printJobs(
  jobs: readonly PrintedJob[],
  models: readonly Job[],
  around: Permissions | undefined,
  find: (uses: string) => Workflow | undefined,
): readonly PrintedJob[] {
  return jobs.map((job, index): PrintedJob => {
    const model = models[index];
    const inner = model?.call && find(model.call.uses.value);
    const permissions = inner?.permissions ?? model?.permissions ?? around;
    return {
      ...job,
      ...(permissions ? { permissions: printed(permissions) } : {}),
      ...(inner && Array.isArray(job.jobs) ? { jobs: printJobs(job.jobs, [...inner.jobs.values()], permissions, find) } : {}),
    };
  });
}

const printed = (permissions: Permissions): Readonly<Record<string, string>> =>
  Object.fromEntries([...grantedBy(permissions)].filter(([scope]) => !newScopes.has(scope)));

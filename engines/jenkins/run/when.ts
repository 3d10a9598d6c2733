import { RE2JS } from "re2js";
import { BuildError } from "../groovy/errors.ts";
import { compilePattern } from "../groovy/operators.ts";
import { Scope } from "../groovy/scope.ts";
import { isEqual, isTrue, textOf, type Value } from "../groovy/values.ts";
import type { Condition } from "../model.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import { causeClasses } from "./objects.ts";

/** Whether all conditions hold. https://www.jenkins.io/doc/book/pipeline/syntax/#when */
export async function allHold(build: Build, context: Context, conditions: readonly Condition[]): Promise<boolean> {
  for (const condition of conditions) if (!(await holds(build, { ...context, span: condition.span }, condition))) return false;
  return true;
}

async function holds(build: Build, context: Context, condition: Condition): Promise<boolean> {
  const { children } = condition;
  switch (condition.name.value) {
    case "allOf":
      return allHold(build, context, children);
    case "anyOf":
      for (const child of children) if (await holds(build, context, child)) return true;
      return false;
    case "not":
      return children[0] === undefined || !(await holds(build, context, children[0]));
    case "expression":
      return isTrue((await build.evaluator.run(condition.code ?? [], new Scope(context))).value);
    case "buildingTag":
      return ((await build.environmentVariable("TAG_NAME", context)) ?? "") !== "";
    case "isRestartedRun":
      return false;
    default:
  }
  const given = await readArguments(build, context, condition);
  const text = (name: string) => (given.get(name) === undefined || given.get(name) === null ? undefined : textOf(given.get(name) ?? ""));
  switch (condition.name.value) {
    case "branch":
      return compareName(text("pattern"), await branchName(build, context), text("comparator"), "GLOB", context);
    case "tag": {
      const tag = (await build.environmentVariable("TAG_NAME", context)) ?? "";
      return tag !== "" && (text("pattern") === undefined || compareName(text("pattern"), tag, text("comparator"), "GLOB", context));
    }
    case "environment": {
      const value = (await build.environmentVariable(text("name") ?? "", context)) ?? "";
      const wanted = text("value") ?? "";
      return isTrue(given.get("ignoreCase") ?? false) ? value.toLowerCase() === wanted.toLowerCase() : value === wanted;
    }
    case "equals":
      return isEqual(given.get("expected") ?? null, given.get("actual") ?? null);
    case "changeRequest":
      return changeRequest(build, given, context);
    case "triggeredBy":
      return triggeredBy(build, text("type") ?? text("cause") ?? "", text("detail"));
    case "changelog":
      return changelog(build, context, text("pattern") ?? "", given);
    case "changeset":
      return changeset(build, context, text("pattern") ?? "", text("comparator"), isTrue(given.get("caseSensitive") ?? false));
    default:
      throw new Error(`bug: the condition "${condition.name.value}" came past the validator`);
  }
}

/** Of a job that is not multibranch, the checkout tells it. */
async function branchName(build: Build, context: Context): Promise<string> {
  for (const name of ["BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"]) {
    const value = (await build.environmentVariable(name, context)) ?? "";
    if (value !== "") return value;
  }
  return "";
}

/** The names under which a condition takes its only argument. */
const leading: Readonly<Record<string, string>> = {
  branch: "pattern",
  tag: "pattern",
  changelog: "pattern",
  changeset: "pattern",
  triggeredBy: "type",
};

async function readArguments(build: Build, context: Context, condition: Condition): Promise<ReadonlyMap<string, Value>> {
  const values = new Map<string, Value>();
  for (const { name, value } of condition.arguments ?? []) {
    const key = name?.kind === "literal" ? String(name.value) : (leading[condition.name.value] ?? "");
    values.set(key, await build.evaluator.evaluate(value, new Scope(context)));
  }
  return values;
}

/** EQUALS, GLOB as Ant has it, or REGEXP as a whole. */
function compareName(
  pattern: string | undefined,
  value: string,
  comparator: string | undefined,
  fallback: "EQUALS" | "GLOB",
  context: Context,
): boolean {
  if (pattern === undefined) return false;
  switch ((comparator ?? fallback).toUpperCase()) {
    case "EQUALS":
      return value === pattern;
    case "REGEXP":
      return compilePattern(pattern, context.span).matches(value);
    case "GLOB":
      return antGlob(pattern, true)(value);
    default:
      throw new BuildError(`No comparator ${comparator}`, context.span, "java.lang.IllegalArgumentException");
  }
}

/** `*` within a folder, `**` across folders, `?` one character. */
export function antGlob(pattern: string, caseSensitive: boolean): (path: string) => boolean {
  let source = "";
  const full = pattern.endsWith("/") ? `${pattern}**` : pattern;
  for (let at = 0; at < full.length; at++) {
    if (full.startsWith("**/", at)) {
      source += "(?:.*/)?";
      at += 2;
    } else if (full.startsWith("/**", at) && at + 3 === full.length) {
      source += "(?:/.*)?";
      at += 2;
    } else if (full.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else source += full[at] === "*" ? "[^/]*" : full[at] === "?" ? "[^/]" : RE2JS.quote(full[at] ?? "");
  }
  const compiled = RE2JS.compile(`(?s)${source}`, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return (path) => compiled.matches(path);
}

async function changeRequest(build: Build, given: ReadonlyMap<string, Value>, context: Context): Promise<boolean> {
  const { change } = build.event;
  if (!change) return false;
  const comparator = given.get("comparator");
  for (const [name, wanted] of given) {
    if (name === "comparator" || wanted === null) continue;
    const value = Object.hasOwn(change, name) ? String(Reflect.get(change, name)) : "";
    if (!compareName(textOf(wanted), value, comparator === undefined ? undefined : textOf(comparator ?? ""), "EQUALS", context))
      return false;
  }
  return true;
}

/** Causes may be named in full, by their last part, or without `Cause`. */
function triggeredBy(build: Build, type: string, detail: string | undefined): boolean {
  const { cause } = build.event;
  const full = causeClasses[cause.kind];
  const simple = full.split(/[.$]/).at(-1) ?? "";
  const symbol = {
    timer: "TimerTrigger",
    scm: "SCMTrigger",
    user: "UserIdCause",
    upstream: "UpstreamCause",
    "branch-event": "BranchEventCause",
  }[cause.kind];
  const names = [full, simple, simple.replace(/Cause$/, ""), symbol, full.replace("$", ".")].map((each) => each.toLowerCase());
  if (!names.includes(type.toLowerCase())) return false;
  if (detail === undefined) return true;
  return cause.kind === "user" ? cause.user === detail : cause.kind === "upstream" && cause.project === detail;
}

function commitsOf(build: Build, context: Context) {
  const commits = build.event.commits ?? [];
  if (build.event.change) build.console.line("Examining changelog from all builds of this change request.", context);
  else if (commits.length === 0)
    build.console.line(`Warning, empty changelog.${build.number === 1 ? " Probably because this is the first build." : ""}`, context);
  return commits;
}

function changelog(build: Build, context: Context, pattern: string, given: ReadonlyMap<string, Value>): boolean {
  const flags = isTrue(given.get("caseSensitive") ?? false) ? "" : "i";
  const lines = compilePattern(`(?m${flags})${pattern}`, context.span);
  const whole = compilePattern(`(?ms${flags})${pattern}`, context.span);
  return commitsOf(build, context).some(({ message }) => whole.matches(message) || message.split("\n").some((line) => lines.matches(line)));
}

function changeset(build: Build, context: Context, pattern: string, comparator: string | undefined, caseSensitive: boolean): boolean {
  const isRegexp = comparator?.toUpperCase() === "REGEXP";
  const compiled = isRegexp ? compilePattern(caseSensitive ? pattern : `(?i)${pattern}`, context.span) : undefined;
  const test = compiled
    ? (path: string) => compiled.matches(path)
    : comparator?.toUpperCase() === "EQUALS"
      ? (path: string) => path === pattern
      : antGlob(pattern, caseSensitive);
  return commitsOf(build, context).some(({ files }) => files.some(test));
}

import { BuildError, Refusal } from "../groovy/errors.ts";
import { type GroovyObject, textOf, type Value } from "../groovy/values.ts";
import type { Cause, Commit } from "../scenario.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import { commitOf } from "./repository.ts";
import { spoken } from "./steps/durations.ts";

/** `env`: what is not set is null. */
export function environmentObject(build: Build, context: Context): GroovyObject {
  const read = async (name: string) => (await build.environmentVariable(name, context)) ?? null;
  return {
    kind: "object",
    type: "org.jenkinsci.plugins.workflow.cps.EnvActionImpl",
    text: "org.jenkinsci.plugins.workflow.cps.EnvActionImpl",
    get: read,
    set: (name, value) => {
      build.assigned.set(name, textOf(value));
      return true;
    },
    call: async (name, args) => {
      if (name === "getEnvironment") return new Map(Object.entries(build.environment(context)));
      return name === "getProperty" && args[0] !== undefined ? read(textOf(args[0])) : undefined;
    },
  };
}

export function parametersObject(build: Build): GroovyObject {
  return {
    kind: "object",
    type: "java.util.Collections.UnmodifiableMap",
    text: textOf(build.parameters),
    get: (name) => build.parameters.get(name) ?? null,
    entries: () => new Map(build.parameters),
    call: async (name, args) => {
      const key = args[0] === undefined ? "" : textOf(args[0]);
      if (name === "get" || name === "getOrDefault") return build.parameters.get(key) ?? args[1] ?? null;
      if (name === "containsKey") return build.parameters.has(key);
      return name === "size" ? build.parameters.size : undefined;
    },
  };
}

export function scmObject(): GroovyObject {
  return { kind: "object", type: "hudson.plugins.git.GitSCM", text: "hudson.plugins.git.GitSCM", get: () => undefined };
}

const rejected = "Scripts not permitted to use method org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper";

/** Those of a class, or all: each as a map. */
function buildCauses(build: Build, javaClass: string | undefined): Value {
  const { cause } = build.event;
  const own = causeClasses[cause.kind];
  if (javaClass !== undefined && javaClass.replace("$", ".") !== own.replace("$", ".")) return [];
  const fields = new Map<string, Value>([
    ["_class", own],
    ["shortDescription", causeText(build)],
  ]);
  if (cause.kind === "user") for (const name of ["userId", "userName"]) fields.set(name, cause.user);
  if (cause.kind === "upstream") fields.set("upstreamProject", cause.project);
  return [fields];
}

/** https://www.jenkins.io/doc/pipeline/steps/: the global variable `currentBuild`. */
export function currentBuild(build: Build, context: Context): GroovyObject {
  return {
    kind: "object",
    type: "org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper",
    text: `${build.jobName} ${build.id}`,
    get: (name) => {
      if (name !== "rawBuild") return buildProperty(build, name);
      throw new BuildError(`${rejected} getRawBuild`, context.span, "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException");
    },
    set: (name, value, span) => {
      if (name === "result") build.assignResult(textOf(value), context);
      else if (name === "displayName") build.displayName = textOf(value);
      else if (name === "description") build.description = textOf(value);
      else if (name === "keepLog") throw new Refusal("not-simulated", "currentBuild.keepLog", span);
      else return false;
      return true;
    },
    call: async (name, args, span) => {
      const rank = ["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"];
      const other = args[0] === undefined ? "" : textOf(args[0]).toUpperCase();
      if (name === "resultIsBetterOrEqualTo") return rank.indexOf(build.currentResult) <= rank.indexOf(other);
      if (name === "resultIsWorseOrEqualTo") return rank.indexOf(build.currentResult) >= rank.indexOf(other);
      if (name === "getBuildCauses") return buildCauses(build, args[0] === undefined ? undefined : textOf(args[0]));
      if (name !== "getRawBuild") return undefined;
      throw new BuildError(`${rejected} getRawBuild`, span, "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException");
    },
  };
}

function buildProperty(build: Build, name: string): Value | undefined {
  switch (name) {
    case "result":
      return build.result ?? null;
    case "currentResult":
      return build.currentResult;
    case "number":
      return build.number;
    case "id":
      return String(build.number);
    case "displayName":
      return build.displayName;
    case "fullDisplayName":
      return `${build.jobName.replaceAll("/", " » ")} ${build.displayName}`;
    case "fullProjectName":
      return build.jobName;
    case "projectName":
      return decodeURIComponent(build.jobName.split("/").at(-1) ?? "");
    case "description":
      return build.description;
    case "absoluteUrl":
      return build.variables.BUILD_URL ?? "";
    case "duration":
      return Math.round((build.session.clock.now() - build.started) * 1000);
    case "durationString":
      return `${spoken(build.session.clock.now() - build.started)}${build.finished === undefined ? " and counting" : ""}`;
    case "startTimeInMillis":
    case "timeInMillis":
      return Math.round((build.scenario.epoch + build.started) * 1000);
    case "buildVariables":
      return new Map(Object.entries(build.variables));
    case "keepLog":
      return false;
    case "previousBuild":
    case "previousCompletedBuild":
    case "previousBuiltBuild":
      return previousBuild(build);
    case "upstreamBuilds":
      return [];
    case "nextBuild":
    case "rerunNumber":
      return null;
    case "previousFailedBuild":
    case "previousNotFailedBuild":
      return (build.previousResult === "FAILURE") === (name === "previousFailedBuild") ? previousBuild(build) : null;
    case "previousSuccessfulBuild":
      return build.previousResult === "SUCCESS" ? previousBuild(build) : null;
    case "changeSets":
      return [new Map<string, Value>([["items", (build.event.commits ?? []).map((commit, index) => changeEntry(build, commit, index))]])];
    default:
      return undefined;
  }
}

function changeEntry(build: Build, { message, author, files }: Commit, index: number): Value {
  const id = author.toLowerCase().replace(/\W+/g, ".");
  const writer: GroovyObject = {
    ...{ kind: "object", type: "hudson.model.User", text: author },
    get: (name) => (name === "fullName" || name === "displayName" ? author : name === "id" ? id : undefined),
  };
  const [first = ""] = message.split("\n");
  return new Map<string, Value>([
    ["msg", first],
    ["comment", message],
    ["author", writer],
    ["authorName", author],
    ["commitId", commitOf(`${message} ${index}`, build.number)],
    ["timestamp", build.scenario.epoch * 1000],
    ["affectedPaths", [...files]],
    ["affectedFiles", files.map((path) => new Map<string, Value>([["path", path]]))],
  ]);
}

function previousBuild({ previousResult, number }: Build): GroovyObject | null {
  if (previousResult === undefined) return null;
  return {
    kind: "object",
    type: "org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper",
    text: `#${number - 1}`,
    get: (name) =>
      name === "result" || name === "currentResult"
        ? previousResult
        : name === "number"
          ? number - 1
          : name === "displayName"
            ? `#${number - 1}`
            : undefined,
  };
}

/** The classes of causes. */
export const causeClasses: Readonly<Record<Cause["kind"], string>> = {
  "branch-event": "jenkins.branch.BranchEventCause",
  scm: "hudson.triggers.SCMTrigger$SCMTriggerCause",
  timer: "hudson.triggers.TimerTrigger$TimerTriggerCause",
  user: "hudson.model.Cause$UserIdCause",
  upstream: "hudson.model.Cause$UpstreamCause",
};

export function causeText({ event: { cause } }: Build): string {
  switch (cause.kind) {
    case "branch-event":
      return "Branch event";
    case "scm":
      return "Started by an SCM change";
    case "timer":
      return "Started by timer";
    case "user":
      return `Started by user ${cause.user}`;
    case "upstream":
      return `Started by upstream project "${cause.project}"`;
    default:
      return cause satisfies never;
  }
}

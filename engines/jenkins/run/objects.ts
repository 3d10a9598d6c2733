import { Refusal } from "../groovy/errors.ts";
import { type GroovyObject, textOf, type Value } from "../groovy/values.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";

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

/** https://www.jenkins.io/doc/pipeline/steps/: the global variable `currentBuild`. */
export function currentBuild(build: Build, context: Context): GroovyObject {
  return {
    kind: "object",
    type: "org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper",
    text: `${build.jobName} ${build.id}`,
    get: (name) => buildProperty(build, name),
    set: (name, value, span) => {
      if (name === "result") build.assignResult(textOf(value), context);
      else if (name === "displayName") build.displayName = textOf(value);
      else if (name === "description") build.description = textOf(value);
      else if (name === "keepLog") throw new Refusal("not-simulated", "currentBuild.keepLog", span);
      else return false;
      return true;
    },
    call: async (name, args) => {
      const rank = ["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"];
      const other = args[0] === undefined ? "" : textOf(args[0]).toUpperCase();
      if (name === "resultIsBetterOrEqualTo") return rank.indexOf(build.currentResult) <= rank.indexOf(other);
      if (name === "resultIsWorseOrEqualTo") return rank.indexOf(build.currentResult) >= rank.indexOf(other);
      return name === "getBuildCauses" ? [new Map<string, Value>([["shortDescription", causeText(build)]])] : undefined;
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
      return `${Math.round(build.session.clock.now() - build.started)} sec`;
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
    case "previousSuccessfulBuild":
      return build.previousResult === "SUCCESS" ? previousBuild(build) : null;
    case "changeSets":
      return [
        new Map<string, Value>([
          [
            "items",
            (build.event.commits ?? []).map(
              ({ message, author, files }) =>
                new Map<string, Value>([
                  ["msg", message],
                  ["author", author],
                  ["affectedPaths", [...files]],
                ]),
            ),
          ],
        ]),
      ];
    default:
      return undefined;
  }
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

import type { World } from "#engines/world";
import type { JenkinsEvent, JenkinsScenario } from "../scenario.ts";
import { commitOf } from "./repository.ts";

/** The controller, by a name that stands for none. */
export const jenkinsUrl = "https://jenkins.example/";

/** What the shell of a machine has by itself. */
export const machineVariables: Readonly<Record<string, string>> = {
  HOME: "/root",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};

/** A branch's job is named by it, with slashes encoded. */
export function jobName(job: string, event: JenkinsEvent): string {
  const name = event.change ? `PR-${event.change.id}` : (event.tag ?? event.branch);
  return name === undefined ? job : `${job}/${encodeURIComponent(name)}`;
}

/** https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables: what every build has. */
export function buildVariables(
  scenario: JenkinsScenario,
  event: JenkinsEvent,
  number: number,
  world: World,
): Readonly<Record<string, string>> {
  const { change, tag } = event;
  const job = jobName(scenario.job, event);
  const base = decodeURIComponent(job.split("/").at(-1) ?? job);
  const jobUrl = `${jenkinsUrl}${job
    .split("/")
    .map((part) => `job/${part}/`)
    .join("")}`;
  const branch = change ? `PR-${change.id}` : (tag ?? event.branch);
  const primary = branch !== undefined && branch === world.project.defaultBranch;
  return {
    ...scenario.environment,
    BUILD_DISPLAY_NAME: `#${number}`,
    BUILD_ID: String(number),
    BUILD_NUMBER: String(number),
    BUILD_TAG: `jenkins-${job.replaceAll("/", "-")}-${number}`,
    BUILD_URL: `${jobUrl}${number}/`,
    CI: "true",
    HUDSON_URL: jenkinsUrl,
    JENKINS_URL: jenkinsUrl,
    JOB_BASE_NAME: base,
    JOB_NAME: job,
    JOB_URL: jobUrl,
    RUN_DISPLAY_URL: `${jobUrl}${number}/display/redirect`,
    ...(branch === undefined ? {} : { BRANCH_NAME: branch }),
    ...(primary ? { BRANCH_IS_PRIMARY: "true" } : {}),
    ...(tag === undefined ? {} : { TAG_NAME: tag, TAG_UNIXTIME: String(scenario.epoch), TAG_TIMESTAMP: String(scenario.epoch * 1000) }),
    ...(change
      ? {
          CHANGE_AUTHOR: change.author,
          CHANGE_AUTHOR_DISPLAY_NAME: change.authorDisplayName,
          CHANGE_AUTHOR_EMAIL: change.authorEmail,
          CHANGE_BRANCH: change.branch,
          ...(change.fork === "" ? {} : { CHANGE_FORK: change.fork }),
          CHANGE_ID: change.id,
          CHANGE_TARGET: change.target,
          CHANGE_TITLE: change.title,
          CHANGE_URL: change.url,
        }
      : {}),
  };
}

/** What the checkout sets. */
export function scmVariables(event: JenkinsEvent, world: World, seed: number): Readonly<Record<string, string>> {
  const branch = event.change?.branch ?? event.tag ?? event.branch ?? world.project.defaultBranch;
  return {
    GIT_BRANCH: event.branch === undefined && !event.change ? `origin/${branch}` : branch,
    GIT_COMMIT: commitOf(branch, seed),
    GIT_LOCAL_BRANCH: branch,
    GIT_URL: world.project.url,
  };
}

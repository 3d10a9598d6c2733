import { type Signature, signatures } from "./signature.ts";
import { steps } from "./steps.ts";

/** https://www.jenkins.io/doc/book/pipeline/syntax/#parameters */
export const parameterTypes = signatures({
  booleanParam: "name! defaultValue:boolean description",
  choice: "name! choices:any description",
  credentials: "name! credentialType defaultValue description required:boolean",
  file: "name! description",
  password: "name! defaultValue defaultValueAsSecret:any description",
  run: "name! projectName! description filter",
  string: "name! defaultValue description trim:boolean",
  text: "name! defaultValue description trim:boolean",
});

/** https://www.jenkins.io/doc/book/pipeline/syntax/#triggers */
export const triggerTypes = signatures({
  cron: "spec!",
  githubPush: "",
  pollSCM: "scmpoll_spec! ignorePostCommitHooks:boolean",
  upstream: "upstreamProjects! threshold:any",
});

/** Job properties and options of the declarative form itself, which only the pipeline as a whole may have. */
const pipelineOptions = signatures({
  authorizationMatrix: "entries:List inheritanceStrategy:any",
  buildDiscarder: "strategy!any",
  copyArtifactPermission: "projectNames!",
  disableConcurrentBuilds: "abortPrevious:boolean",
  disableRestartFromStage: "",
  disableResume: "",
  durabilityHint: "hint!",
  githubProjectProperty: "projectUrlStr!",
  newContainerPerStage: "",
  overrideIndexTriggers: "enableTriggers!boolean",
  parallelsAlwaysFailFast: "",
  preserveStashes: "buildCount:int",
  quietPeriod: "quietPeriod!int",
  rateLimitBuilds: "throttle!any",
  skipStagesAfterUnstable: "",
});

/** Options that a stage may have too. */
const sharedOptions = signatures({ checkoutToSubdirectory: "subdirectory!", skipDefaultCheckout: "skipDefaultCheckout!Boolean" });

/** Block steps that are no options. */
const noOptions = new Set(["dir", "node", "stage", "waitUntil", "ws", "wrap"]);
const wrappers = new Map([...steps].filter(([name, { takesBlock }]) => takesBlock && !noOptions.has(name)));

export const stageOptionTypes: ReadonlyMap<string, Signature> = new Map([...sharedOptions, ...wrappers]);
export const optionTypes: ReadonlyMap<string, Signature> = new Map([...pipelineOptions, ...stageOptionTypes]);

/** What options, triggers and parameters may be given by name: `logRotator(…)`. */
export const functions = signatures({
  logRotator: "artifactDaysToKeepStr artifactNumToKeepStr daysToKeepStr numToKeepStr removeLastBuild:boolean",
  sshUserPrivateKey: "credentialsId! keyFileVariable! passphraseVariable usernameVariable",
  usernamePassword: "credentialsId! passwordVariable! usernameVariable!",
  usernameColonPassword: "credentialsId! variable!",
});

export const agentTypes: ReadonlyMap<string, Signature> = signatures({
  any: "",
  docker:
    "image! alwaysPull:boolean args containerPerStageRoot:boolean customWorkspace label registryCredentialsId registryUrl reuseNode:boolean",
  dockerfile:
    "additionalBuildArgs args containerPerStageRoot:boolean customWorkspace dir filename label registryCredentialsId registryUrl reuseNode:boolean",
  kubernetes:
    "activeDeadlineSeconds:int cloud containerTemplate:any containerTemplates:any customWorkspace defaultContainer idleMinutes:int inheritFrom instanceCap:int label namespace nodeSelector podRetention:any retries:int serviceAccount showRawYaml:boolean slaveConnectTimeout:int supplementalGroups workingDir workspaceVolume:any yaml yamlFile yamlMergeStrategy:any",
  label: "label! customWorkspace retries:int",
  node: "label customWorkspace retries:int",
  none: "",
});

/** https://plugins.jenkins.io/: the tool types that are known, whatever is installed of them. */
export const toolTypes: readonly string[] = ["ant", "git", "gradle", "jdk", "maven", "nodejs"];

/** Conditions of `when`, with how many others they hold: -1 for at least one. */
export const whenConditions: ReadonlyMap<string, Signature & { readonly children: number }> = new Map(
  Object.entries({
    allOf: { line: "", children: -1 },
    anyOf: { line: "", children: -1 },
    branch: { line: "pattern! comparator", children: 0 },
    buildingTag: { line: "", children: 0 },
    changeRequest: { line: "author authorDisplayName authorEmail branch comparator fork id target title url", children: 0 },
    changelog: { line: "pattern! caseSensitive:boolean multiline:boolean", children: 0 },
    changeset: { line: "pattern! caseSensitive:boolean comparator", children: 0 },
    environment: { line: "name! value! ignoreCase:boolean", children: 0 },
    equals: { line: "expected!any actual!any", children: 0 },
    expression: { line: "", children: 0 },
    isRestartedRun: { line: "", children: 0 },
    not: { line: "", children: 1 },
    tag: { line: "pattern~ comparator", children: 0 },
    triggeredBy: { line: "type~ cause detail", children: 0 },
  }).map(([name, { line, children }]) => {
    const found = signatures({ [name]: line }).get(name);
    return [name, { parameters: found?.parameters ?? [], takesBlock: false, children }];
  }),
);

/** In the order in which Jenkins runs them. */
export const postConditions: readonly string[] = [
  ...["always", "changed", "fixed", "regression", "aborted", "success", "unsuccessful", "unstable", "failure", "notBuilt", "cleanup"],
];

import { signatures } from "./signature.ts";

/**
 * The steps of Jenkins' own plugins, by what they may be given. A step that is not here belongs to a plugin that is not known.
 * https://www.jenkins.io/doc/pipeline/steps/
 */
export const steps = signatures({
  ansiColor: "colorMapName! {}",
  archive: "includes! excludes",
  archiveArtifacts:
    "artifacts! allowEmptyArchive:boolean caseSensitive:boolean defaultExcludes:boolean excludes fingerprint:boolean followSymlinks:boolean onlyIfSuccessful:boolean",
  bat: "script! encoding label returnStatus:boolean returnStdout:boolean",
  build: "job! parameters:List propagate:boolean quietPeriod:any wait:boolean waitForStart:boolean",
  catchError: "buildResult catchInterruptions:boolean message stageResult {}",
  checkout: "scm!any changelog:boolean poll:boolean",
  cleanWs:
    "cleanWhenAborted:boolean cleanWhenFailure:boolean cleanWhenNotBuilt:boolean cleanWhenSuccess:boolean cleanWhenUnstable:boolean cleanupMatrixParent:boolean deleteDirs:boolean disableDeferredWipeout:boolean externalDelete notFailBuild:boolean patterns:List skipWhenFailed:boolean",
  deleteDir: "",
  dir: "path! {}",
  echo: "message!",
  emailext:
    "subject! body! attachLog:boolean attachmentsPattern compressLog:boolean from mimeType postsendScript presendScript recipientProviders:List replyTo saveOutput:boolean to",
  error: "message!",
  fileExists: "file!",
  findFiles: "excludes glob",
  fingerprint: "targets!",
  getContext: "type!any",
  git: "url! branch changelog:boolean credentialsId poll:boolean",
  input: "message! cancel id ok parameters:List submitter submitterParameter",
  isUnix: "",
  junit:
    "testResults! allowEmptyResults:boolean checksName healthScaleFactor:double keepLongStdio:boolean keepProperties:boolean keepTestNames:boolean skipMarkingBuildUnstable:boolean skipOldReports:boolean skipPublishingChecks:boolean stdioRetention testDataPublishers:List",
  library: "identifier! changelog:boolean retriever:any",
  load: "path!",
  lock: "resource~ extra:List inversePrecedence:boolean label quantity:int resourceSelectStrategy skipIfLocked:boolean variable priority:int {}",
  mail: "subject! body! bcc cc charset from mimeType replyTo to",
  milestone: "ordinal~any label unsafe:boolean",
  node: "label~ {}",
  powershell: "script! encoding label returnStatus:boolean returnStdout:boolean",
  properties: "properties!List",
  publishHTML: "target!any",
  pwd: "tmp~boolean",
  pwsh: "script! encoding label returnStatus:boolean returnStdout:boolean",
  readFile: "file! encoding",
  readJSON: "file returnPojo:boolean text",
  readProperties: "charset defaults:any file interpolate:boolean text",
  readTrusted: "path!",
  readYaml: "codePointLimit:int file maxAliasesForCollections:int text",
  retry: "count!int conditions:List {}",
  sha1: "file!",
  sha256: "file!",
  sh: "script! encoding label returnStatus:boolean returnStdout:boolean",
  slackSend:
    "message~ attachments:any baseUrl blocks:any botUser:boolean channel color failOnError:boolean iconEmoji notifyCommitters:boolean replyBroadcast:boolean sendAsText:boolean teamDomain timestamp tokenCredentialId username",
  sleep: "time!int unit",
  stage: "name! concurrency:int {}",
  stash: "name! allowEmpty:boolean excludes includes useDefaultExcludes:boolean",
  step: "delegate!any",
  timeout: "time!int activity:boolean unit {}",
  timestamps: "{}",
  tool: "name! type",
  touch: "file! timestamp:long",
  unarchive: "mapping:any",
  unstable: "message!",
  unstash: "name!",
  waitUntil: "initialRecurrencePeriod:long quiet:boolean {}",
  warnError: "message! catchInterruptions:boolean {}",
  withCredentials: "bindings!List {}",
  withEnv: "overrides!List {}",
  wrap: "delegate!any {}",
  writeFile: "file! text! encoding",
  writeJSON: "json!any file pretty:int returnText:boolean",
  ws: "dir! {}",
});

/** What Jenkins says of steps that a declarative pipeline must not use. */
export const blockedSteps: ReadonlyMap<string, string> = new Map([
  ["stage", "The stage step cannot be used in Declarative Pipelines"],
  ["properties", "The properties step cannot be used in Declarative Pipelines"],
  ["parallel", "The parallel step can only be used as the only top-level step in a stages step block"],
]);

/** What Jenkins says of steps that must not be an argument of an option, trigger or parameter. */
export const blockedArguments: ReadonlyMap<string, string> = new Map([
  ["node", "The node step cannot be called as an argument to a method in Declarative Pipelines"],
]);

/** Steps that a plugin brings and that are not simulated beyond their name. */
export const pluginSteps: ReadonlySet<string> = new Set([
  ...[
    "ansiblePlaybook",
    "awsCodeBuild",
    "cobertura",
    "configFileProvider",
    "container",
    "copyArtifacts",
    "discoverGitReferenceBuild",
    "docker",
  ],
  ...["dockerFingerprintFrom", "googleStorageUpload", "helm", "hipchatSend", "httpRequest", "jiraComment", "kubernetesDeploy"],
  ...["nexusArtifactUploader", "nodejs", "office365ConnectorSend", "podTemplate", "publishChecks", "publishCoverage", "readCSV"],
  ...["readManifest", "readMavenPom", "recordIssues", "rocketSend", "s3Download", "s3Upload"],
  ...["sshagent", "sshPublisher", "tar", "telegramSend", "tee", "untar", "unzip", "waitForQualityGate", "withAWS", "withDockerContainer"],
  ...["withDockerRegistry", "withGradle", "withKubeConfig", "withMaven", "withSonarQubeEnv", "withVault", "writeCSV", "writeMavenPom"],
  ...["writeYaml", "xunit", "zip"],
]);

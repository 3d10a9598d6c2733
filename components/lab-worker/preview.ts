import { checkWorkflows, workflowGraph } from "#engines/github-actions";
import { checkConfiguration, parseConfiguration, type Surroundings } from "#engines/gitlab-ci";
import { checkPipeline, graphOf, parseJenkinsfile } from "#engines/jenkins";
import { type Diagnostic, isError, type SourceFile } from "#engines/source";
import type { ProvidedModule, TerraformScenario, Text } from "#engines/terraform";

/** A job as the graph draws it. */
export type GraphJob = {
  readonly name: string;
  readonly stage: string;
  /** The jobs it waits for by name; absent: every job of the stages before it. */
  readonly needs?: readonly string[];
  readonly manual: boolean;
  /** What the box says, if not the name. */
  readonly title?: string;
  /** A smaller line above it: the type of a resource. */
  readonly kind?: string;
};

/** What a configuration is, before anything of it has run. */
export type Preview = {
  readonly diagnostics: readonly Diagnostic[];
  readonly graph?: {
    readonly of: "jobs" | "resources";
    /** Columns, in their order. */
    readonly stages: readonly string[];
    readonly jobs: readonly GraphJob[];
  };
  /** What a plan would print, with its colours: all of it, and without what is known only after apply. */
  readonly plan?: { readonly whole: Text; readonly brief: Text };
};

/** What a preview may need beside the files as they are. */
export type PreviewSetting = {
  /** The repository before the learner changed anything. */
  readonly repository: readonly SourceFile[];
  /** What a GitLab configuration may include from elsewhere, and name where it does. */
  readonly gitlab?: Pick<Surroundings, "provides" | "variables">;
  readonly terraform?: TerraformSetting;
};

export type TerraformSetting = {
  /** What happens in a Terraform lab before its first check. */
  readonly scenario?: TerraformScenario;
  /** What registries of modules have. */
  readonly modules?: readonly ProvidedModule[];
};

/** By the kind of the lab. A kind without a preview has no graph and no problems to show as one types. */
const previews: Readonly<Record<string, (files: readonly SourceFile[], setting: PreviewSetting) => Preview | Promise<Preview>>> = {
  "github-actions": previewGithub,
  "gitlab-ci": previewGitlab,
  jenkins: previewJenkins,
  // With its providers' schemas it is large, so it is fetched where it is used.
  terraform: async (files, { repository, terraform = {} }) => {
    const { previewTerraform } = await import("./terraform-preview.ts");
    return previewTerraform(files, repository, terraform);
  },
};

export async function preview(kind: string, files: readonly SourceFile[], setting: PreviewSetting = { repository: [] }): Promise<Preview> {
  return (await previews[kind]?.(files, setting)) ?? { diagnostics: [] };
}

function previewGitlab(files: readonly SourceFile[], { gitlab }: PreviewSetting): Preview {
  const { model, diagnostics } = parseConfiguration(files, undefined, gitlab && { ...gitlab, holds: undefined });
  const broken = diagnostics.some(isError);
  const jobs = [...model.jobs.values()].map((job) => ({
    name: job.name,
    stage: job.stage.value,
    ...(job.needs ? { needs: job.needs.map((need) => need.job) } : {}),
    manual: job.when === "manual" || (job.rules ?? []).some((rule) => rule.when === "manual"),
  }));
  const used = new Set(jobs.map((job) => job.stage));
  const stages = model.stages.map((stage) => stage.value).filter((stage) => used.has(stage));
  return { diagnostics: broken ? diagnostics : [...diagnostics, ...checkConfiguration(model)], graph: { of: "jobs", stages, jobs } };
}

function previewGithub(files: readonly SourceFile[]): Preview {
  const { workflows, diagnostics } = checkWorkflows(files);
  return { diagnostics, graph: { of: "jobs", ...workflowGraph(workflows) } };
}

function previewJenkins(files: readonly SourceFile[]): Preview {
  const file = files.find(({ path }) => path === "Jenkinsfile" || path.endsWith("/Jenkinsfile"));
  if (!file) return { diagnostics: [] };
  const { model, diagnostics } = parseJenkinsfile(file);
  const broken = diagnostics.some(isError);
  return {
    diagnostics: broken ? diagnostics : [...diagnostics, ...checkPipeline(model)],
    ...(model.pipeline ? { graph: { of: "jobs" as const, ...graphOf(model.pipeline) } } : {}),
  };
}

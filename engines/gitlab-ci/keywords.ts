/** Keys of the file that are not jobs. https://docs.gitlab.com/ci/yaml/#global-keywords */
export const globalKeys = ["default", "include", "stages", "variables", "workflow", "spec"] as const;

/** Deprecated at the top of the file, where they mean the same as under `default:`. */
export const globalDefaults = ["image", "services", "before_script", "after_script", "cache"] as const;

/** https://docs.gitlab.com/ci/yaml/#default */
export const defaultKeys = [
  ...globalDefaults,
  ...["artifacts", "hooks", "id_tokens", "identity", "interruptible", "retry", "tags", "timeout"],
] as const;

/** Keys of a job whose meaning the engine carries out. */
export const modelledKeys = [
  ...[
    "stage",
    "script",
    "before_script",
    "after_script",
    "variables",
    "rules",
    "when",
    "start_in",
    "allow_failure",
    "needs",
    "dependencies",
  ],
  ...["artifacts", "environment", "retry", "timeout", "extends", "inherit"],
] as const;

/** Keys of a job that change nothing in a simulated run: where it runs, what is kept between pipelines, how it is shown. */
export const dataKeys = [
  "image",
  "services",
  "tags",
  "cache",
  "coverage",
  "interruptible",
  "id_tokens",
  "dast_configuration",
  "manual_confirmation",
] as const;

/** Keys GitLab knows and the engine does not carry out: refused by name, never ignored. */
export const refusedKeys = [
  "only",
  "except",
  "parallel",
  "trigger",
  "resource_group",
  "release",
  "secrets",
  "pages",
  "publish",
  "hooks",
  "run",
  "identity",
] as const;

export const jobKeys: readonly string[] = [...modelledKeys, ...dataKeys, ...refusedKeys];

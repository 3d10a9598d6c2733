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
  ...["stage", "script", "before_script", "after_script", "variables", "rules", "only", "except", "when", "start_in", "allow_failure"],
  ...["needs", "dependencies", "artifacts", "cache", "environment", "retry", "timeout", "extends", "inherit", "parallel", "trigger"],
  ...["resource_group", "interruptible", "release"],
] as const;

/** Keys of a job that change nothing in a simulated run: where it runs, how it is shown, services outside. */
export const dataKeys = [
  ...["image", "services", "tags", "coverage", "id_tokens", "secrets", "identity", "hooks", "dast_configuration", "manual_confirmation"],
  ...["inputs", "pages", "publish"],
] as const;

/** Keys GitLab knows and the engine does not carry out: refused by name, never ignored. */
export const refusedKeys = ["run"] as const;

/** A job that starts a pipeline has no script and none of what belongs to one. https://docs.gitlab.com/ci/yaml/#trigger */
export const triggerKeys = [
  ...["allow_failure", "extends", "inherit", "interruptible", "needs", "only", "except", "parallel", "resource_group", "rules", "stage"],
  ...["trigger", "variables", "when", "environment", "manual_confirmation", "inputs"],
] as const;

export const jobKeys: readonly string[] = [...modelledKeys, ...dataKeys, ...refusedKeys];

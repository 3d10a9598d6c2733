import type { Diagnostic } from "#engines/source";
import { type Rule, warning } from "./rule.ts";

const files: Readonly<Record<string, string>> = {
  "set-output": "GITHUB_OUTPUT",
  "save-state": "GITHUB_STATE",
  "set-env": "GITHUB_ENV",
  "add-path": "GITHUB_PATH",
};

/** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions: what used to be printed is written to files now. */
export const deprecatedCommands: Rule = ({ workflow }) =>
  [...workflow.jobs.values()].flatMap((job) =>
    job.steps.flatMap(({ action }): readonly Diagnostic[] => {
      if (action.kind !== "run") return [];
      const { run } = action;
      return [...run.value.matchAll(/::(?:(save-state|set-output|set-env)\s+name=[A-Za-z][\w-]*::\S+|(add-path)::\S+)/g)].map((match) => {
        const name = match[1] ?? match[2] ?? "";
        const text = name === "add-path" ? "PATH" : "NAME=VALUE";
        const what = name === "set-output" || name === "save-state" ? "is deprecated" : "does not work any more";
        return warning("deprecated-command", run.span, `\`::${name}::\` ${what}`, `Write \`echo "${text}" >> "$${files[name]}"\` instead.`);
      });
    }),
  );

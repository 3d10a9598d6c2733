import { type Diagnostic, didYouMean } from "#engines/source";
import type { Job, Text } from "../model.ts";
import { type System, systemOf } from "../schema/runners.ts";
import { error, type Rule } from "./rule.ts";
import { fromMatrix } from "./runner-labels.ts";

const everywhere = ["bash", "pwsh", "python"];
const unix = [...everywhere, "sh"];
const windows = [...everywhere, "cmd", "powershell"];

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#defaultsrunshell */
export const shellNames: Rule = ({ workflow }) => [
  ...check(workflow.defaults?.shell, undefined),
  ...[...workflow.jobs.values()].flatMap((job) => {
    const system = systemOfJob(job);
    const inSteps = job.steps.flatMap(({ action }) => (action.kind === "run" ? check(action.shell, system) : []));
    return [...check(job.defaults?.shell, system), ...inSteps];
  }),
];

function check(shell: Text | undefined, system: System | undefined): readonly Diagnostic[] {
  if (!shell || shell.value.includes("${{") || shell.value.includes("{0}")) return [];
  const known = system === "windows" ? windows : system ? unix : [...new Set([...unix, ...windows])];
  if (known.includes(shell.value.toLowerCase())) return [];
  const where = system === "windows" ? " on Windows" : system ? " on Linux and macOS" : "";
  const detail = `There are: ${known.join(", ")}; or write a command with {0} for the script's file.${didYouMean(shell.value, known)}`;
  return [error("shell-name", shell.span, `There is no shell "${shell.value}"${where}`, detail)];
}

/** Of all labels, if they agree. */
function systemOfJob(job: Job): System | undefined {
  const labels = job.runsOn?.labels ?? [];
  const values = labels.flatMap((label) =>
    label.value.includes("${{") ? fromMatrix(label, job).map(({ value }) => value) : [label.value],
  );
  const dynamic = labels.some((label) => label.value.includes("${{") && fromMatrix(label, job).length === 0);
  const systems = new Set(values.map(systemOf).filter((system) => system !== undefined));
  return systems.size === 1 && !dynamic ? [...systems][0] : undefined;
}

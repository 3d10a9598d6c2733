import { type Diagnostic, didYouMean, type Span } from "#engines/source";
import type { Job, Text } from "../model.ts";
import { runnerLabels, systemOf } from "../schema/runners.ts";
import { type Rule, warning } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/runners/github-hosted-runners: a job that asks for a runner nobody has waits for ever. */
export const runnerLabelsExist: Rule = ({ workflow }) =>
  [...workflow.jobs.values()].flatMap((job) => {
    if (!job.runsOn || job.runsOn.group) return [];
    const fixed = job.runsOn.labels.filter(({ value }) => !value.includes("${{"));
    const drawn = job.runsOn.labels.flatMap((label) => fromMatrix(label, job));
    return [...[...fixed, ...drawn].flatMap(unknown), ...conflicts(fixed)];
  });

function unknown({ value, span }: { readonly value: string; readonly span: Span }): readonly Diagnostic[] {
  if (runnerLabels.has(value.toLowerCase())) return [];
  const detail = `GitHub has runners such as ubuntu-latest, windows-latest and macos-latest.${didYouMean(value, runnerLabels)}`;
  return [warning("runner-label", span, `No runner is known by "${value}"`, detail)];
}

/** A runner has all labels of the list, so that two systems are one too many. */
function conflicts(labels: readonly Text[]): readonly Diagnostic[] {
  let first: { readonly label: Text; readonly system: string } | undefined;
  return labels.flatMap((label) => {
    const system = systemOf(label.value);
    if (!system) return [];
    if (!first) {
      first = { label, system };
      return [];
    }
    if (first.system === system) return [];
    const detail = "A runner must have all labels of the list. To run on each of them, use a matrix.";
    return [warning("runner-label", label.span, `No runner is both "${first.label.value}" and "${label.value}"`, detail)];
  });
}

/** `${{ matrix.os }}`: the values that stand in the row and in `include`. */
export function fromMatrix(label: Text, job: Job): readonly { readonly value: string; readonly span: Span }[] {
  const name = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/i.exec(label.value.trim())?.[1]?.toLowerCase();
  const matrix = job.strategy?.matrix;
  if (name === undefined || !matrix) return [];
  const included = (matrix.include?.items ?? []).flatMap(({ entries }) =>
    entries.filter(({ key }) => key.value.toLowerCase() === name).map(({ value }) => value),
  );
  const nodes = [...(matrix.rows.get(name)?.values ?? []), ...included].flatMap((node) => (node.kind === "seq" ? node.items : [node]));
  return nodes.flatMap((node) =>
    node.kind === "scalar" && typeof node.value === "string" && !node.value.includes("${{") ? [{ value: node.value, span: node.span }] : [],
  );
}

import { isError, type SourceFile } from "#engines/source";
import {
  briefPlan,
  filesIn,
  type PlanDiagnostic,
  planTerraform,
  planText,
  playScenario,
  type ResourceChange,
  spanIn,
  type Text,
} from "#engines/terraform";
import type { GraphJob, Preview, TerraformSetting } from "./preview.ts";

/** What a plan in the lab's first scenario says, and which resource needs which. */
export function previewTerraform(
  files: readonly SourceFile[],
  repository: readonly SourceFile[],
  { scenario, modules = [] }: TerraformSetting,
): Preview {
  const options = { time: "2026-09-14T09:00:00Z" };
  if (!scenario) return fromPlan(planTerraform({ files, modules, options }), [], (span) => span);
  const played = playScenario({ files, repository, modules, ...options }, scenario);
  const place = (span: NonNullable<PlanDiagnostic["span"]>) => spanIn(scenario.folder, span);
  if ("fault" in played) return fromPlan(planTerraform({ files: filesIn(files, scenario.folder), modules, options }), [], place);
  return fromPlan(played.first.plan, played.first.diagnostics, place);
}

type Planned = ReturnType<typeof planTerraform>;
type Place = (span: NonNullable<PlanDiagnostic["span"]>) => NonNullable<PlanDiagnostic["span"]>;

function fromPlan(plan: Planned, later: readonly PlanDiagnostic[], place: Place): Preview {
  const diagnostics = [...plan.diagnostics, ...later].map(({ span, address, ...diagnostic }) => ({
    ...diagnostic,
    ...(address !== undefined && !span ? { detail: `${diagnostic.detail} (${address})` } : {}),
    span: place(span ?? start),
  }));
  const broken = plan.diagnostics.some(isError);
  return { diagnostics, ...(broken ? {} : { graph: graphOf(plan), plan: both(planText(plan)) }) };
}

const both = (whole: Text) => ({ whole, brief: briefPlan(whole) });

const start = { file: "main.tf", start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };

/** One box a resource, however many instances it has; how far it is from what needs nothing is its column. */
function graphOf(plan: Planned): NonNullable<Preview["graph"]> {
  const names = new Map(plan.changes.map((change) => [change.address, resourceOf(change)]));
  const needs = new Map<string, Set<string>>();
  for (const change of plan.changes) {
    if (change.after.kind === "null" && change.actions[0] === "delete") continue;
    const name = resourceOf(change);
    const known = needs.get(name) ?? new Set<string>();
    needs.set(name, known);
    for (const { address } of change.links ?? []) {
      const other = names.get(address);
      if (other !== undefined && other !== name) known.add(other);
    }
  }
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0);
    const depth = Math.max(0, ...[...(needs.get(name) ?? [])].map((other) => depthOf(other) + 1));
    depths.set(name, depth);
    return depth;
  };
  const jobs = [...needs].map(([name, others]): GraphJob => {
    const [type = "", ...rest] = name.split(".").slice(-2);
    return { name, stage: `step ${depthOf(name) + 1}`, needs: [...others], manual: false, title: rest.join("."), kind: type };
  });
  const stages = [...new Set(jobs.map(({ stage }) => stage))].sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  return { of: "resources", stages, jobs };
}

/** An address without the keys of instances. */
const resourceOf = ({ address }: Pick<ResourceChange, "address">): string => address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");

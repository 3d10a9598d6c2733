import { HclPlaces } from "#engines/hcl";
import { isError, type Position } from "#engines/source";
import type { Plan, PlanDiagnostic, ResourceChange } from "../model.ts";
import { outputChangeJson, resourceChangeJson } from "./plan-json.ts";
import { type Json, normalMarks } from "./values.ts";

type Members = { readonly [name: string]: Json };

/**
 * A plan and its warnings, or the errors that keep it from being made, in a form in which equal plans are equal data: everything
 * sorted, marks without empty shapes, columns in grapheme clusters. `files` are the texts that diagnostics point into.
 */
export function normalForm(plan: Plan, files: ReadonlyMap<string, string>): Members {
  const diagnostics = normalDiagnostics(plan.diagnostics, files);
  if (plan.diagnostics.some(isError)) return { diagnostics };
  const checks = plan.checks.map((check) => ({
    address: check.address,
    kind: check.kind,
    status: check.status,
    instances: check.instances
      .map(({ address, status, problems }) => ({
        address,
        status,
        ...(problems.length > 0 ? { problems: [...problems].sort(byText) } : {}),
      }))
      .sort(byAddress),
  }));
  const outputs = [...plan.outputs].sort((a, b) => byText(a.name, b.name));
  return {
    resource_changes: plan.changes.map(normalChange).sort((a, b) => byText(a.address, b.address) || byText(a.deposed, b.deposed)),
    output_changes: Object.fromEntries(outputs.map((output) => [output.name, withNormalMarks(outputChangeJson(output))])),
    checks: checks.sort(byAddress),
    diagnostics,
  };
}

const byText = (a: Json | undefined = "", b: Json | undefined = ""): number => (a === b || a === null || b === null ? 0 : a < b ? -1 : 1);
const byAddress = (a: { readonly address: string }, b: { readonly address: string }): number => byText(a.address, b.address);

function normalChange(change: ResourceChange): Members {
  const { address, previous_address, deposed, mode, action_reason, change: values } = resourceChangeJson(change);
  const { actions, replace_paths, importing, ...rest } = values as Members;
  return {
    address: address ?? null,
    ...(previous_address === undefined ? {} : { previous_address }),
    ...(deposed === undefined ? {} : { deposed }),
    mode: mode ?? null,
    actions: actions ?? [],
    ...(action_reason === undefined ? {} : { action_reason }),
    ...(Array.isArray(replace_paths)
      ? { replace_paths: replace_paths.toSorted((a: Json, b: Json) => byText(JSON.stringify(a), JSON.stringify(b))) }
      : {}),
    ...(importing === undefined ? {} : { importing }),
    ...withNormalMarks(rest),
  };
}

const withNormalMarks = (values: Members): Members => ({
  ...values,
  after_unknown: normalMarks(values.after_unknown ?? false),
  before_sensitive: normalMarks(values.before_sensitive ?? false),
  after_sensitive: normalMarks(values.after_sensitive ?? false),
});

/** Sorted, each once. */
export function normalDiagnostics(diagnostics: readonly PlanDiagnostic[], files: ReadonlyMap<string, string>): readonly Members[] {
  const places = new Map<string, HclPlaces>();
  const placesOf = (file: string) => {
    const known = places.get(file) ?? new HclPlaces(files.get(file) ?? "");
    places.set(file, known);
    return known;
  };
  const normal = diagnostics.map(({ severity, summary, detail, address, span }): Members => {
    const place = span && placesOf(span.file);
    const at = (position: Position): Json => {
      const found = place?.place(position);
      return found ? [found.line, found.column] : null;
    };
    return {
      severity,
      summary: sortedCycle(summary),
      detail,
      ...(address === undefined ? {} : { address }),
      ...(span ? { file: span.file, start: at(span.start), end: widened(at(span.start), at(span.end)) } : {}),
    };
  });
  const unique = new Map(normal.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...unique.values()].sort(byPlace);
}

/** A place without extent is shown one column wide. */
function widened(start: Json, end: Json): Json {
  if (!Array.isArray(start) || !Array.isArray(end) || start[0] !== end[0] || start[1] !== end[1]) return end;
  return [start[0] ?? 0, Number(start[1]) + 1];
}

function byPlace(a: Members, b: Members): number {
  const number = (value: Json | undefined, index: number): number => (Array.isArray(value) ? Number(value[index]) : 0);
  return (
    byText(a.severity, b.severity) ||
    byText(a.file, b.file) ||
    number(a.start, 0) - number(b.start, 0) ||
    number(a.start, 1) - number(b.start, 1) ||
    byText(a.summary, b.summary) ||
    byText(a.detail, b.detail)
  );
}

/** The members of a cycle come in no fixed order. */
function sortedCycle(summary: string): string {
  const opening = "Cycle: ";
  return summary.startsWith(opening) ? `${opening}${summary.slice(opening.length).split(", ").sort().join(", ")}` : summary;
}

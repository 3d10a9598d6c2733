import type { DispatchEvent, Filter, FilterName, WebhookEvent, Workflow, WorkflowEvent } from "../model.ts";
import { defaultPullRequestTypes } from "../schema/webhooks.ts";
import { type AnyEvent, eventName } from "./model.ts";
import { matchesInOrder } from "./patterns.ts";

/** The entry of `on:` that an event fits, or in words why none does. */
export type Start = { readonly starts: true; readonly by: WorkflowEvent } | { readonly starts: false; readonly why: string };

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows: whether an event starts a workflow. */
export function startOfWorkflow(workflow: Workflow, event: AnyEvent): Start {
  const name = eventName(event);
  const by = workflow.events.find((each) => each.name.value === name);
  if (!by) return { starts: false, why: `it is not started by ${name}` };
  const why = reasonAgainst(workflow, by, event);
  return why === undefined ? { starts: true, by } : { starts: false, why };
}

function reasonAgainst(workflow: Workflow, by: WorkflowEvent, event: AnyEvent): string | undefined {
  switch (event.kind) {
    case "push":
      return by.kind === "webhook" ? (refused(by, "branches", event.branch) ?? refusedPaths(by, event.changes)) : undefined;
    case "tag":
      return by.kind === "webhook" ? refused(by, "tags", event.tag) : undefined;
    case "pull-request": {
      if (by.kind !== "webhook") return undefined;
      const types = by.types.length > 0 ? by.types.map(({ value }) => value) : defaultPullRequestTypes;
      if (!types.includes(event.activity)) return `its types do not have "${event.activity}"`;
      return refused(by, "branches", event.into) ?? refusedPaths(by, event.changes);
    }
    case "workflow-run": {
      if (by.kind !== "webhook") return undefined;
      if (!by.workflows.some(({ value }) => value === event.workflow)) return `it does not wait for "${event.workflow}"`;
      if (by.types.length > 0 && !by.types.some(({ value }) => value === event.activity)) return `it does not wait for "${event.activity}"`;
      return refused(by, "branches", event.headBranch);
    }
    case "schedule":
      if (by.kind !== "schedule" || event.cron === undefined) return undefined;
      return by.times.some(({ cron }) => cron.value === event.cron) ? undefined : "none of its times is this one";
    case "dispatch":
      return event.workflow === undefined || [workflow.path.split("/").at(-1), workflow.name?.value].includes(event.workflow)
        ? undefined
        : "another workflow was started";
    default:
      return event satisfies never;
  }
}

const filterOf = ({ filters }: WebhookEvent, name: FilterName): Filter | undefined => filters.find((filter) => filter.name === name);
const textsOf = (filter: Filter): readonly string[] => filter.patterns.map(({ value }) => value);

/** Filters for branches alone leave out tags, and the other way round. */
function refused(by: WebhookEvent, kind: "branches" | "tags", name: string): string | undefined {
  const other = kind === "branches" ? "tags" : "branches";
  const only = filterOf(by, kind);
  const ignore = filterOf(by, `${kind}-ignore`);
  if (only) return matchesInOrder(textsOf(only), name) ? undefined : `\`${kind}\` does not have "${name}"`;
  if (ignore) return matchesInOrder(textsOf(ignore), name) ? `\`${kind}-ignore\` has "${name}"` : undefined;
  const otherOnly = by.name.value === "push" && (filterOf(by, other) ?? filterOf(by, `${other}-ignore`));
  return otherOnly ? `it has filters for ${other} only` : undefined;
}

function refusedPaths(by: WebhookEvent, changes: readonly string[]): string | undefined {
  const only = filterOf(by, "paths");
  const ignore = filterOf(by, "paths-ignore");
  if (only && !changes.some((path) => matchesInOrder(textsOf(only), path))) return "no changed file matches `paths`";
  if (ignore && changes.length > 0 && changes.every((path) => matchesInOrder(textsOf(ignore), path)))
    return "`paths-ignore` has every changed file";
  return undefined;
}

/** Why a run by hand is refused, if it is; else its inputs with the defaults filled in, as text. */
export function dispatchInputs(
  { inputs }: DispatchEvent,
  given: Readonly<Record<string, string>>,
): { readonly values: Readonly<Record<string, string>> } | { readonly problem: string } {
  const values: Record<string, string> = {};
  const names = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of names.keys()) if (!inputs.has(name)) return { problem: `Unexpected inputs provided: ["${name}"]` };
  for (const [id, input] of inputs) {
    // Whoever starts it by hand finds a box that is not ticked, and the first choice chosen.
    const shown = input.type === "boolean" ? "false" : input.type === "choice" ? input.options?.[0]?.value : undefined;
    const value = names.get(id) ?? input.default?.value ?? shown;
    const required = input.required?.kind === "value" && input.required.value;
    if ((value === undefined || value === "") && required) return { problem: `Required input '${input.name.value}' not provided` };
    if (value !== undefined && input.type === "choice" && !(input.options ?? []).some((option) => option.value === value))
      return { problem: `Provided value '${value}' for input '${input.name.value}' not in the list of allowed values` };
    if (value !== undefined && input.type === "boolean" && value !== "true" && value !== "false")
      return { problem: `Provided value '${value}' for input '${input.name.value}' is no boolean` };
    if (value !== undefined && input.type === "number" && !Number.isFinite(Number(value)))
      return { problem: `Provided value '${value}' for input '${input.name.value}' is no number` };
    values[input.name.value] = value ?? "";
  }
  return { values };
}

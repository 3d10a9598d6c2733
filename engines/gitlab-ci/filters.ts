import { RE2JS } from "re2js";
import { expressionHolds } from "./expressions/evaluate.ts";
import { ExpressionError } from "./expressions/lex.ts";
import type { Event, Filter, Job } from "./model.ts";
import { refOf, sources } from "./variables.ts";

/** Without `only`, `except` or rules: branches and tags. https://docs.gitlab.com/ci/yaml/deprecated_keywords/#default-values-for-only-and-except */
const byDefault: Filter = { refs: ["branches", "tags"], variables: [], changes: undefined };

const nothing: Filter = { refs: [], variables: [], changes: undefined };

/** Whether `only` and `except` let a job into the pipeline: everything `only` names must hold, nothing that `except` names may. */
export function passesFilters(
  { only, except }: Job,
  event: Event,
  variables: Readonly<Record<string, string>>,
  changed: (patterns: readonly string[]) => boolean,
  hasWorkflowRules: boolean,
): boolean {
  // https://docs.gitlab.com/ci/yaml/workflow/: the workflow's rules say which pipelines there are; what says nothing is in all of them.
  const wanted =
    !only && hasWorkflowRules ? nothing : only ? { ...only, refs: only.refs.length > 0 ? only.refs : byDefault.refs } : byDefault;
  const parts = (filter: Filter) => [
    ...(filter.refs.length > 0 ? [filter.refs.some((pattern) => fitsRef(pattern, event, variables.CI_PROJECT_PATH))] : []),
    ...(filter.variables.length > 0 ? [filter.variables.some(({ value }) => holds(value, variables))] : []),
    ...(filter.changes ? [changed(filter.changes)] : []),
  ];
  return parts(wanted).every(Boolean) && !(except && parts(except).some(Boolean));
}

function holds(text: string, variables: Readonly<Record<string, string>>): boolean {
  try {
    return expressionHolds(text, variables);
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** A kind of ref, a source of pipelines (`schedules`, `web`), or a ref's name or pattern, each of a project behind `@`; names do not fit merge requests. */
function fitsRef(pattern: string, event: Event, project: string | undefined): boolean {
  const at = pattern.indexOf("@");
  const name = at === -1 ? pattern : pattern.slice(0, at);
  if (at !== -1 && pattern.slice(at + 1) !== project) return false;
  const source = sources[event.kind].replace(/_event$/, "");
  const isTag = event.kind === "tag" || (event.kind === "child" && event.of.kind === "tag");
  const isRequest = event.kind === "merge-request" || (event.kind === "child" && event.of.kind === "merge-request");
  if (name === "tags") return isTag;
  if (name === "branches") return !isTag && !isRequest;
  if (name === source || name === `${source}s` || (source === "push" && name === "pushes")) return true;
  if (isRequest) return false;
  const regular = /^\/(.*)\/([ismU]*)$/s.exec(name);
  if (!regular) return name === refOf(event);
  try {
    return RE2JS.compile(regular[2] ? `(?${regular[2]})${regular[1]}` : (regular[1] ?? ""))
      .matcher(refOf(event))
      .find();
  } catch {
    // A pattern that RE2 does not take fits nothing.
    return false;
  }
}

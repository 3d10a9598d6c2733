import type { Diagnostic, Positions, SourceFile, Span } from "#engines/source";
import type { Repository } from "../actions/repository.ts";
import type { Workflow } from "../model.ts";

/** What a rule looks at: one workflow, and the repository it stands in. */
export type Checked = {
  readonly workflow: Workflow;
  readonly file: SourceFile;
  readonly positions: Positions;
  readonly repository: Repository;
};

export type Rule = (checked: Checked) => readonly Diagnostic[];

/** What GitHub itself refuses. */
export const error = (rule: string, span: Span, summary: string, detail: string): Diagnostic => ({
  severity: "error",
  code: `github-actions/${rule}`,
  summary,
  detail,
  span,
});

/** What GitHub accepts and what goes wrong when the workflow runs. */
export const warning = (rule: string, span: Span, summary: string, detail: string): Diagnostic => ({
  severity: "warning",
  code: `github-actions/${rule}`,
  summary,
  detail,
  span,
});

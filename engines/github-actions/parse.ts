import { type Diagnostic, isError, type SourceFile, type Span, startOf } from "#engines/source";
import { Repository } from "./actions/repository.ts";
import { lintWorkflow } from "./check.ts";
import type { Workflow } from "./model.ts";
import { readOfficially } from "./official/read.ts";
import type { DefaultAccess } from "./permissions.ts";
import { readWorkflow } from "./read/workflow.ts";
import { calledPermissions } from "./rules/called-permissions.ts";

export const workflowsFolder = ".github/workflows";

/** Workflows stand in one folder and not below it. */
export const isWorkflowPath = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/** The workflows of a repository that could be read. */
export function parseWorkflows(files: readonly SourceFile[]): readonly Workflow[] {
  return files.filter(({ path }) => isWorkflowPath(path)).flatMap((file) => readWorkflow(file).model ?? []);
}

/** Everything that can be said of the workflows of a repository before they run, and the workflows themselves. `access` is its setting. */
export function checkWorkflows(
  files: readonly SourceFile[],
  access: DefaultAccess = "read",
): {
  readonly workflows: readonly Workflow[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const found = files.filter(({ path }) => isWorkflowPath(path));
  if (found.length === 0) {
    const span = startOf(`${workflowsFolder}/ci.yml`);
    const detail = `GitHub looks for files with the ending .yml or .yaml in ${workflowsFolder}.`;
    return {
      workflows: [],
      diagnostics: [{ severity: "error", code: "github-actions/no-file", summary: "There is no workflow", detail, span }],
    };
  }
  const checked = found.map((file) => ({ file, ...lintWorkflow(file, files) }));
  const repository = new Repository(files);
  return {
    workflows: checked.flatMap(({ workflow }) => workflow ?? []),
    diagnostics: checked.flatMap(({ file, workflow, diagnostics }) => [
      ...diagnostics,
      ...(workflow ? officialDiagnostics(file, diagnostics) : []),
      ...(workflow && startsByItself(workflow) ? calledPermissions(workflow, repository, access) : []),
    ]),
  };
}

/** What can only be called is held against each of its callers. */
const startsByItself = ({ events }: Workflow): boolean => events.some(({ kind }) => kind !== "call");

/** What GitHub's own library refuses, where nothing is known yet that must be put right: it would only say the same again. */
function officialDiagnostics(file: SourceFile, told: readonly Diagnostic[]): readonly Diagnostic[] {
  if (told.some(isError)) return [];
  return readOfficially(file).problems.map(({ summary, start, end }): Diagnostic => {
    const detail = "GitHub refuses the workflow for this.";
    return { severity: "error", code: "github-actions/workflow", summary, detail, span: spanOf(file, start, end) };
  });
}

type Place = { readonly line: number; readonly column: number };

function spanOf(file: SourceFile, start: Place | undefined, end: Place | undefined): Span {
  if (!start) return startOf(file.path);
  const lines = file.text.split("\n");
  const position = ({ line, column }: Place) => ({
    ...{ line, column },
    offset: lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1,
  });
  return { file: file.path, start: position(start), end: position(end ?? start) };
}

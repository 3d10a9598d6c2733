import { type Diagnostic, Positions, type SourceFile } from "#engines/source";
import { Repository } from "./actions/repository.ts";
import type { Workflow } from "./model.ts";
import { readWorkflow } from "./read/workflow.ts";
import { actions } from "./rules/actions.ts";
import { calls } from "./rules/calls.ts";
import { concurrency } from "./rules/concurrency.ts";
import { credentials } from "./rules/credentials.ts";
import { deprecatedCommands } from "./rules/deprecated-commands.ts";
import { envNames } from "./rules/env-names.ts";
import { events } from "./rules/events.ts";
import { expressions } from "./rules/expressions.ts";
import { globs } from "./rules/glob.ts";
import { ids } from "./rules/ids.ts";
import { ifConstant } from "./rules/if-constant.ts";
import { matrix } from "./rules/matrix.ts";
import { needs } from "./rules/needs.ts";
import { permissions } from "./rules/permissions.ts";
import type { Rule } from "./rules/rule.ts";
import { runnerLabelsExist } from "./rules/runner-labels.ts";
import { shellNames } from "./rules/shell-names.ts";

const rules: readonly Rule[] = [
  ...[events, globs, needs, ids, matrix, permissions, expressions, ifConstant, actions, calls, concurrency, credentials, envNames],
  ...[deprecatedCommands, runnerLabelsExist, shellNames],
];

/** What can be said of one workflow before it runs, in the order of the file. `files` is the whole repository. */
export function lintWorkflow(
  file: SourceFile,
  files: readonly SourceFile[],
): { readonly workflow: Workflow | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { model: workflow, diagnostics } = readWorkflow(file);
  if (!workflow) return { workflow, diagnostics };
  const checked = { workflow, file, positions: new Positions(file), repository: new Repository(files) };
  const found = [...diagnostics, ...rules.flatMap((rule) => rule(checked))];
  return { workflow, diagnostics: found.sort((a, b) => a.span.start.offset - b.span.start.offset) };
}

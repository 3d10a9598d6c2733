import { type Diagnostic, didYouMean } from "#engines/source";
import type { Permissions } from "../model.ts";
import { levelsOf, permissionScopes } from "../schema/permissions.ts";
import { error, type Rule } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#permissions */
export const permissions: Rule = ({ workflow }) => [
  ...check(workflow.permissions),
  ...[...workflow.jobs.values()].flatMap((job) => check(job.permissions)),
];

function check(given: Permissions | undefined): readonly Diagnostic[] {
  if (!given) return [];
  if (given.all) {
    if (given.all.value === "read-all" || given.all.value === "write-all") return [];
    return [
      error(
        "permissions",
        given.all.span,
        `"${given.all.value}" is no permission for everything`,
        "Write read-all, write-all, {} or a map of scopes.",
      ),
    ];
  }
  return given.scopes.flatMap(({ name, value }) => {
    const levels = levelsOf(name.value);
    if (!levels) {
      const detail = `There are: ${permissionScopes.join(", ")}.${didYouMean(name.value, permissionScopes)}`;
      return [error("permissions", name.span, `There is no permission "${name.value}"`, detail)];
    }
    if (levels.includes(value.value)) return [];
    return [error("permissions", value.span, `"${name.value}" cannot be "${value.value}"`, `Choose from: ${levels.join(", ")}.`)];
  });
}

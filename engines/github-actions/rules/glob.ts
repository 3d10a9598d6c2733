import type { Diagnostic } from "#engines/source";
import { globProblems } from "../events/glob-syntax.ts";
import type { Text } from "../model.ts";
import { error, type Rule } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet */
export const globs: Rule = ({ workflow }) => [
  ...[...workflow.jobs.values()].flatMap(({ snapshot }) => (snapshot?.version ? check(snapshot.version, "path") : [])),
  ...workflow.events.flatMap((event) => {
    if (event.kind === "image-version") return [...event.names, ...event.versions].flatMap((pattern) => check(pattern, "path"));
    if (event.kind !== "webhook") return [];
    return event.filters.flatMap(({ name, patterns }) =>
      patterns.flatMap((pattern) => check(pattern, name.startsWith("paths") ? "path" : "ref")),
    );
  }),
];

function check(pattern: Text, kind: "ref" | "path"): readonly Diagnostic[] {
  return globProblems(pattern.value, kind).map(({ summary, detail }) => error("glob", pattern.span, summary, detail));
}

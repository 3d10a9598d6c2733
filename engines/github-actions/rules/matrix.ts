import type { Diagnostic } from "#engines/source";
import type { YamlNode } from "#engines/yaml";
import type { Matrix, MatrixRow } from "../model.ts";
import { error, type Rule, warning } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstrategymatrix */
export const matrix: Rule = ({ workflow }) =>
  [...workflow.jobs.values()].flatMap(({ strategy }) => {
    const found = strategy?.matrix;
    if (!found || found.expression) return [];
    return [...[...found.rows.values()].flatMap(repeated), ...excluded(found)];
  });

function repeated({ name, values }: MatrixRow): readonly Diagnostic[] {
  return values.flatMap((value, index) => {
    const first = values.slice(0, Math.min(index, maxCompared)).find((other) => equal(other, value));
    if (!first) return [];
    const detail = `It stands on line ${first.span.start.line} already, and the job would run twice.`;
    return [warning("matrix", value.span, `The value stands twice in "${name.value}"`, detail)];
  });
}

/** Two values of hundreds are not worth a search among all pairs. */
const maxCompared = 256;

/** Every combination that `exclude` names must be one that there is. */
function excluded({ rows, include, exclude }: Matrix): readonly Diagnostic[] {
  if (!exclude || exclude.expression || include?.expression || include?.items.some((item) => item.expression)) return [];
  const known = new Map<string, { values: YamlNode[]; open: boolean }>();
  for (const [name, row] of rows) known.set(name, { values: [...row.values], open: row.expression !== undefined });
  for (const { entries } of include?.items ?? []) {
    for (const { key, value } of entries) {
      const row = known.get(key.value.toLowerCase()) ?? { values: [], open: false };
      row.values.push(value);
      known.set(key.value.toLowerCase(), row);
    }
  }
  return exclude.items.flatMap(({ entries }) =>
    entries.flatMap(({ key, value }) => {
      const row = known.get(key.value.toLowerCase());
      if (!row) return [error("matrix", key.span, `The matrix has no row "${key.value}"`, `It has: ${[...known.keys()].join(", ")}.`)];
      if (row.open || dynamic(value) || row.values.some((other) => dynamic(other) || contains(other, value))) return [];
      return [warning("matrix", value.span, `"${key.value}" has no such value`, "So that nothing is excluded. Compare the values above.")];
    }),
  );
}

const dynamic = (node: YamlNode): boolean => node.kind === "scalar" && typeof node.value === "string" && node.value.includes("${{");

/** A map excludes what has at least its entries. */
function contains(node: YamlNode, part: YamlNode): boolean {
  if (dynamic(node) || dynamic(part)) return true;
  if (node.kind === "map" && part.kind === "map")
    return part.entries.every((wanted) =>
      node.entries.some((entry) => entry.key.toLowerCase() === wanted.key.toLowerCase() && contains(entry.value, wanted.value)),
    );
  if (node.kind === "seq" && part.kind === "seq")
    return (
      node.items.length === part.items.length && node.items.every((item, index) => part.items[index] && contains(item, part.items[index]))
    );
  return equal(node, part);
}

function equal(a: YamlNode, b: YamlNode): boolean {
  if (a.kind === "scalar" && b.kind === "scalar") return a.value === b.value;
  if (a.kind === "seq" && b.kind === "seq")
    return a.items.length === b.items.length && a.items.every((item, index) => b.items[index] !== undefined && equal(item, b.items[index]));
  if (a.kind === "map" && b.kind === "map") {
    const others = new Map(b.entries.map((entry) => [entry.key.toLowerCase(), entry.value]));
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(({ key, value }) => {
        const other = others.get(key.toLowerCase());
        return other !== undefined && equal(value, other);
      })
    );
  }
  return false;
}

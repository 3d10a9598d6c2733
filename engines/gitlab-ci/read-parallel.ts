import type { YamlNode } from "#engines/yaml";
import type { MatrixAxis, Parallel } from "./model.ts";
import type { GitlabReader } from "./reader.ts";

/** https://docs.gitlab.com/ci/yaml/#parallel */
const maxInstances = 200;

export function readParallel(node: YamlNode | undefined, reader: GitlabReader): Parallel | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") {
    const count = reader.integer(node, "`parallel`");
    if (count === undefined) return undefined;
    if (count < 1 || count > maxInstances)
      return reader.error("parallel", node.span, `A job runs 1 to ${maxInstances} times in parallel`, `${count} is out of range.`);
    return { kind: "count", count };
  }
  const keys = reader.map(node, "`parallel`", ["matrix"]);
  const rows = readMatrix(keys?.get("matrix")?.value ?? node, reader);
  const total = rows.reduce((sum, row) => sum + row.reduce((product, axis) => product * axis.values.length, 1), 0);
  if (total > maxInstances)
    return reader.error("parallel", node.span, `The matrix makes ${total} jobs`, `GitLab allows ${maxInstances}; leave out some values.`);
  return { kind: "matrix", rows };
}

/** A list of maps; each value is a text or a list of texts. */
export function readMatrix(node: YamlNode, reader: GitlabReader): readonly (readonly MatrixAxis[])[] {
  return (reader.list(node, "`matrix`") ?? []).map((row) =>
    [...(reader.map(row, "A row of the matrix")?.values() ?? [])].map(({ key, value }) => {
      const items = value.kind === "seq" ? value.items.flatMap((item) => (item.kind === "seq" ? item.items : [item])) : [value];
      if (items.length === 0) reader.error("matrix", value.span, `"${key}" has no values`, "Each of the matrix has one at least.");
      return { name: key, values: items.flatMap((item) => reader.located(item, "A value of the matrix") ?? []) };
    }),
  );
}

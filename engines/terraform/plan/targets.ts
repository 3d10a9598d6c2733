import { parseAddress, resourceName } from "../addresses.ts";
import type { Graph } from "../graph/graph.ts";

/** The nodes that a plan with `-target` looks at: the targets, what they depend on, and outputs that speak of nothing else. */
export function targeted(graph: Graph, targets: readonly string[]): ReadonlySet<string> {
  const wanted = targets.map(staticName);
  const found = new Set<string>();
  const queue = [...graph.nodes.keys()].filter((id) => {
    const node = graph.nodes.get(id);
    return node?.kind === "resource" && wanted.some((name) => name !== undefined && (id === name || id.startsWith(`${name}.`)));
  });
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(graph.dependencies.get(id) ?? []));
  }
  for (const [id, node] of graph.nodes) {
    if (node.kind !== "output" || node.module.path.length > 0) continue;
    const needed = everythingBehind(graph, id);
    const resources = [...needed].filter((other) => graph.nodes.get(other)?.kind === "resource");
    if (resources.length > 0 && resources.every((other) => found.has(other))) for (const other of needed) found.add(other);
  }
  return found;
}

/** A node and all it depends on. */
export function everythingBehind(graph: Graph, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(graph.dependencies.get(next) ?? []));
  }
  return found;
}

function staticName(target: string): string | undefined {
  const address = parseAddress(target);
  if (!address) return undefined;
  const names = address.module.map(({ name }) => `module.${name}`);
  return [...names, ...(address.resource ? [resourceName(address.resource)] : [])].join(".");
}

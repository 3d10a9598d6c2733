/** The nodes so that each comes after what it depends on, or the cycles that make that impossible. */
export function inOrder(
  nodes: Iterable<string>,
  dependencies: (node: string) => Iterable<string>,
): { readonly order: readonly string[]; readonly cycles: readonly (readonly string[])[] } {
  const order: string[] = [];
  const cycles: string[][] = [];
  const state = new Map<string, { index: number; low: number; onStack: boolean }>();
  const stack: string[] = [];
  // Tarjan's strongly connected components, with the recursion on a list of our own: chains may be thousands long.
  const visit = (root: string): void => {
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const next = frame.rest.next();
      if (!next.done) {
        const seen = state.get(next.value);
        if (!seen) frames.push(enter(next.value));
        else if (seen.onStack) frame.entry.low = Math.min(frame.entry.low, seen.index);
        if (next.value === frame.node) frame.self = true;
        continue;
      }
      frames.pop();
      const caller = frames.at(-1);
      if (caller) caller.entry.low = Math.min(caller.entry.low, frame.entry.low);
      if (frame.entry.low !== frame.entry.index) continue;
      const component = stack.splice(stack.lastIndexOf(frame.node));
      for (const member of component) {
        const entry = state.get(member);
        if (entry) entry.onStack = false;
      }
      if (component.length > 1 || frame.self) cycles.push(component);
      order.push(...component);
    }
  };
  const enter = (node: string) => {
    const entry = { index: state.size, low: state.size, onStack: true };
    state.set(node, entry);
    stack.push(node);
    return { node, entry, rest: dependencies(node)[Symbol.iterator](), self: false };
  };
  for (const node of nodes) if (!state.has(node)) visit(node);
  return { order, cycles };
}

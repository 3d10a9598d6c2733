import type { Executor } from "./client.ts";

/**
 * A query that is built once an executor, with placeholders for what it is asked for: building one takes longer than sending it. Give it no
 * name when preparing it; the connection names it.
 */
export function statement<Query extends object>(build: (executor: Executor) => Query): (executor: Executor) => Query {
  const built = new WeakMap<Executor, Query>();
  return (executor) => {
    const known = built.get(executor);
    if (known) return known;
    const query = build(executor);
    built.set(executor, query);
    return query;
  };
}

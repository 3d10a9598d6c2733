import { identity, type Value } from "#engines/hcl";

/** Elements of a set have no index: an element belongs to the configured one that it completes. Each is given out once. */
export function takeMatching(configured: readonly Value[]): (element: Value) => Value | undefined {
  const left = [...configured];
  return (element) => {
    const index = left.findIndex((candidate) => completes(element, candidate));
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
}

function completes(value: Value | undefined, partial: Value): boolean {
  if (value === partial || partial.kind === "null") return true;
  if (partial.kind === "unknown") return value?.kind === "unknown";
  if (partial.kind === "sequence")
    return (
      value?.kind === "sequence" &&
      value.items.length === partial.items.length &&
      partial.items.every((part) => value.items.some((one) => completes(one, part)))
    );
  if (partial.kind === "mapping")
    return value?.kind === "mapping" && [...partial.entries].every(([name, part]) => completes(value.entries.get(name), part));
  return value !== undefined && value.kind === partial.kind && identity(value) === identity(partial);
}

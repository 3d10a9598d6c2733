import { identity, type Value } from "#engines/hcl";
import type { Plan, ResourceChange } from "../model.ts";

/** Where two environments are not the same: a resource that only one has, or a part of one that is another. */
export type Difference = {
  /** The address within its environment: `aws_db_instance.main`. */
  readonly resource: string;
  /** `tags.Environment`, `ingress`; absent where the whole resource is missing on one side. */
  readonly argument?: string;
  readonly onlyIn?: string;
};

/**
 * How two module instances differ, such as `module.staging` and `module.production`. `allowed` names arguments that may: `instance_class`
 * for every resource, `aws_db_instance.backup_retention_period` for those of a type, `tags.Environment` for a part of one. What is known
 * only after apply, ids and the like, counts as the same on both sides.
 */
export function differences(plan: Plan, left: string, right: string, allowed: readonly string[] = []): Difference[] {
  const [before, after] = [inside(plan, left), inside(plan, right)];
  const found: Difference[] = [];
  for (const [resource, change] of before) {
    const other = after.get(resource);
    if (!other) found.push({ resource, onlyIn: left });
    else
      for (const argument of new Set(partsApart(change.after, other.after, [])))
        if (!isAllowed(change.type, argument, allowed)) found.push({ resource, argument });
  }
  for (const resource of after.keys()) if (!before.has(resource)) found.push({ resource, onlyIn: right });
  return found;
}

function inside(plan: Plan, module: string): ReadonlyMap<string, ResourceChange> {
  const managed = plan.changes.filter(({ mode, after, deposed }) => mode === "managed" && after.kind !== "null" && deposed === undefined);
  return new Map(
    managed.flatMap((change) =>
      change.module === module || change.module.startsWith(`${module}.`)
        ? [[change.address.slice(module.length + 1), change] as const]
        : [],
    ),
  );
}

function partsApart(left: Value, right: Value, path: readonly string[]): string[] {
  if (left.kind === "unknown" || right.kind === "unknown") return left.kind === right.kind ? [] : [path.join(".")];
  if (left.kind === "mapping" && right.kind === "mapping") {
    const names = new Set([...left.entries.keys(), ...right.entries.keys()]);
    return [...names].flatMap((name) => {
      const [a, b] = [left.entries.get(name), right.entries.get(name)];
      return a && b ? partsApart(a, b, [...path, name]) : [[...path, name].join(".")];
    });
  }
  const isList =
    left.kind === "sequence" && right.kind === "sequence" && left.type.kind !== "set" && left.items.length === right.items.length;
  if (isList)
    return left.items.flatMap((item, index) => {
      const other = right.items[index];
      return other ? partsApart(item, other, path) : [];
    });
  return identity(left) === identity(right) ? [] : [path.join(".")];
}

function isAllowed(type: string, argument: string, allowed: readonly string[]): boolean {
  // The provider repeats every tag in `tags_all`.
  const names = [argument, argument.replace(/^tags_all\b/, "tags")];
  return names.some((name) =>
    allowed.some((each) => {
      const permitted = each.startsWith(`${type}.`) ? each.slice(type.length + 1) : each;
      return name === permitted || name.startsWith(`${permitted}.`);
    }),
  );
}

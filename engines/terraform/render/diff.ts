import type { Value } from "#engines/hcl";
import type { Action } from "../model.ts";

/** How one part of an object differs, in the shape it is printed in. */
export type Diff = { readonly action: DiffAction; readonly replace: boolean; readonly view: View };

export type DiffAction = Extract<Action, "no-op" | "create" | "update" | "delete">;

export type View =
  | { readonly kind: "primitive"; readonly before: Value | undefined; readonly after: Value | undefined }
  | { readonly kind: "list" | "set"; readonly nested: boolean; readonly elements: readonly Diff[] }
  | { readonly kind: "map" | "object"; readonly nested: boolean; readonly members: ReadonlyMap<string, Diff> }
  | { readonly kind: "block"; readonly attributes: ReadonlyMap<string, Diff>; readonly blocks: ReadonlyMap<string, BlockDiffs> }
  | { readonly kind: "unknown"; readonly before: Diff | undefined }
  | { readonly kind: "sensitive"; readonly inner: Diff; readonly before: boolean; readonly after: boolean }
  | { readonly kind: "type-change"; readonly before: Diff; readonly after: Diff }
  | { readonly kind: "write-only" };

/** The blocks of one type; `key` is written behind the type for maps of blocks. */
export type BlockDiffs = {
  readonly replace: boolean;
  readonly hidden: { readonly before: boolean; readonly after: boolean };
  readonly elements: readonly { readonly key?: string; readonly diff: Diff }[];
};

/** What is before and after: undefined is nothing, null is a null that was said. */
export type Change = { readonly before: Value | undefined; readonly after: Value | undefined; readonly replace: Replacement };

/** Which parts below this one force a replacement. */
export type Replacement = readonly (readonly (string | number | Value)[])[];

export const forced = (replace: Replacement): boolean => replace.some((path) => path.length === 0);

export function below(replace: Replacement, step: string | number): Replacement {
  if (replace.length === 0) return replace;
  return replace.flatMap((path) => (path[0] === step ? [path.slice(1)] : []));
}

/** The action of a whole from those of its parts. */
export function combined(start: DiffAction, parts: Iterable<Diff>): DiffAction {
  let action = start;
  for (const part of parts) {
    if (part.action === "no-op" || part.action === action) continue;
    action = "update";
  }
  return action;
}

export const startAction = ({ before, after }: Change): DiffAction => {
  if (isSomething(before)) return isSomething(after) ? "no-op" : "delete";
  return isSomething(after) ? "create" : "no-op";
};

const isSomething = (value: Value | undefined): value is Value => value !== undefined && value.kind !== "null";

/** Nothing where there is a null: objects and blocks do not tell the two apart. */
export const implicit = (value: Value | undefined): Value | undefined => (isSomething(value) ? value : undefined);

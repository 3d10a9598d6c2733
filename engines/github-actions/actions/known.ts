import data from "./known.json" with { type: "json" };
import type { ActionInput, ActionMetadata } from "./model.ts";

type Listed = {
  readonly inputs?: Readonly<Record<string, string | null>>;
  readonly required?: readonly string[];
  readonly outputs?: readonly string[] | null;
  readonly anyInput?: boolean;
  readonly outdated?: boolean;
};

const listed: Readonly<Record<string, Listed>> = data.actions;
const read = new Map<string, ActionMetadata>();

/** The metadata of a well-known action at the version that `uses` names. */
export function knownAction(uses: string): ActionMetadata | undefined {
  const known = read.get(uses);
  if (known) return known;
  const found = Object.hasOwn(listed, uses) ? listed[uses] : undefined;
  if (!found) return undefined;
  const required = new Set(found.required);
  const inputs = new Map(
    Object.entries(found.inputs ?? {}).map(([name, deprecated]): [string, ActionInput] => [
      name.toLowerCase(),
      { name, required: required.has(name), ...(deprecated === null ? {} : { deprecated }) },
    ]),
  );
  const metadata: ActionMetadata = {
    name: uses,
    inputs,
    ...(found.outputs ? { outputs: new Set(found.outputs.map((name) => name.toLowerCase())) } : {}),
    anyInput: found.anyInput === true || found.inputs === undefined,
    outdated: found.outdated === true,
  };
  read.set(uses, metadata);
  return metadata;
}

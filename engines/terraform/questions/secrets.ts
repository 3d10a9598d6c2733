import type { Value } from "#engines/hcl";
import type { Plan, ResourceChange } from "../model.ts";
import type { AttributeSchema, BlockSchema, Path } from "../providers/index.ts";

/** A secret that the configuration or a variable gives away, because nothing on its way marks it as one. */
export type PlainSecret = {
  readonly address: string;
  /** Leads to the value in the planned object. */
  readonly path: Path;
  readonly kind: "sensitive-argument" | "named-like-a-secret" | "looks-like-a-secret";
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes, and what private keys begin with. */
const shapes = [
  /\bAKIA[0-9A-Z]{16}\b/,
  /-----BEGIN (?:[A-Z]{1,10} )?PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bxox[baprs]-[A-Za-z0-9-]{10,}/,
];
const secretName = /(?:password|passwd|secret|token|api_?key|private_?key|credential)/i;
/** Names of what holds a secret, rather than the secret. */
const pointer = /^(?:arn:|\/|ssm:|https?:|vault:)|^$/;

/**
 * Secrets in plain text. A value that comes from a sensitive variable, from a random password or from a secret store carries a mark, or is
 * not known yet; what is known and unmarked came from the configuration's text. `plan` marks what the configuration made sensitive.
 */
export const plainSecrets = (plan: Plan): PlainSecret[] => plan.changes.flatMap(secretsOf);

function secretsOf({ address, mode, schema, before, after }: ResourceChange): PlainSecret[] {
  if (mode !== "managed" || after.kind !== "mapping") return [];
  const found: PlainSecret[] = [];
  inBlock(schema.block, after, [], before.kind === "null", (path, kind) => found.push({ address, path, kind }));
  return found;
}

type Report = (path: Path, kind: PlainSecret["kind"]) => void;

function inBlock(block: BlockSchema, object: Value, path: Path, creating: boolean, report: Report): void {
  if (object.kind !== "mapping" || isMarked(object)) return;
  for (const attribute of block.attributes.values()) {
    const value = object.entries.get(attribute.name);
    if (value) inAttribute(attribute, value, [...path, attribute.name], creating, report);
  }
  for (const [name, nested] of block.blocks) {
    const value = object.entries.get(name);
    if (value?.kind === "mapping" && nested.nesting !== "map") inBlock(nested.block, value, [...path, name], creating, report);
    if (value?.kind === "sequence" && !isMarked(value))
      for (const [index, item] of value.items.entries())
        inBlock(nested.block, item, [...path, name, value.type.kind === "set" ? item : index], creating, report);
  }
}

function inAttribute(attribute: AttributeSchema, value: Value, path: Path, creating: boolean, report: Report): void {
  if (isMarked(value)) return;
  // What a provider computed was not written by anybody.
  const computed = !attribute.required && (!attribute.optional || (attribute.computed && !creating));
  if (computed) return;
  if (attribute.sensitive && value.kind === "string" && value.value !== "") report(path, "sensitive-argument");
  else inTexts(value, path, undefined, report);
}

function inTexts(value: Value, path: Path, name: string | undefined, report: Report): void {
  if (isMarked(value)) return;
  if (value.kind === "string") {
    if (shapes.some((shape) => shape.test(value.value))) report(path, "looks-like-a-secret");
    else if (name !== undefined && secretName.test(name) && !pointer.test(value.value)) report(path, "named-like-a-secret");
  } else if (value.kind === "sequence") {
    for (const [index, item] of value.items.entries())
      inTexts(item, [...path, value.type.kind === "set" ? item : index], undefined, report);
  } else if (value.kind === "mapping") for (const [key, item] of value.entries) inTexts(item, [...path, key], key, report);
}

const isMarked = (value: Value): boolean => value.marks.has("sensitive");

import { identity, nullValue, stringValue, type Value, whollyKnown } from "#engines/hcl";
import { digestOf } from "./bytes.ts";
import { withIdentity } from "./identities.ts";
import type { AttributeSchema, BlockSchema, ResourceSchema } from "./model.ts";
import { memberOf, noBlocks, nothing, objectOfBlock, withItems } from "./objects.ts";
import { zeroOf } from "./plan.ts";

const idPrefixes: ReadonlyMap<string, string> = new Map([
  ["aws_vpc", "vpc"],
  ["aws_subnet", "subnet"],
  ["aws_internet_gateway", "igw"],
  ["aws_nat_gateway", "nat"],
  ["aws_security_group", "sg"],
  ["aws_instance", "i"],
  ["aws_route_table", "rtb"],
  ["aws_eip", "eipalloc"],
  ["aws_launch_template", "lt"],
  ["aws_ebs_volume", "vol"],
]);

type ApplyInput = {
  readonly schema: ResourceSchema;
  readonly prior: Value;
  readonly planned: Value;
  readonly config: Value;
  /** The resource's address, so that two equal plans do not become one object. */
  readonly address: string;
};

/** The object after apply: what was not known is settled by the address and the plan alone, so that the same plan gives the same state. */
export function applyResource({ schema, planned, address }: ApplyInput): Value {
  if (planned.kind === "null") return planned;
  const digest = digestOf(`${address} ${schema.type}${identity(planned)}`);
  if (schema.behaviour === "terraform_data") return settledData(schema, planned, digest);
  const made = settledBlock(schema.block, planned, (attribute) => settled(schema.type, attribute, digest));
  return withIdentity(schema.type, schema.block, planned, made);
}

function settledBlock(block: BlockSchema, object: Value, settle: (attribute: AttributeSchema) => Value): Value {
  return objectOfBlock(block, (member) => {
    const value = memberOf(object, member.name) ?? nothing;
    if (member.kind === "attribute") return whollyKnown(value) ? value : settle(member.attribute);
    if (value.kind === "unknown") return noBlocks(member.nested);
    const inner = (item: Value) => settledBlock(member.nested.block, item, settle);
    if (value.kind === "sequence") return withItems(value, value.items.map(inner));
    return value.kind === "mapping" && member.nested.nesting !== "map" ? inner(value) : value;
  });
}

/** What the cloud would decide by what is around the object: the simulation says nothing instead of a false "no". */
const undecided = new Set(["associate_public_ip_address"]);

function settled(resource: string, { name, type }: AttributeSchema, digest: string): Value {
  if (undecided.has(name)) return nullValue(type);
  if (type.kind !== "string") return zeroOf(type);
  const short = digest.slice(0, 17);
  if (name === "id") return stringValue(`${idPrefixes.get(resource) ?? resource.replace(/^aws_/, "")}-${short}`);
  if (name === "key_id") return stringValue(uuidOf(digest));
  if (name === "arn") return stringValue(`arn:aws:placeholder:::${resource}/${short}`);
  return stringValue(`${name}-${digest.slice(0, 8)}`);
}

/** `output` repeats `input`, the id is a UUID. */
function settledData(schema: ResourceSchema, planned: Value, digest: string): Value {
  return objectOfBlock(schema.block, ({ name }) => {
    const value = memberOf(planned, name) ?? nothing;
    if (whollyKnown(value)) return value;
    if (name === "output") return memberOf(planned, "input") ?? nothing;
    return name === "id" ? stringValue(uuidOf(digest)) : value;
  });
}

const uuidOf = (digest: string): string =>
  [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join("-");

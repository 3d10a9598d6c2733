import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isTrue, isUnknown, linkedFrom, objectsOf, partsAt } from "./estate.ts";
import { type Condition, readStatements, type Statement, speaksOf } from "./policy-statements.ts";
import { rangeOf } from "./ranges.ts";

type Switch = "block_public_acls" | "block_public_policy" | "ignore_public_acls" | "restrict_public_buckets";

/** Who may use a bucket, as far as everybody is concerned. */
export type BucketAccess = {
  readonly address: string;
  /** Whether anybody on the internet, or with any AWS account, may do so. */
  readonly readable: boolean;
  readonly listable: boolean;
  readonly writable: boolean;
  /** False where a policy or a switch is not known yet. */
  readonly certain: boolean;
  /** What would open it, and whether something stands before it. */
  readonly grants: readonly Grant[];
  /** The four switches, with the resource that sets them; a new bucket has them all on. */
  readonly switches: Readonly<Record<Switch, boolean | "unknown">> & { readonly setBy?: string };
};

export type Grant = {
  /** The resource that grants, and where in it: an ACL, or a statement of a policy by its number. */
  readonly by: string;
  readonly kind: "acl" | "policy";
  readonly statement?: number;
  readonly allows: readonly ("read" | "list" | "write")[];
  /** What keeps it from counting. */
  readonly preventedBy?: string;
};

const deeds = [
  { allows: "read", action: "s3:GetObject", path: "/object" },
  { allows: "list", action: "s3:ListBucket", path: "" },
  { allows: "write", action: "s3:PutObject", path: "/object" },
] as const;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const cannedGrants: ReadonlyMap<string, Grant["allows"]> = new Map<string, Grant["allows"]>([
  ["public-read", ["read", "list"]],
  ["public-read-write", ["read", "list", "write"]],
  ["authenticated-read", ["read", "list"]],
]);
const everybodyGroups = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;
const grantedPermissions: ReadonlyMap<string, Grant["allows"]> = new Map<string, Grant["allows"]>([
  ["READ", ["read", "list"]],
  ["WRITE", ["write"]],
  ["FULL_CONTROL", ["read", "list", "write"]],
]);

/** Who may use each bucket of the estate: ACLs, policies and what stands before them together. */
export const bucketAccess = (estate: Estate): BucketAccess[] =>
  objectsOf(estate, "aws_s3_bucket").map((bucket) => accessOf(estate, bucket));

function accessOf(estate: Estate, bucket: EstateObject): BucketAccess {
  const linked = (type: string) => linkedFrom(estate, bucket, type, ["bucket"]);
  const [block] = linked("aws_s3_bucket_public_access_block");
  const switches = switchesOf(block);
  const acls = aclGrants(bucket, linked("aws_s3_bucket_acl"), linked("aws_s3_bucket_ownership_controls"), switches);
  const policies = policyGrants(bucket, linked("aws_s3_bucket_policy"), switches);
  const grants = [...acls.grants, ...policies.grants];
  const open = new Set(grants.filter(({ preventedBy }) => preventedBy === undefined).flatMap(({ allows }) => allows));
  return {
    address: bucket.address,
    readable: open.has("read"),
    listable: open.has("list"),
    writable: open.has("write"),
    certain: acls.certain && policies.certain && !Object.values(switches).includes("unknown"),
    grants,
    switches,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html: on for new buckets, and off where the resource does not say. */
export function switchesOf(block: EstateObject | undefined): BucketAccess["switches"] {
  const read = (name: Switch): boolean | "unknown" => {
    if (!block) return true;
    const value = memberOf(block.values, name);
    return isUnknown(value) ? "unknown" : isTrue(value);
  };
  return {
    block_public_acls: read("block_public_acls"),
    block_public_policy: read("block_public_policy"),
    ignore_public_acls: read("ignore_public_acls"),
    restrict_public_buckets: read("restrict_public_buckets"),
    ...(block ? { setBy: block.address } : {}),
  };
}

type Granted = { readonly grants: readonly Grant[]; readonly certain: boolean };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html: ACLs count only where the owner does not own everything. */
function aclGrants(
  bucket: EstateObject,
  acls: readonly EstateObject[],
  controls: readonly EstateObject[],
  switches: BucketAccess["switches"],
): Granted {
  const ownership = controls.flatMap((control) => partsAt(control.values, ["rule", "object_ownership"]))[0];
  const owned = ownership === undefined || textOf(ownership) === "BucketOwnerEnforced";
  const preventedBy = owned
    ? (controls[0]?.address ?? "object ownership, which a new bucket has")
    : switches.ignore_public_acls === true || switches.block_public_acls === true
      ? (switches.setBy ?? "the public access block, which a new bucket has")
      : undefined;
  const grants: Grant[] = [];
  let certain = !isUnknown(ownership);
  const add = (by: string, allows: Grant["allows"] | undefined) => {
    if (allows) grants.push({ by, kind: "acl", allows, ...(preventedBy === undefined ? {} : { preventedBy }) });
  };
  for (const object of [bucket, ...acls]) {
    const canned = memberOf(object.values, "acl");
    // The bucket's own argument is computed: unless it is written, it repeats what the ACL's resource says.
    if (isUnknown(canned) && object !== bucket) certain = false;
    add(object.address, cannedGrants.get(textOf(canned) ?? ""));
    for (const grant of partsAt(object.values, ["access_control_policy", "grant"])) {
      const uri = partsAt(grant, ["grantee", "uri"]).map((value) => textOf(value) ?? "");
      if (uri.some((each) => everybodyGroups.test(each)))
        add(object.address, grantedPermissions.get(textOf(memberOf(grant, "permission")) ?? ""));
    }
  }
  return { grants, certain };
}

function policyGrants(bucket: EstateObject, policies: readonly EstateObject[], switches: BucketAccess["switches"]): Granted {
  const arn = `arn:aws:s3:::${textOf(memberOf(bucket.values, "bucket")) ?? ""}`;
  const arns = [arn, textOf(memberOf(bucket.values, "arn")) ?? arn];
  const preventedBy =
    switches.block_public_policy === true || switches.restrict_public_buckets === true
      ? (switches.setBy ?? "the public access block, which a new bucket has")
      : undefined;
  const grants: Grant[] = [];
  let certain = true;
  for (const object of [bucket, ...policies]) {
    const policy = memberOf(object.values, "policy");
    if (isUnknown(policy) && object !== bucket) certain = false;
    const statements = readStatements(textOf(policy) ?? "") ?? [];
    for (const statement of statements) {
      const allows = publicDeeds(statement, statements, arns);
      if (allows.length > 0)
        grants.push({
          by: object.address,
          kind: "policy",
          statement: statement.index,
          allows,
          ...(preventedBy === undefined ? {} : { preventedBy }),
        });
    }
  }
  return { grants, certain };
}

function publicDeeds(statement: Statement, all: readonly Statement[], arns: readonly string[]): Grant["allows"] {
  if (statement.effect !== "Allow" || !statement.everybody || statement.conditions.some(narrows)) return [];
  const denied = (action: string, resource: string) =>
    all.some((other) => other.effect === "Deny" && other.everybody && other.conditions.length === 0 && speaksOf(other, action, resource));
  return deeds
    .filter(({ action, path }) => arns.some((arn) => speaksOf(statement, action, arn + path) && !denied(action, arn + path)))
    .map(({ allows }) => allows);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
const narrowing = new Set([
  ...["aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:principalorgid"],
  ...["aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "aws:userid", "aws:vpcsourceip"],
  ...["s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id"],
]);
/** A range this wide or wider is everybody still: AWS counts IPv4 ranges up to /8 and IPv6 ranges up to /32 as such. */
const widest = { 32: 8, 128: 32 };

function narrows({ operator, key, values }: Condition): boolean {
  if (/^(?:ForAnyValue:|ForAllValues:)?(?:Not|StringNot|ArnNot|Null)/.test(operator) || /IfExists$/.test(operator)) return false;
  if (key === "aws:sourceip")
    return (
      values.length > 0 &&
      values.every((value) => {
        const length = Number(value.split("/")[1] ?? 32);
        const range = rangeOf(value.includes("/") ? value : `${value}/${value.includes(":") ? 128 : 32}`);
        return range !== undefined && length > widest[range.bits];
      })
    );
  return narrowing.has(key) && values.length > 0 && values.every((value) => value !== "*" && value !== "");
}

/** Whether the four switches are on by a resource that the estate holds. */
export const isBlocked = ({ switches }: BucketAccess): boolean =>
  switches.setBy !== undefined &&
  [switches.block_public_acls, switches.block_public_policy, switches.ignore_public_acls, switches.restrict_public_buckets].every(
    (on) => on === true,
  );

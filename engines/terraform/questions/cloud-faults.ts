import type { Path } from "../providers/index.ts";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, linkedFrom, linksAt, objectsOf, partsAt } from "./estate.ts";
import { covers, readStatements } from "./policy-statements.ts";
import { both, firstOf, isNowhere, type Ranges, rangeOf, without } from "./ranges.ts";

/** What the provider plans and the cloud refuses once it is applied. */
export type CloudFault = {
  readonly address: string;
  readonly code: `terraform/${string}`;
  /** The short name that AWS gives the error, or the fact. */
  readonly summary: string;
  readonly detail: string;
  readonly path: Path;
};

/** Everything that AWS would refuse of the estate as a whole. What is not known yet is never at fault. */
export const cloudFaults = (estate: Estate): CloudFault[] => [
  ...subnetFaults(estate),
  ...bucketFaults(estate),
  ...subnetGroupFaults(estate),
  ...bucketPolicyFaults(estate),
];

type Placed = { readonly subnet: EstateObject; readonly range: Ranges; readonly cidr: string };

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: a subnet lies in its VPC, has a /16 to a /28, and overlaps no other. */
function subnetFaults(estate: Estate): CloudFault[] {
  const faults: CloudFault[] = [];
  const byVpc = new Map<string, Placed[]>();
  for (const subnet of objectsOf(estate, "aws_subnet")) {
    const cidr = textOf(memberOf(subnet.values, "cidr_block"));
    const range = rangeOf(cidr ?? "");
    if (cidr === undefined || !range) continue;
    const length = Number(cidr.split("/")[1]);
    const placed = { subnet, range, cidr };
    if (length < 16 || length > 28)
      faults.push(subnetFault(placed, "InvalidSubnet.Range", `A subnet has a prefix of 16 to 28 bits; "${cidr}" has ${length}.`));
    faults.push(...outsideFaults(estate, placed));
    const vpc = textOf(memberOf(subnet.values, "vpc_id"));
    if (vpc !== undefined) listed(byVpc, vpc).push(placed);
  }
  return [...faults, ...[...byVpc.values()].flatMap(overlapFaults)];
}

function listed(byVpc: Map<string, Placed[]>, vpc: string): Placed[] {
  const known = byVpc.get(vpc) ?? [];
  byVpc.set(vpc, known);
  return known;
}

const subnetFault = ({ subnet }: Placed, summary: string, detail: string): CloudFault => ({
  address: subnet.address,
  code: "terraform/subnet",
  summary,
  detail,
  path: ["cidr_block"],
});

function outsideFaults(estate: Estate, placed: Placed): CloudFault[] {
  const [vpc] = linksAt(estate, placed.subnet, ["vpc_id"], ["aws_vpc"]).objects;
  if (!vpc) return [];
  const more = linkedFrom(estate, vpc, "aws_vpc_ipv4_cidr_block_association", ["vpc_id"]);
  const ranges = [vpc, ...more].flatMap(({ values }) => partsAt(values, ["cidr_block"])).map((value) => rangeOf(textOf(value) ?? ""));
  if (ranges.some((range) => range === undefined || isNowhere(without(placed.range, range)))) return [];
  const detail = `"${placed.cidr}" does not lie in the range of ${vpc.address}, "${textOf(memberOf(vpc.values, "cidr_block"))}".`;
  return [subnetFault(placed, "InvalidSubnet.Range", detail)];
}

/** Networks lie in each other or apart: in order of their beginnings, one that overlaps another overlaps the widest before it. */
function overlapFaults(subnets: readonly Placed[]): CloudFault[] {
  const ordered = [...subnets].sort(
    (a, b) => Number(firstOf(a.range) - firstOf(b.range)) || Number(a.cidr.split("/")[1]) - Number(b.cidr.split("/")[1]),
  );
  const faults: CloudFault[] = [];
  let before: Placed | undefined;
  for (const placed of ordered) {
    if (before && !isNowhere(both(before.range, placed.range)))
      faults.push(subnetFault(placed, "InvalidSubnet.Conflict", `"${placed.cidr}" overlaps "${before.cidr}" of ${before.subnet.address}.`));
    else before = placed;
  }
  return faults;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketFaults(estate: Estate): CloudFault[] {
  const faults: CloudFault[] = [];
  const seen = new Map<string, string>();
  for (const { address, values } of objectsOf(estate, "aws_s3_bucket")) {
    const name = textOf(memberOf(values, "bucket"));
    if (name === undefined) continue;
    const why = nameFault(name);
    const fault = (summary: string, detail: string) =>
      faults.push({ address, code: "terraform/bucket-name", summary, detail, path: ["bucket"] });
    if (why !== undefined) fault("InvalidBucketName", `"${name}" cannot be the name of a bucket: ${why}.`);
    const other = seen.get(name);
    if (other !== undefined) fault("BucketAlreadyOwnedByYou", `${other} has the name "${name}" already, and names of buckets are unique.`);
    seen.set(name, address);
  }
  return faults;
}

function nameFault(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return "it has 3 to 63 characters";
  if (!/^[a-z0-9.-]+$/.test(name)) return "it consists of lowercase letters, digits, periods and hyphens";
  if (!/^[a-z0-9]/.test(name) || !/[a-z0-9]$/.test(name)) return "it begins and ends with a letter or a digit";
  if (name.includes("..")) return "it has no two periods side by side";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return "it does not look like an IP address";
  if (/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) || /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name))
    return "this prefix or suffix is AWS's own";
  return undefined;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html: a database needs two availability zones. */
function subnetGroupFaults(estate: Estate): CloudFault[] {
  return objectsOf(estate, "aws_db_subnet_group").flatMap((group): CloudFault[] => {
    const links = linksAt(estate, group, ["subnet_ids"], ["aws_subnet", "aws_default_subnet"]);
    const zones = links.objects.map(({ values }) => memberOf(values, "availability_zone"));
    const subnets = memberOf(group.values, "subnet_ids");
    const one = subnets?.kind === "sequence" && subnets.items.length === 1;
    const known = zones.flatMap((zone) => textOf(zone) ?? []);
    const sameZone = links.certain && known.length === zones.length && known.length > 0 && new Set(known).size === 1;
    if (!one && !sameZone) return [];
    const detail = one ? "The group has a single subnet." : `All its subnets lie in ${known[0]}.`;
    return [
      {
        address: group.address,
        code: "terraform/subnet-group",
        summary: "DBSubnetGroupDoesNotCoverEnoughAZs",
        detail: `${detail} A database needs subnets in two availability zones.`,
        path: ["subnet_ids"],
      },
    ];
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: S3 takes no policy that speaks of nobody, or of another bucket. */
function bucketPolicyFaults(estate: Estate): CloudFault[] {
  return objectsOf(estate, "aws_s3_bucket_policy").flatMap((policy): CloudFault[] => {
    const [bucket] = linksAt(estate, policy, ["bucket"], ["aws_s3_bucket"]).objects;
    const arns = bucket && [`arn:aws:s3:::${textOf(memberOf(bucket.values, "bucket")) ?? ""}`, textOf(memberOf(bucket.values, "arn"))];
    const statements = readStatements(textOf(memberOf(policy.values, "policy")) ?? "") ?? [];
    return statements.flatMap(({ index, principalIs, resources }) => {
      const fault = (why: string, detail: string): CloudFault => ({
        ...{ address: policy.address, code: "terraform/bucket-policy", summary: `MalformedPolicy: ${why}` },
        ...{ detail: `Statement ${index + 1} ${detail}`, path: ["policy"] },
      });
      if (principalIs === "missing")
        return [fault("Missing required field Principal", "of a bucket's policy has to say whom it speaks of.")];
      if (principalIs === "invalid")
        return [
          fault(
            "Invalid principal in policy",
            "names nobody, or somebody in a way that AWS does not know; everybody is the type AWS or * with *.",
          ),
        ];
      const stray = resources.find((resource) => arns && resource !== "*" && !arns.some((arn) => arn && isOf(resource, arn)));
      return stray === undefined ? [] : [fault("Policy has invalid resource", `speaks of "${stray}", which is not this bucket or in it.`)];
    });
  });
}

/** A pattern for the bucket or for objects in it. */
const isOf = (resource: string, arn: string): boolean =>
  resource.startsWith(`${arn}/`) || covers(resource, arn) || covers(resource, `${arn}/object`);

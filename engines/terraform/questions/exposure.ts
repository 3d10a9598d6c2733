import type { Path } from "../providers/index.ts";
import { memberOf, textOf } from "../providers/objects.ts";
import {
  type Estate,
  type EstateObject,
  isFalse,
  isTrue,
  isUnknown,
  type Links,
  linkedFrom,
  linksAt,
  objectsOf,
  partsAt,
} from "./estate.ts";
import { groupTypes, type Knock, type Opening, openingsOf } from "./firewall.ts";
import { admittedByAcl, hasInternetRoute, type Judgement } from "./network.ts";
import { both, isNowhere, publicPart, type Ranges, rangeOf, together, without } from "./ranges.ts";

/** A resource that a connection from the range can reach. */
export type Exposure = {
  readonly address: string;
  readonly type: string;
  /** Every address of the range that is on the internet can connect, not only some. */
  readonly everyone: boolean;
  /** False where the answer hangs on what is not known yet, or is not in the estate. */
  readonly certain: boolean;
  /** The rules that let the connection in, each with the range it names. Empty where nothing stands in the way at all. */
  readonly ways: readonly { readonly rule: string; readonly path: Path; readonly cidr: string }[];
  /** The resources that make the way from the internet: subnets, route tables, public addresses. */
  readonly through: readonly string[];
};

type Kind = {
  /** Where the security groups are named. */
  readonly groups: readonly (readonly string[])[];
  readonly subnets: (estate: Estate, object: EstateObject) => Links;
  /** Whether the object has an address on the internet. */
  readonly isPublic: (estate: Estate, object: EstateObject, subnets: readonly EstateObject[]) => Judgement;
  /** Without a security group everything is let in. */
  readonly openWithoutGroups?: (object: EstateObject) => boolean;
};

const bySubnets =
  (...names: readonly string[]) =>
  (estate: Estate, object: EstateObject) =>
    linksAt(estate, object, names, subnetTypes);
export const subnetTypes = ["aws_subnet", "aws_default_subnet"];

const switched =
  (name: string, on: boolean) =>
  (_estate: Estate, { address, values }: EstateObject): Judgement => {
    const value = memberOf(values, name);
    return { holds: on ? isTrue(value) : !isTrue(value), certain: !isUnknown(value), because: [address] };
  };

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    "aws_instance",
    { groups: [["vpc_security_group_ids"], ["security_groups"]], subnets: bySubnets("subnet_id"), isPublic: instanceIsPublic },
  ],
  [
    "aws_launch_template",
    {
      groups: [["vpc_security_group_ids"], ["network_interfaces", "security_groups"]],
      subnets: launchedIn,
      isPublic: (_estate, template, subnets) =>
        addressed(partsAt(template.values, ["network_interfaces", "associate_public_ip_address"])[0], subnets),
    },
  ],
  [
    "aws_lb",
    {
      groups: [["security_groups"]],
      subnets: bySubnets("subnets"),
      isPublic: switched("internal", false),
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
      openWithoutGroups: ({ values }) => textOf(memberOf(values, "load_balancer_type")) === "network",
    },
  ],
  ["aws_db_instance", { groups: [["vpc_security_group_ids"]], subnets: groupedSubnets, isPublic: switched("publicly_accessible", true) }],
  ["aws_rds_cluster_instance", { groups: [], subnets: groupedSubnets, isPublic: switched("publicly_accessible", true) }],
  [
    "aws_ecs_service",
    {
      groups: [["network_configuration", "security_groups"]],
      subnets: bySubnets("network_configuration", "subnets"),
      isPublic: (_estate, { address, values }) => {
        const [value] = partsAt(values, ["network_configuration", "assign_public_ip"]);
        return { holds: isTrue(value), certain: !isUnknown(value), because: [address] };
      },
    },
  ],
]);

/**
 * Which resources a connection from somewhere in the range can reach. A rule of a security group has to let it in, a network ACL must not
 * keep it out, and, from the internet, the resource needs an address there and a route to an internet gateway. Ranges that others are
 * let in by (security groups, prefix lists) are not followed. What the estate does not tell makes the answer uncertain, not absent.
 */
export function exposures(estate: Estate, from: string, knock: Knock): Exposure[] {
  const asked = rangeOf(from);
  if (!asked) return [];
  return placed(estate).flatMap((object) => exposureOf(estate, object, asked, knock) ?? []);
}

function exposureOf(estate: Estate, object: EstateObject, asked: Ranges, knock: Knock): Exposure | undefined {
  const kind = kinds.get(object.type);
  const placement = placementOf(estate, object);
  if (!kind || !placement) return undefined;
  const { subnets, standsOpen: open } = placement;
  const internet = publicPart(asked);
  const reached = isNowhere(internet)
    ? { holds: true, certain: true, because: [] }
    : reachedFromInternet(estate, object, kind, subnets, internet);
  if (!reached.holds && reached.certain) return undefined;

  const { openings, certain } = open ? { openings: [], certain: true } : allowed(estate, placement, knock);
  const admitted =
    subnets.objects.length === 0
      ? asked
      : together(
          asked.bits,
          subnets.objects.map((subnet) => admittedByAcl(estate, subnet, asked, knock)),
        );
  const through = open
    ? asked
    : together(
        asked.bits,
        openings.map(({ ranges }) => ranges),
      );
  // Somebody with a private address is not on the internet.
  const target = isNowhere(internet) ? asked : internet;
  const reach = both(both(through, admitted), target);
  if (isNowhere(reach) && certain) return undefined;
  return {
    address: object.address,
    type: object.type,
    everyone: isNowhere(without(target, reach)),
    certain: certain && reached.certain && !isNowhere(reach),
    ways: openings
      .filter(({ ranges }) => !isNowhere(both(both(ranges, admitted), target)))
      .map(({ rule, path, cidr }) => ({ rule, path, cidr })),
    through: reached.because,
  };
}

/** Where an object stands in the network: in which subnets, behind which groups. */
export type Placement = {
  readonly subnets: Links;
  readonly groups: Links;
  /** Without any group it has the VPC's default one, or none at all. */
  readonly standsOpen: boolean;
};

/** Nothing for what no connection is made to or from. */
export function placementOf(estate: Estate, object: EstateObject): Placement | undefined {
  const kind = kinds.get(object.type);
  if (!kind) return undefined;
  const links = kind.groups.map((names) => linksAt(estate, object, names, groupTypes));
  const named = kind.groups.some((names) => partsAt(object.values, names).length > 0);
  return {
    subnets: kind.subnets(estate, object),
    groups: { objects: [...new Set(links.flatMap(({ objects }) => objects))], certain: links.every(({ certain }) => certain) },
    standsOpen: !named && kind.openWithoutGroups?.(object) === true,
  };
}

/** What has a place in the network. */
export const placed = (estate: Estate): EstateObject[] => objectsOf(estate, ...kinds.keys());

type Allowed = { readonly openings: readonly Opening[]; readonly certain: boolean };

/** Without groups, a VPC's default one lets in its own members alone. */
function allowed(estate: Estate, { groups }: Placement, knock: Knock): Allowed {
  const answers = groups.objects.map((group) => openingsOf(estate, group, knock));
  return {
    openings: answers.flatMap(({ openings }) => openings),
    certain: groups.certain && answers.every(({ certain }) => certain),
  };
}

function reachedFromInternet(
  estate: Estate,
  object: EstateObject,
  kind: Kind,
  { objects: subnets, certain }: Links,
  internet: Ranges,
): Judgement {
  const addressing = kind.isPublic(estate, object, subnets);
  if (!addressing.holds) return addressing;
  if (subnets.length === 0) return { holds: true, certain: false, because: addressing.because };
  const routes = subnets.map((subnet) => ({ subnet, route: hasInternetRoute(estate, subnet, internet) }));
  const found = routes.find(({ route }) => route.holds);
  if (found)
    return {
      holds: true,
      certain: addressing.certain,
      because: [...new Set([...addressing.because, found.subnet.address, ...found.route.because])],
    };
  return { holds: false, certain: certain && routes.every(({ route }) => route.certain), because: [] };
}

function instanceIsPublic(estate: Estate, instance: EstateObject, subnets: readonly EstateObject[]): Judgement {
  const elastic = [
    ...linkedFrom(estate, instance, "aws_eip", ["instance"]),
    ...linkedFrom(estate, instance, "aws_eip_association", ["instance_id"]),
  ];
  if (elastic.length > 0) return { holds: true, certain: true, because: elastic.map(({ address }) => address) };
  return addressed(memberOf(instance.values, "associate_public_ip_address"), subnets);
}

/** An instance gets a public address if it asks for one, or if its subnet gives them to all that do not refuse. */
function addressed(asked: ReturnType<typeof memberOf>, subnets: readonly EstateObject[]): Judgement {
  if (isTrue(asked)) return { holds: true, certain: true, because: [] };
  if (isFalse(asked)) return { holds: false, certain: true, because: [] };
  const giving = subnets.filter(({ values }) => isTrue(memberOf(values, "map_public_ip_on_launch")));
  return { holds: giving.length > 0, certain: subnets.length > 0, because: giving.map(({ address }) => address) };
}

function groupedSubnets(estate: Estate, database: EstateObject) {
  const groups = linksAt(estate, database, ["db_subnet_group_name"], ["aws_db_subnet_group"]);
  const links = groups.objects.map((group) => linksAt(estate, group, ["subnet_ids"], subnetTypes));
  return { objects: links.flatMap(({ objects }) => objects), certain: groups.certain && links.every(({ certain }) => certain) };
}

/** The subnets of the groups that launch instances from the template, and of its own interfaces. */
function launchedIn(estate: Estate, template: EstateObject) {
  const groups = [
    ...linkedFrom(estate, template, "aws_autoscaling_group", ["launch_template", "id"]),
    ...linkedFrom(estate, template, "aws_autoscaling_group", ["launch_template", "name"]),
  ];
  const links = [
    linksAt(estate, template, ["network_interfaces", "subnet_id"], subnetTypes),
    ...groups.map((group) => linksAt(estate, group, ["vpc_zone_identifier"], subnetTypes)),
  ];
  return { objects: [...new Set(links.flatMap(({ objects }) => objects))], certain: links.every(({ certain }) => certain) };
}

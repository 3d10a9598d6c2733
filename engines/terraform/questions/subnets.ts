import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isTrue, isUnknown, linksAt, objectsOf } from "./estate.ts";
import { subnetTypes } from "./exposure.ts";
import { hasInternetRoute, leadsToInternet, type Route, routesOf } from "./network.ts";
import { isNowhere, nowhere, publicPart, type Ranges, rangeOf, together, without } from "./ranges.ts";

/** A subnet, and how what stands in it gets to the internet. */
export type SubnetWay = {
  readonly address: string;
  readonly cidr: string;
  readonly zone: string;
  /** Whether machines that do not refuse are given a public address. */
  readonly givesAddresses: boolean;
  /** `elsewhere` is a gateway of another kind, or one that is not in the estate. */
  readonly leavesBy: "internet gateway" | "NAT gateway" | "elsewhere" | "nothing";
  readonly certain: boolean;
  /** The tables, routes and gateways that make the way. */
  readonly through: readonly string[];
};

const internet = publicPart(rangeOf("0.0.0.0/0") ?? nowhere(32));

/** Every subnet of the estate, with the way that packets to all of the internet take. One to a part of it is none. */
export function subnetWays(estate: Estate): SubnetWay[] {
  return objectsOf(estate, ...subnetTypes).map((subnet) => {
    const { address, values } = subnet;
    return {
      ...{ address, cidr: textOf(memberOf(values, "cidr_block")) ?? "", zone: textOf(memberOf(values, "availability_zone")) ?? "" },
      givesAddresses: isTrue(memberOf(values, "map_public_ip_on_launch")),
      ...wayOf(estate, subnet),
    };
  });
}

type Way = Pick<SubnetWay, "leavesBy" | "certain" | "through">;
type Leading = { readonly by: SubnetWay["leavesBy"]; readonly gateways: readonly string[] };

function wayOf(estate: Estate, subnet: EstateObject): Way {
  const { routes, certain } = routesOf(estate, subnet);
  const leading = routes.map((route) => ({ route, ...leadsTo(estate, route) }));
  for (const by of ["internet gateway", "NAT gateway", "elsewhere"] as const) {
    const taken = leading.filter((each) => each.by === by);
    if (!reachesAll(taken.flatMap(({ route }) => route.to))) continue;
    const through = taken.flatMap(({ route, gateways }) => [route.table.address, route.holder.address, ...gateways]);
    return { leavesBy: by, certain: true, through: [...new Set(through)] };
  }
  return { leavesBy: "nothing", certain, through: [] };
}

/** Whether the destinations together are all of the internet. */
const reachesAll = (to: readonly Ranges[]): boolean => isNowhere(without(internet, together(internet.bits, to)));

/** The arguments of a route that say where it leads. */
const gateways = [
  ...["gateway_id", "nat_gateway_id", "egress_only_gateway_id", "network_interface_id", "transit_gateway_id", "vpc_peering_connection_id"],
  ...["local_gateway_id", "vpc_endpoint_id", "carrier_gateway_id", "core_network_arn"],
];

function leadsTo(estate: Estate, route: Route): Leading {
  if (leadsToInternet(estate, route) === true) return { by: "internet gateway", gateways: [] };
  const named = memberOf(route.values, "nat_gateway_id");
  const [gateway] = linksAt(estate, { ...route.holder, values: route.values }, ["nat_gateway_id"], ["aws_nat_gateway"]).objects;
  if (gateway) return { by: worksAsNat(estate, gateway) ? "NAT gateway" : "nothing", gateways: [gateway.address] };
  const somewhere = isUnknown(named) || gateways.some((name) => (textOf(memberOf(route.values, name)) ?? "") !== "");
  return { by: somewhere ? "elsewhere" : "nothing", gateways: [] };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html: a public one has an address of its own and stands in a public subnet. */
function worksAsNat(estate: Estate, gateway: EstateObject): boolean {
  if (textOf(memberOf(gateway.values, "connectivity_type")) === "private") return false;
  const addressed = linksAt(estate, gateway, ["allocation_id"], ["aws_eip"]).objects.length > 0;
  const subnets = linksAt(estate, gateway, ["subnet_id"], subnetTypes).objects;
  return addressed && subnets.some((subnet) => hasInternetRoute(estate, subnet, internet).holds);
}

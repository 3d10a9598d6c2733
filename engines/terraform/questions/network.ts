import { toDouble, type Value } from "#engines/hcl";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isTrue, isUnknown, linkedFrom, linksAt, objectsOf, partsAt } from "./estate.ts";
import { admits, type Knock } from "./firewall.ts";
import { both, isNowhere, type Ranges, rangeOf, together, without } from "./ranges.ts";

/** A part of the answer, with the resources that it rests on. Uncertain where something is not known yet or not in the estate. */
export type Judgement = { readonly holds: boolean; readonly certain: boolean; readonly because: readonly string[] };

const no = (certain = true): Judgement => ({ holds: false, certain, because: [] });

/** A route of a subnet's table: the resource that holds it, what it says, and which of its arguments name the destination. */
export type Route = { readonly holder: EstateObject; readonly table: EstateObject; readonly values: Value; readonly to: readonly Ranges[] };

/** Every route that packets of a subnet may take. Uncertain where a table or a route is not known yet. */
export function routesOf(estate: Estate, subnet: EstateObject): { readonly routes: readonly Route[]; readonly certain: boolean } {
  const { tables, certain } = routeTablesOf(estate, subnet);
  const written = tables.flatMap((table) => [
    ...partsAt(table.values, ["route"]).map((values) => ({ holder: table, table, values, names: ["cidr_block", "ipv6_cidr_block"] })),
    ...linkedFrom(estate, table, "aws_route", ["route_table_id"]).map((holder) => ({
      ...{ holder, table, values: holder.values },
      names: ["destination_cidr_block", "destination_ipv6_cidr_block"],
    })),
  ]);
  const known = written.filter(({ values }) => !isUnknown(values));
  const routes = known.map(({ names, ...route }) => ({
    ...route,
    to: names.flatMap((name) => rangeOf(textOf(memberOf(route.values, name)) ?? "") ?? []),
  }));
  return { routes, certain: certain && known.length === written.length };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html: whether a subnet's packets to these addresses go to an internet gateway. */
export function hasInternetRoute(estate: Estate, subnet: EstateObject, to: Ranges): Judgement {
  const { routes, certain } = routesOf(estate, subnet);
  let sure = certain;
  for (const route of routes) {
    const leads = leadsToInternet(estate, route);
    if (leads === false || route.to.every((destination) => isNowhere(both(destination, to)))) continue;
    if (leads === true) return { holds: true, certain: true, because: [...new Set([route.table.address, route.holder.address])] };
    sure = false;
  }
  return no(sure);
}

export function leadsToInternet(estate: Estate, { holder, values }: Route): boolean | "unknown" {
  const gateway = memberOf(values, "gateway_id");
  if (isUnknown(gateway)) return "unknown";
  const text = textOf(gateway) ?? "";
  if (text === "") return false;
  if (linksAt(estate, { ...holder, values }, ["gateway_id"], ["aws_internet_gateway"]).objects.length > 0) return true;
  return text.startsWith("igw-");
}

/** The table that a subnet is associated with, or its VPC's main one. */
function routeTablesOf(estate: Estate, subnet: EstateObject): { readonly tables: readonly EstateObject[]; readonly certain: boolean } {
  const kinds = ["aws_route_table", "aws_default_route_table"];
  const associations = linkedFrom(estate, subnet, "aws_route_table_association", ["subnet_id"]);
  if (associations.length > 0) {
    const links = associations.map((association) => linksAt(estate, association, ["route_table_id"], kinds));
    return { tables: links.flatMap(({ objects }) => objects), certain: links.every(({ certain }) => certain) };
  }
  const undecided = objectsOf(estate, "aws_route_table_association").some((association) =>
    isUnknown(memberOf(association.values, "subnet_id")),
  );
  const vpcs = linksAt(estate, subnet, ["vpc_id"], ["aws_vpc", "aws_default_vpc"]);
  const main = vpcs.objects.flatMap((vpc) => [
    ...linkedFrom(estate, vpc, "aws_main_route_table_association", ["vpc_id"]).flatMap(
      (association) => linksAt(estate, association, ["route_table_id"], kinds).objects,
    ),
    ...objectsOf(estate, "aws_default_route_table").filter(
      (table) => textOf(memberOf(table.values, "default_route_table_id")) === textOf(memberOf(vpc.values, "default_route_table_id")),
    ),
  ]);
  return { tables: main, certain: vpcs.certain && !undecided };
}

/**
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html: from which of these addresses a subnet's network ACL lets the
 * connection in; rules count in the order of their numbers. A subnet without one has the VPC's default, which lets everything in.
 * Whether answers may leave is not asked.
 */
export function admittedByAcl(estate: Estate, subnet: EstateObject, from: Ranges, knock: Knock): Ranges {
  const acls = [
    ...["aws_network_acl", "aws_default_network_acl"].flatMap((type) => linkedFrom(estate, subnet, type, ["subnet_ids"])),
    ...linkedFrom(estate, subnet, "aws_network_acl_association", ["subnet_id"]).flatMap(
      (association) => linksAt(estate, association, ["network_acl_id"], ["aws_network_acl"]).objects,
    ),
  ];
  const [acl] = acls;
  if (!acl) return from;
  const rules = [
    ...partsAt(acl.values, ["ingress"]).map((rule) => ({ rule, number: "rule_no", action: "action" })),
    ...linkedFrom(estate, acl, "aws_network_acl_rule", ["network_acl_id"])
      .filter((rule) => !isTrue(memberOf(rule.values, "egress")))
      .map(({ values }) => ({ rule: values, number: "rule_number", action: "rule_action" })),
  ];
  rules.sort((a, b) => orderOf(memberOf(a.rule, a.number)) - orderOf(memberOf(b.rule, b.number)));
  let open = from;
  const admitted: Ranges[] = [];
  for (const { rule, action } of rules) {
    if (admits(rule, "protocol", knock) !== true) continue;
    for (const name of ["cidr_block", "ipv6_cidr_block"]) {
      const range = rangeOf(textOf(memberOf(rule, name)) ?? "");
      if (!range || range.bits !== from.bits) continue;
      if (textOf(memberOf(rule, action))?.toLowerCase() === "allow") admitted.push(both(open, range));
      open = without(open, range);
    }
  }
  return together(from.bits, admitted);
}

const orderOf = (number: Value | undefined): number => (number?.kind === "number" ? toDouble(number.value) : Number.POSITIVE_INFINITY);

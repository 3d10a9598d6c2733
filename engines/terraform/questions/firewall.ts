import { toDouble, type Value } from "#engines/hcl";
import type { Path } from "../providers/index.ts";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isUnknown, linkedFrom, partsAt } from "./estate.ts";
import { type Ranges, rangeOf } from "./ranges.ts";

/** What is asked: may a connection to this port be made? */
export type Knock = { readonly port: number; readonly protocol: "tcp" | "udp" };

/** A rule of a security group that lets the connection in: from where, and where it is written. */
export type Opening = {
  /** The address of the resource that holds the rule: the group or a rule of its own. */
  readonly rule: string;
  /** Leads from that resource to the rule's range. */
  readonly path: Path;
  readonly cidr: string;
  readonly ranges: Ranges;
};

export type Openings = { readonly openings: readonly Opening[]; readonly certain: boolean };

const ranged = ["cidr_blocks", "ipv6_cidr_blocks"];

/** From where the rules of a security group let the connection in. Rules that name other groups or prefix lists open it to no range. */
export function openingsOf(estate: Estate, group: EstateObject, knock: Knock): Openings {
  const openings: Opening[] = [];
  let certain = true;
  const add = (rule: string, path: Path, value: Value) => {
    const cidr = textOf(value);
    const ranges = cidr === undefined ? undefined : rangeOf(cidr);
    if (cidr !== undefined && ranges) openings.push({ rule, path, cidr, ranges });
    else if (isUnknown(value)) certain = false;
  };
  const addListed = (rule: EstateObject, object: Value, path: Path) => {
    for (const name of ranged) {
      const listed = memberOf(object, name);
      if (isUnknown(listed)) certain = false;
      if (listed?.kind === "sequence")
        for (const [index, value] of listed.items.entries()) add(rule.address, [...path, name, index], value);
    }
  };
  const consider = (object: Value, protocolName: string, found: () => void) => {
    const answer = admits(object, protocolName, knock);
    if (answer === "unknown") certain = false;
    else if (answer) found();
  };

  const inline = memberOf(group.values, "ingress");
  if (isUnknown(inline)) certain = false;
  if (inline?.kind === "sequence")
    for (const item of inline.items) consider(item, "protocol", () => addListed(group, item, ["ingress", item]));
  for (const rule of linkedFrom(estate, group, "aws_security_group_rule", ["security_group_id"]))
    if (textOf(memberOf(rule.values, "type")) === "ingress") consider(rule.values, "protocol", () => addListed(rule, rule.values, []));
  for (const rule of linkedFrom(estate, group, "aws_vpc_security_group_ingress_rule", ["security_group_id"]))
    consider(rule.values, "ip_protocol", () => {
      for (const name of ["cidr_ipv4", "cidr_ipv6"]) for (const value of partsAt(rule.values, [name])) add(rule.address, [name], value);
    });
  return { openings, certain };
}

/** Whether the rule speaks of this protocol and port. */
export function admits(rule: Value, protocolName: string, { port, protocol }: Knock): boolean | "unknown" {
  const [written, from, to] = [memberOf(rule, protocolName), memberOf(rule, "from_port"), memberOf(rule, "to_port")];
  const named = textOf(written)?.toLowerCase();
  if (named === undefined) return isUnknown(written) ? "unknown" : false;
  if (named === "-1" || named === "all") return true;
  if (named !== protocol && named !== (protocol === "tcp" ? "6" : "17")) return false;
  if (isUnknown(from) || isUnknown(to)) return "unknown";
  if (from?.kind !== "number" || to?.kind !== "number") return false;
  const [first, last] = [toDouble(from.value), toDouble(to.value)];
  // -1 in either stands for every port.
  return first === -1 || last === -1 || (first <= port && port <= last);
}

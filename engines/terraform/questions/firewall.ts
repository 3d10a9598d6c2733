import { toDouble, type Value } from "#engines/hcl";
import type { Path } from "../providers/index.ts";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isTrue, isUnknown, linkedFrom, linksAt, partsAt } from "./estate.ts";
import { type Ranges, rangeOf } from "./ranges.ts";

/** What is asked: may a connection to this port be made? */
export type Knock = { readonly port: number; readonly protocol: "tcp" | "udp" };

/** A rule of a security group that lets the connection through: from where or to where, and where it is written. */
export type Opening = {
  /** The address of the resource that holds the rule: the group or a rule of its own. */
  readonly rule: string;
  /** Leads from that resource to the rule's range. */
  readonly path: Path;
  readonly cidr: string;
  readonly ranges: Ranges;
};

export type Openings = {
  readonly openings: readonly Opening[];
  /** False where a rule or its range is not known yet. */
  readonly certain: boolean;
  readonly members: Members;
};

/** The groups that rules name instead of a range: what has such a group is let through. Uncertain where one is not in the estate. */
type Members = { readonly groups: readonly { readonly rule: string; readonly group: EstateObject }[]; readonly certain: boolean };

/** A connection is let out of the group of who opens it, and into the group of whom it is for. */
export type Direction = "in" | "out";

const ranged = ["cidr_blocks", "ipv6_cidr_blocks"];
export const groupTypes = ["aws_security_group", "aws_default_security_group"];

const names = {
  in: { block: "ingress", resource: "aws_vpc_security_group_ingress_rule" },
  out: { block: "egress", resource: "aws_vpc_security_group_egress_rule" },
} as const;

/** From where the rules of a security group let the connection in, or whereto they let it out. Prefix lists are not followed. */
export function openingsOf(estate: Estate, group: EstateObject, knock: Knock, direction: Direction = "in"): Openings {
  const openings: Opening[] = [];
  let certain = true;
  const { block, resource } = names[direction];
  const speaking: Speaking[] = [];
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
  const consider = (holder: EstateObject, rule: Value, protocolName: string, found: () => void) => {
    const answer = admits(rule, protocolName, knock);
    if (answer === "unknown") certain = false;
    else if (answer) {
      speaking.push({ holder, rule });
      found();
    }
  };

  const inline = memberOf(group.values, block);
  if (isUnknown(inline)) certain = false;
  if (inline?.kind === "sequence")
    for (const item of inline.items) consider(group, item, "protocol", () => addListed(group, item, [block, item]));
  for (const rule of linkedFrom(estate, group, "aws_security_group_rule", ["security_group_id"]))
    if (textOf(memberOf(rule.values, "type")) === block) consider(rule, rule.values, "protocol", () => addListed(rule, rule.values, []));
  for (const rule of linkedFrom(estate, group, resource, ["security_group_id"]))
    consider(rule, rule.values, "ip_protocol", () => {
      for (const name of ["cidr_ipv4", "cidr_ipv6"]) for (const value of partsAt(rule.values, [name])) add(rule.address, [name], value);
    });
  return { openings, certain, members: membersOf(estate, group, speaking) };
}

/** A rule that speaks of the port, and the resource that holds it. */
type Speaking = { readonly holder: EstateObject; readonly rule: Value };

const naming = ["security_groups", "source_security_group_id", "referenced_security_group_id"];

function membersOf(estate: Estate, group: EstateObject, speaking: readonly Speaking[]): Members {
  const found = speaking.map(({ holder, rule }) => {
    const links = naming.map((name) => linksAt(estate, { ...holder, values: rule }, [name], groupTypes));
    const named = [...links.flatMap(({ objects }) => objects), ...(isTrue(memberOf(rule, "self")) ? [group] : [])];
    return { groups: named.map((each) => ({ rule: holder.address, group: each })), certain: links.every(({ certain }) => certain) };
  });
  return { groups: found.flatMap(({ groups }) => groups), certain: found.every(({ certain }) => certain) };
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

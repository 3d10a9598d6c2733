import type { Value } from "#engines/hcl";
import type { Path, ProviderDiagnostic, ResourceSchema } from "../model.ts";
import { isNull, memberOf } from "../objects.ts";
import { numberIn, textIn, valuesAt } from "./value-rules.ts";

/** Where the rules of these types stand, and what they call their protocol. */
const ruled: ReadonlyMap<string, { readonly at: readonly (readonly string[])[]; readonly protocol: string }> = new Map([
  ["aws_default_security_group", { at: [["ingress"], ["egress"]], protocol: "protocol" }],
  ["aws_security_group", { at: [["ingress"], ["egress"]], protocol: "protocol" }],
  ["aws_security_group_rule", { at: [[]], protocol: "protocol" }],
  ["aws_vpc_security_group_egress_rule", { at: [[]], protocol: "ip_protocol" }],
  ["aws_vpc_security_group_ingress_rule", { at: [[]], protocol: "ip_protocol" }],
  ["aws_network_acl", { at: [["ingress"], ["egress"]], protocol: "protocol" }],
  ["aws_network_acl_rule", { at: [[]], protocol: "protocol" }],
]);

/** https://www.iana.org/assignments/protocol-numbers, those that the provider knows by name. */
const protocolNames = new Set([
  ...["all", "-1", "ah", "ax.25", "dccp", "egp", "eigrp", "esp", "fc", "gre", "icmp", "icmpv6", "idpr", "idpr-cmtp", "igmp"],
  ...["igp", "ip-in-ip", "ipcomp", "ipencap", "ipip", "ipv6", "ipv6-icmp", "isis", "l2tp", "ospf", "pim", "rdp", "rsvp", "sctp"],
  ...["st", "swipe", "tcp", "udp", "udplite", "vrrp", "xtp"],
]);
const withPorts = new Set(["tcp", "6", "udp", "17"]);
const allProtocols = new Set(["-1", "all"]);
const inlineRules = new Set(["aws_security_group", "aws_default_security_group"]);
/** To the language these rules are values with optional parts; the provider asks for these. */
const writtenAsBlocks = new Set([...inlineRules, "aws_network_acl"]);
const required = ["protocol", "from_port", "to_port"];

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html: a protocol is one of IANA's, a range of ports goes upward,
 * and all protocols have no ports.
 */
export function portRangeFaults(schema: ResourceSchema, config: Value): ProviderDiagnostic[] {
  const rules = ruled.get(schema.type);
  if (!rules) return [];
  return rules.at.flatMap((steps) =>
    valuesAt(config, steps).flatMap(({ value, path }) => faultOf(schema.type, value, path, rules.protocol) ?? []),
  );
}

function faultOf(type: string, rule: Value, path: Path, protocolName: string): ProviderDiagnostic | undefined {
  const written = memberOf(rule, protocolName);
  const protocol = written && textIn(written)?.toLowerCase();
  const fault = (name: string, summary: string, detail: string): ProviderDiagnostic => ({
    severity: "error",
    code: "terraform/port-range",
    summary,
    detail,
    path: [...path, name],
  });
  if (protocol !== undefined && !protocolNames.has(protocol) && !(/^\d{1,3}$/.test(protocol) && Number(protocol) < 256))
    return fault(
      protocolName,
      `Invalid value '${protocol}' for IP protocol. Unknown protocol.`,
      `"${protocol}" is neither the name of a protocol, such as "tcp", nor its number; "-1" stands for all of them.`,
    );
  const missing = writtenAsBlocks.has(type) ? required.find((name) => isNull(memberOf(rule, name))) : undefined;
  if (missing !== undefined)
    return fault(
      missing,
      "Missing required argument",
      `A rule of this resource always has "${missing}"; for all protocols both ports are 0.`,
    );
  const [from, to] = [portOf(rule, "from_port"), portOf(rule, "to_port")];
  if (from === undefined || to === undefined || protocol === undefined) return undefined;
  // Of a rule of its own, the cloud drops the ports without a word: https://github.com/hashicorp/terraform-provider-aws/pull/6123
  if (allProtocols.has(protocol) && inlineRules.has(type) && (from > 0 || to > 0))
    return fault(
      "from_port",
      `from_port (${from}) and to_port (${to}) must both be 0 to use the 'ALL' "-1" protocol!`,
      "A rule for all protocols is a rule for all ports: name a protocol, or leave the ports at 0.",
    );
  if (withPorts.has(protocol) && from > to)
    return fault("from_port", `Invalid ${protocol} port range (${from}:${to})`, "A range of ports begins with the lower one.");
  return undefined;
}

function portOf(rule: Value, name: string): number | undefined {
  const value = memberOf(rule, name);
  return value === undefined || isNull(value) ? undefined : numberIn(value);
}

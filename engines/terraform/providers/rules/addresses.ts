import { type IpPrefix, ipAddressText, parseIpAddress, parseIpPrefix } from "#engines/hcl";
import { all } from "./checks.ts";
import { type Finding, textIn, type ValueCheck, type ValueRules } from "./value-rules.ts";

type Family = "IPv4" | "IPv6";

const prefixText = (prefix: IpPrefix): string => `${ipAddressText(prefix)}/${prefix.length}`;
const bitsOf = (family: Family): number => (family === "IPv4" ? 32 : 128);

/** A range whose bits behind the prefix are zero. */
function network(family?: Family): ValueCheck {
  const kind = family ? `${family} CIDR block` : "CIDR block";
  return ({ value, framework }): Finding | undefined => {
    const text = textIn(value);
    if (text === undefined || text === "") return undefined;
    const prefix = parseIpPrefix(text);
    const answer = (detail: string, ending = ""): Finding => ({
      summary: framework ? "Invalid Attribute Value" : `"${text}" is not a valid ${kind}${ending}`,
      detail,
    });
    if (!prefix) return answer(`"${text}" is no range of addresses in CIDR notation, such as 10.0.0.0/16.`);
    if (family && prefix.bits !== bitsOf(family)) return answer(`"${text}" is a range of the other version of IP.`);
    const meant = prefixText(prefix);
    if (meant === text.toLowerCase()) return undefined;
    return answer(`"${text}" is an address inside a network: its network is "${meant}".`, `; did you mean "${meant}"?`);
  };
}

/** A network whose prefix has a length within bounds. */
function networkOfSize(least: number, most: number): ValueCheck {
  return ({ value, name }) => {
    const text = textIn(value);
    if (text === undefined) return undefined;
    const prefix = parseIpPrefix(text);
    if (!prefix)
      return {
        summary: `expected "${name}" to contain a valid Value, got: ${text}`,
        detail: `"${text}" is no range of addresses in CIDR notation, such as 10.0.0.0/16.`,
      };
    const meant = prefixText(prefix);
    if (meant !== text.toLowerCase())
      return {
        summary: `expected "${name}" to contain a valid network Value, expected ${meant}, got ${text}`,
        detail: `"${text}" is an address inside a network: its network is "${meant}".`,
      };
    if (prefix.length >= least && prefix.length <= most) return undefined;
    return {
      summary: `expected "${name}" to contain a network Value with between ${least} and ${most} significant bits, got: ${prefix.length}`,
      detail: `The prefix has between ${least} and ${most} bits here; /${prefix.length} does not.`,
    };
  };
}

const address: ValueCheck = ({ value, name }) => {
  const text = textIn(value);
  if (text === undefined || parseIpAddress(text)?.bits === 32) return undefined;
  return { summary: `expected ${name} to contain a valid IPv4 address, got: ${text}`, detail: `"${text}" is no IPv4 address.` };
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html: a VPC has between 16 and 65,536 addresses. */
const vpcNetwork = networkOfSize(16, 28);
const [ipv4, ipv6, either] = [network("IPv4"), network("IPv6"), network()];

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs, the arguments of these types that hold ranges and addresses. */
export const addressRules: ValueRules = {
  aws_default_network_acl: { "ingress.cidr_block": ipv4, "egress.cidr_block": ipv4 },
  aws_default_route_table: { "route.cidr_block": ipv4, "route.ipv6_cidr_block": ipv6 },
  aws_default_security_group: { "ingress.cidr_blocks": either, "egress.cidr_blocks": either },
  aws_instance: { private_ip: address, secondary_private_ips: address },
  aws_nat_gateway: { private_ip: address, secondary_private_ip_addresses: address },
  aws_network_acl: {
    "ingress.cidr_block": ipv4,
    "egress.cidr_block": ipv4,
    "ingress.ipv6_cidr_block": ipv6,
    "egress.ipv6_cidr_block": ipv6,
  },
  aws_network_acl_rule: { cidr_block: ipv4, ipv6_cidr_block: ipv6 },
  aws_route: { destination_cidr_block: ipv4, destination_ipv6_cidr_block: ipv6 },
  aws_route_table: { "route.cidr_block": ipv4, "route.ipv6_cidr_block": ipv6 },
  aws_security_group: {
    "ingress.cidr_blocks": either,
    "egress.cidr_blocks": either,
    "ingress.ipv6_cidr_blocks": either,
    "egress.ipv6_cidr_blocks": either,
  },
  aws_security_group_rule: { cidr_blocks: either, ipv6_cidr_blocks: either },
  aws_subnet: { cidr_block: ipv4, ipv6_cidr_block: ipv6 },
  aws_vpc: { cidr_block: vpcNetwork, ipv6_cidr_block: all(ipv6, networkOfSize(44, 60)) },
  aws_vpc_ipv4_cidr_block_association: { cidr_block: vpcNetwork },
  aws_vpc_security_group_egress_rule: { cidr_ipv4: ipv4, cidr_ipv6: ipv6 },
  aws_vpc_security_group_ingress_rule: { cidr_ipv4: ipv4, cidr_ipv6: ipv6 },
};

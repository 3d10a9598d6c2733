import { describe, expect, test } from "vitest";
import { applyPlan } from "../apply/apply.ts";
import { planConfiguration } from "../plan/plan.ts";
import { emptyState } from "../state/model.ts";
import { connections } from "./connections.ts";
import { plannedEstate } from "./estate.ts";
import { subnetWays } from "./subnets.ts";

const network = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_subnet" "public" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.0.0/24"
  availability_zone       = "eu-central-1a"
  map_public_ip_on_launch = true
}
resource "aws_subnet" "private" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.9.0/24"
  availability_zone = "eu-central-1a"
}
`;

const group = (name: string, rules = "", egress = true) => `
resource "aws_security_group" "${name}" {
  name   = "${name}"
  vpc_id = aws_vpc.main.id
  ${rules}
  ${egress ? 'egress {\n    protocol = "-1"\n    from_port = 0\n    to_port = 0\n    cidr_blocks = ["0.0.0.0/0"]\n  }' : ""}
}
`;

const server = (name: string, subnet = "private") => `
resource "aws_instance" "${name}" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.${subnet}.id
  vpc_security_group_ids = [aws_security_group.${name}.id]
}
`;

const ingress = (from: string, port = 8080) =>
  `ingress {\n    protocol = "tcp"\n    from_port = ${port}\n    to_port = ${port}\n    ${from}\n  }\n`;

function estateOf(text: string) {
  const planned = planConfiguration({ files: [{ path: "main.tf", text }] });
  expect(planned.plan.diagnostics).toEqual([]);
  return plannedEstate(planned.plan, applyPlan(planned, emptyState).state);
}

const http = { port: 8080, protocol: "tcp" } as const;
const fromWeb = (text: string) => connections(estateOf(network + text), "aws_instance.web", http).map(({ to, certain }) => [to, certain]);
const both = server("web") + server("shop");

describe("from one server to another", () => {
  test.each([
    { why: "its group is named", rules: ingress("security_groups = [aws_security_group.web.id]"), reached: true },
    { why: "its subnet is in the range", rules: ingress('cidr_blocks = ["10.0.9.0/28"]'), reached: true },
    { why: "another group is named", rules: ingress("security_groups = [aws_security_group.other.id]"), reached: false },
    { why: "another range is named", rules: ingress('cidr_blocks = ["10.0.0.0/24"]'), reached: false },
    { why: "another port is open", rules: ingress("security_groups = [aws_security_group.web.id]", 80), reached: false },
    { why: "self is only its own members", rules: ingress("self = true"), reached: false },
    { why: "no rule", rules: "", reached: false },
  ])("$why: $reached", ({ rules, reached }) => {
    const answer = fromWeb(group("web") + group("other") + group("shop", rules) + both);
    expect(answer).toEqual(reached ? [["aws_instance.shop", true]] : []);
  });

  test("a group without a rule to the outside lets nothing out", () => {
    const shop = group("shop", ingress("security_groups = [aws_security_group.web.id]"));
    expect(fromWeb(group("web", "", false) + shop + both)).toEqual([]);
  });

  test("rules of their own count, in both directions, and not the other way round", () => {
    const rules = (of: string, named: string) => `
resource "aws_vpc_security_group_ingress_rule" "in" {
  security_group_id            = aws_security_group.${of}.id
  referenced_security_group_id = aws_security_group.${named}.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id            = aws_security_group.${named}.id
  referenced_security_group_id = aws_security_group.${of}.id
  ip_protocol                  = "-1"
}`;
    const closed = group("web", "", false) + group("shop", "", false) + both;
    expect(fromWeb(closed + rules("shop", "web"))).toEqual([["aws_instance.shop", true]]);
    expect(fromWeb(closed + rules("web", "shop"))).toEqual([]);
  });

  test("a rule of the older kind counts too", () => {
    const rule = `
resource "aws_security_group_rule" "in" {
  type                     = "ingress"
  security_group_id        = aws_security_group.shop.id
  source_security_group_id = aws_security_group.web.id
  protocol                 = "tcp"
  from_port                = 8080
  to_port                  = 8080
}`;
    expect(fromWeb(group("web") + group("shop") + both + rule)).toEqual([["aws_instance.shop", true]]);
  });

  test("another network is not reached", () => {
    const elsewhere = `
resource "aws_vpc" "other" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "other" {
  vpc_id     = aws_vpc.other.id
  cidr_block = "10.0.9.0/24"
}`;
    const shop = group("shop", ingress('cidr_blocks = ["10.0.0.0/16"]'));
    expect(fromWeb(elsewhere + group("web") + shop + server("web") + server("shop", "other"))).toEqual([]);
  });

  test("a group that is not in the estate leaves the answer open", () => {
    const shop = group("shop", ingress('security_groups = ["sg-0123456789abcdef0"]'));
    expect(fromWeb(group("web") + shop + both)).toEqual([["aws_instance.shop", false]]);
  });
});

describe("the way from a subnet to the internet", () => {
  const tables = (privateRoute: string, more = "") => `
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
  ${privateRoute}
}
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
resource "aws_route_table_association" "private" {
  subnet_id      = aws_subnet.private.id
  route_table_id = aws_route_table.private.id
}
resource "aws_eip" "nat" {
  domain = "vpc"
}
${more}`;
  const nat = (subnet = "public", rest = "allocation_id = aws_eip.nat.id") => `
resource "aws_nat_gateway" "main" {
  subnet_id = aws_subnet.${subnet}.id
  ${rest}
}`;
  const viaNat = (cidr = "0.0.0.0/0") => `route {\n    cidr_block = "${cidr}"\n    nat_gateway_id = aws_nat_gateway.main.id\n  }`;
  const ofItsOwn = `
resource "aws_route" "out" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main.id
}`;

  test.each([
    { why: "through a NAT gateway in a public subnet", text: tables(viaNat(), nat()), by: "NAT gateway" },
    { why: "by a route of its own", text: tables("", nat() + ofItsOwn), by: "NAT gateway" },
    { why: "two halves make a whole", text: tables(`${viaNat("0.0.0.0/1")}\n${viaNat("128.0.0.0/1")}`, nat()), by: "NAT gateway" },
    { why: "a half does not", text: tables(viaNat("0.0.0.0/1"), nat()), by: "nothing" },
    { why: "a NAT gateway in a private subnet leads nowhere", text: tables(viaNat(), nat("private")), by: "nothing" },
    { why: "nor does one for private addresses", text: tables(viaNat(), nat("public", 'connectivity_type = "private"')), by: "nothing" },
    { why: "a table without a route", text: tables(""), by: "nothing" },
    {
      why: "a gateway that is not in the estate",
      text: tables('route {\n    cidr_block = "0.0.0.0/0"\n    transit_gateway_id = "tgw-1"\n  }'),
      by: "elsewhere",
    },
  ])("$why", ({ text, by }) => {
    const ways = subnetWays(estateOf(network + text)).map(({ address, leavesBy, givesAddresses, zone }) => [
      address,
      leavesBy,
      givesAddresses,
      zone,
    ]);
    expect(ways).toEqual([
      ["aws_subnet.public", "internet gateway", true, "eu-central-1a"],
      ["aws_subnet.private", by, false, "eu-central-1a"],
    ]);
  });
});

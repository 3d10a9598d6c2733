import { describe, expect, test } from "vitest";
import { applyPlan } from "../apply/apply.ts";
import { planConfiguration } from "../plan/plan.ts";
import { emptyState } from "../state/model.ts";
import { plannedEstate } from "./estate.ts";
import { exposures } from "./exposure.ts";

const network = `
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_subnet" "public" {
  for_each                = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id                  = aws_vpc.main.id
  cidr_block              = each.value
  map_public_ip_on_launch = true
}
resource "aws_route_table_association" "public" {
  for_each       = aws_subnet.public
  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}
resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.9.0/24"
}
`;

const server = (group: string, subnet = 'aws_subnet.public["a"].id') => `
${network}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  ${group}
}
resource "aws_instance" "web" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = ${subnet}
  vpc_security_group_ids = [aws_security_group.web.id]
}
`;

const ingress = (cidr: string, from = 22, to = 22, protocol = "tcp") =>
  `ingress {\n    protocol = "${protocol}"\n    from_port = ${from}\n    to_port = ${to}\n    cidr_blocks = ["${cidr}"]\n  }\n`;

function estateOf(text: string) {
  const planned = planConfiguration({ files: [{ path: "main.tf", text }] });
  expect(planned.plan.diagnostics).toEqual([]);
  return plannedEstate(planned.plan, applyPlan(planned, emptyState).state);
}

const ssh = { port: 22, protocol: "tcp" } as const;
const asked = (text: string, from = "0.0.0.0/0", knock: { port: number; protocol: "tcp" | "udp" } = ssh) =>
  exposures(estateOf(text), from, knock);

describe("a server in a public subnet", () => {
  test("can be reached by everyone through the rule that says so", () => {
    expect(asked(server(ingress("0.0.0.0/0")))).toMatchObject([
      {
        address: "aws_instance.web",
        everyone: true,
        certain: true,
        ways: [{ rule: "aws_security_group.web", cidr: "0.0.0.0/0" }],
        through: ['aws_subnet.public["a"]', "aws_route_table.public"],
      },
    ]);
  });

  test.each([
    { why: "the port lies in a range", group: ingress("0.0.0.0/0", 0, 1024), everyone: [true] },
    { why: "all protocols", group: ingress("0.0.0.0/0", 0, 0, "-1"), everyone: [true] },
    { why: "two halves make a whole", group: ingress("0.0.0.0/1") + ingress("128.0.0.0/1"), everyone: [true] },
    { why: "one half is some", group: ingress("128.0.0.0/1"), everyone: [false] },
    { why: "an office is some", group: ingress("8.8.4.0/24"), everyone: [false] },
    { why: "a private range is nobody on the internet", group: ingress("10.0.0.0/8"), everyone: [] },
    { why: "another port", group: ingress("0.0.0.0/0", 443, 443), everyone: [] },
    { why: "another protocol", group: ingress("0.0.0.0/0", 22, 22, "udp"), everyone: [] },
    { why: "no rule at all", group: "", everyone: [] },
  ])("$why", ({ group, everyone }) => expect(asked(server(group)).map((each) => each.everyone)).toEqual(everyone));

  test("rules of their own count", () => {
    const rules = `
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}`;
    expect(asked(server("") + rules)).toMatchObject([
      { everyone: true, ways: [{ rule: "aws_vpc_security_group_ingress_rule.ssh", path: ["cidr_ipv4"] }] },
    ]);
  });

  test("from inside, the way over the internet does not matter", () => {
    expect(asked(server(ingress("10.0.0.0/8"), "aws_subnet.private.id"), "10.0.0.0/16")).toMatchObject([{ everyone: true, through: [] }]);
  });
});

describe("what keeps the internet out", () => {
  test("a subnet without a route to it", () => expect(asked(server(ingress("0.0.0.0/0"), "aws_subnet.private.id"))).toEqual([]));

  test("a network ACL: the rule with the lowest number decides", () => {
    const acl = (deny: number) => `
resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.public["a"].id]
  ingress {
    rule_no = ${deny}
    action = "deny"
    protocol = "tcp"
    from_port = 22
    to_port = 22
    cidr_block = "0.0.0.0/0"
  }
  ingress {
    rule_no = 100
    action = "allow"
    protocol = "-1"
    from_port = 0
    to_port = 0
    cidr_block = "0.0.0.0/0"
  }
}`;
    expect(asked(server(ingress("0.0.0.0/0")) + acl(90))).toEqual([]);
    expect(asked(server(ingress("0.0.0.0/0")) + acl(110))).toMatchObject([{ everyone: true }]);
  });
});

test("a database that is publicly accessible, and one that is not", () => {
  const database = (open: boolean) => `
${network}
resource "aws_security_group" "data" {
  vpc_id = aws_vpc.main.id
  ${ingress("0.0.0.0/0", 5432, 5432)}
}
resource "aws_db_subnet_group" "data" {
  name       = "data"
  subnet_ids = [for subnet in aws_subnet.public : subnet.id]
}
resource "aws_db_instance" "data" {
  instance_class         = "db.t3.micro"
  db_subnet_group_name   = aws_db_subnet_group.data.name
  vpc_security_group_ids = [aws_security_group.data.id]
  publicly_accessible    = ${open}
}`;
  const postgres = { port: 5432, protocol: "tcp" } as const;
  expect(asked(database(true), "0.0.0.0/0", postgres)).toMatchObject([{ address: "aws_db_instance.data", everyone: true, certain: true }]);
  expect(asked(database(false), "0.0.0.0/0", postgres)).toEqual([]);
});

test("what is not in the estate leaves the answer open", () => {
  const answer = asked(server(ingress("0.0.0.0/0"), '"subnet-0123"'));
  expect(answer).toMatchObject([{ address: "aws_instance.web", certain: false }]);
});

import { expect, test } from "vitest";
import { mutateTerraform } from "./terraform.ts";

const text = `variable "cidr" {
  type    = string
  default = "10.0.0.0/8"
}

resource "aws_security_group" "web" {
  name = "web"
  ingress {
    from_port   = 443
    cidr_blocks = [var.cidr, "10.1.0.0/16"]
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_security_group" "db" {
  name = aws_security_group.web.name
}

moved {
  from = aws_security_group.old
  to   = aws_security_group.web
}
`;

const mutants = new Map(
  mutateTerraform({ path: "infra/main.tf", text }, { repository: [{ path: "infra/main.tf", text }] }).map(({ name, file }) => [
    name,
    file.text,
  ]),
);

test.each([
  { name: "open to everyone resource.aws_security_group.web.ingress[0].cidr_blocks[1]", holds: '[var.cidr, "0.0.0.0/0"]' },
  { name: "hard-code resource.aws_security_group.web.ingress[0].cidr_blocks[0]", holds: '["10.0.0.0/8", "10.1.0.0/16"]' },
  { name: "drop resource.aws_security_group.web.ingress[0].cidr_blocks[0]", holds: 'cidr_blocks = ["10.1.0.0/16"]' },
  { name: "turn off resource.aws_security_group.web.lifecycle[0].prevent_destroy", holds: "prevent_destroy = false" },
  { name: "one more in resource.aws_security_group.web.ingress[0].from_port", holds: "from_port   = 444" },
  { name: "db instead of web in resource.aws_security_group.db.name", holds: "name = aws_security_group.db.name" },
])("$name", ({ name, holds }) => expect(mutants.get(`infra/main.tf: ${name}`)).toContain(holds));

test("a renamed resource keeps its moved block", () => {
  const renamed = mutants.get("infra/main.tf: rename resource.aws_security_group.web without a moved block") ?? "";
  expect(renamed).toContain('resource "aws_security_group" "web_renamed"');
  expect(renamed).toContain("name = aws_security_group.web_renamed.name");
  expect(renamed).toContain("to   = aws_security_group.web\n");
});

test("what changes no plan is left alone", () => {
  expect([...mutants.keys()].filter((name) => name.includes("variable.cidr.type"))).toEqual([]);
});

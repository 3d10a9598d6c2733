import { Budget, evaluate, jsonExpression, parseHcl, parseHclJson, readTypeConstraint, references, terraformFunctions } from "#engines/hcl";
import type { FuzzTarget } from "./target.ts";

const native = `
locals {
  ports = { web = 8080, "api-v2" = [1, 2.5e3, null] }
  names = [for i, n in toset(["b", "a"]) : upper("\${i}-\${n}") if n != "c"]
  group = { for k, v in { a = 1, b = 1 } : v => k... }
  text  = <<-EOT
    %{ for x in range(3) ~}
    - \${format("%05.2f|%q", x / 3, "é")} $\${x}
    %{ endfor ~}
  EOT
  pick  = try([{ a = 1 }].*.a[0], coalesce("", "z")) == 1 ? cidrsubnet("10.0.0.0/8", 8, 3) : "none"
  odd   = jsondecode(jsonencode({ a = yamldecode("- 1\\n- {b: yes}") })).a[1].b
  match = regexall("(?P<k>[a-z]+)=(\\\\d+)?", "a=1,b=")
  date  = formatdate("EEE, DD MMM YYYY hh:mm ZZZ", timeadd("2024-02-29T12:00:00Z", "36h"))
  sets  = setproduct(setunion([1], ["a"]), flatten([[1], [[2]]]))
}
variable "x" {
  type = map(object({ a = optional(string, "x"), b = list(tuple([number, bool])) }))
}
block "one" two { a = -1 % 3 * (2 + 4) >= !true || "a" < 1 }
`;

const json = `{"locals": [{"a": "\${1 + 1} %{ if true }x%{ endif }", "b": {"c": [1, 2e3, null, "\\u00e9"]}}], "//": "note"}`;

export const target: FuzzTarget = { name: "hcl", seeds: [native, json], run };

function run(text: string): void {
  const budget = new Budget();
  const evaluation = { scope: { variables: new Map() }, functions: terraformFunctions, host: { budget }, budget };
  const written = parseHclJson({ path: "a.tf.json", text }).model.json ?? [];
  const expressions = written.map((node) => jsonExpression(node, []));
  for (const { body } of parseHcl({ path: "a.tf", text }).model.blocks)
    for (const { value } of body.attributes.values()) expressions.push(value);
  for (const expression of expressions) {
    references(expression);
    readTypeConstraint(expression);
    evaluate(expression, evaluation);
  }
}

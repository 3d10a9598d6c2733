import { expect, test } from "vitest";
import { loadConfiguration } from "./index.ts";

/** Diagnostics of a root module of one file, as `line:column summary`; warnings in brackets. */
function told(text: string, path = "main.tf"): string[] {
  return loadConfiguration({ files: [{ path, text }] }).diagnostics.map(({ severity, summary, span }) => {
    const place = span ? `${span.start.line}:${span.start.column} ` : "";
    return severity === "warning" ? `[${place}${summary}]` : `${place}${summary}`;
  });
}

const block = (header: string, ...lines: readonly string[]): string => [`${header} {`, ...lines, "}"].join("\n");
const managed = (...lines: readonly string[]): string => block('resource "aws_vpc" "x"', ...lines);
const lifecycle = (...lines: readonly string[]): string => managed("lifecycle {", ...lines, "}");

test.each([
  {
    why: "names begin with a letter",
    text: 'variable "1a" {}',
    says: ["1:10 Invalid variable name"],
  },
  { why: "words of module blocks are no variables", text: 'variable "count" {}', says: ["1:10 Invalid variable name"] },
  { why: "types have no quotes", text: block('variable "a"', 'type = "string"'), says: ["2:8 Invalid quoted type constraints"] },
  { why: "a hint of 0.11 is no type", text: block('variable "a"', 'type = "number"'), says: ["2:8 Invalid legacy variable type hint"] },
  { why: "a type nobody knows", text: block('variable "a"', "type = strin"), says: ["2:8 Invalid type specification"] },
  {
    why: "a default of another type",
    text: block('variable "a"', "type = number", 'default = "x"'),
    says: ["3:11 Invalid default value for variable"],
  },
  {
    why: "null where it may not be",
    text: block('variable "a"', "nullable = false", "default = null"),
    says: ["3:11 Invalid default value for variable"],
  },
  { why: "a default is constant", text: block('variable "a"', "default = upper(var.b)"), says: ["2:11 Function calls not allowed"] },
  {
    why: "flags are true or false",
    text: block('variable "a"', 'sensitive = "maybe"', "default = 1"),
    says: ["2:14 Unsuitable value type"],
  },
  {
    why: "a validation is about its variable",
    text: block('variable "a"', "default = 1", "validation {", "condition = var.b > 1", 'error_message = "x"', "}"),
    says: ["4:13 Invalid variable validation condition"],
  },
  {
    why: "a constant condition decides nothing",
    text: block('variable "a"', "default = 1", "validation {", "condition = true", 'error_message = "x"', "}"),
    says: ["4:13 Invalid validation expression", "4:13 Invalid variable validation condition"],
  },
  { why: "an output needs a value", text: 'output "a" {}', says: ["1:12 Missing required argument"] },
  {
    why: "outputs have no postconditions",
    text: block('output "a"', "value = 1", "postcondition {}"),
    says: ["3:1 Postconditions are not allowed"],
  },
  { why: "locals hold arguments only", text: block("locals", "a {}"), says: ['2:1 Unexpected "a" block'] },
  { why: "one value, one name", text: block("locals", "a = 1", "}", "locals {", "a = 2"), says: ["5:1 Duplicate local value definition"] },
  {
    why: "either count or for_each",
    text: managed("count = 1", "for_each = {}"),
    says: ['3:1 Invalid combination of "count" and "for_each"'],
  },
  { why: "provider names a configuration", text: managed("provider = aws.a.b"), says: ["2:12 Invalid provider configuration reference"] },
  {
    why: "quotes around references are old",
    text: managed('depends_on = ["aws_vpc.y"]'),
    says: ["[2:15 Quoted references are deprecated]"],
  },
  { why: "depends_on is a list", text: managed("depends_on = aws_vpc.y"), says: ["2:14 Invalid expression"] },
  { why: "only references are depended on", text: managed('depends_on = [upper("x")]'), says: ["2:15 Invalid expression"] },
  { why: "one lifecycle", text: managed("lifecycle {}", "lifecycle {}"), says: ["3:1 Duplicate lifecycle block"] },
  { why: "reserved words", text: managed("locals {}"), says: ["2:1 Reserved block type name in resource block"] },
  {
    why: "prevent_destroy is constant",
    text: lifecycle("prevent_destroy = var.x"),
    says: ["3:19 Variables not allowed", "3:19 Unsuitable value type"],
  },
  { why: "a star is written all", text: lifecycle('ignore_changes = ["*"]'), says: ["3:18 Invalid ignore_changes wildcard"] },
  {
    why: "triggers are resources",
    text: lifecycle("replace_triggered_by = [each.value]"),
    says: ["3:25 Invalid each reference in replace_triggered_by expression", "3:25 Invalid replace_triggered_by expression"],
  },
  {
    why: "a condition does not name its own resource",
    text: lifecycle("precondition {", "condition = aws_vpc.x.id == 1", 'error_message = "x"', "}"),
    says: ["4:13 Invalid reference in precondition"],
  },
  {
    why: "a condition is looked at though its message is missing",
    text: lifecycle("precondition {", "condition = aws_vpc.x.id == 1", "}"),
    says: ["3:14 Missing required argument", "4:13 Invalid reference in precondition"],
  },
  {
    why: "after a template in a label, a missing brace is not told as well",
    text: 'resource "aws_vpc" "x-%{1}" {\n',
    says: ["1:23 Invalid string literal", "1:20 Invalid resource name"],
  },
  {
    why: "a call that is not closed is marked from its name",
    text: "locals {\na = upper(1\n",
    says: ["2:5 Unterminated function call"],
  },
  {
    why: "data sources have conditions only",
    text: block('data "aws_vpc" "x"', "lifecycle {", "prevent_destroy = true", "}"),
    says: ["3:1 Invalid data resource lifecycle argument"],
  },
  {
    why: "what destroys may not look around",
    text: managed('provisioner "local-exec" {', "when = destroy", "command = var.x", "}"),
    says: ["4:11 Invalid reference from destroy provisioner"],
  },
  { why: "old provisioners are gone", text: managed('provisioner "chef" {}'), says: ['2:13 The "chef" provisioner has been removed'] },
  { why: "a check checks", text: 'check "a" {}', says: ["1:1 Zero assert blocks"] },
  {
    why: "modules do not become resources",
    text: block("moved", "from = module.a", "to = aws_vpc.b"),
    says: ['1:1 Invalid "moved" addresses'],
  },
  { why: "variables do not move", text: block("moved", "from = var.a", "to = aws_vpc.b"), says: ["2:8 Invalid address"] },
  { why: "all instances are removed", text: block("removed", "from = aws_vpc.a[0]"), says: ["2:17 Resource instance keys not allowed"] },
  { why: "data sources are not removed", text: block("removed", "from = data.aws_vpc.a"), says: ["2:8 Data source address not allowed"] },
  {
    why: "an import goes to a resource",
    text: block("import", "to = module.a", 'id = "x"'),
    says: ["2:6 Invalid address", "2:1 Invalid import address"],
  },
  { why: "required_providers stands in terraform", text: "required_providers {}", says: ["1:1 Invalid required_providers block"] },
  { why: "another version", text: block("terraform", 'required_version = "~> 1.10.0"'), says: ["2:1 Unsupported Terraform Core version"] },
  { why: "no version", text: block("terraform", 'required_version = "new"'), says: ["2:20 Invalid version constraint"] },
  { why: "one backend", text: block("terraform", 'backend "s3" {}', 'backend "s3" {}'), says: ["3:1 Duplicate backend configuration"] },
  {
    why: "state is kept in one place",
    text: block("terraform", 'backend "s3" {}', "cloud {}"),
    says: ["2:1 Both a backend and cloud configuration are present"],
  },
  { why: "a backend nobody knows", text: block("terraform", 'backend "drawer" {}'), says: ["2:9 Invalid backend type"] },
  {
    why: "sources have two parts",
    text: block("terraform", "required_providers {", 'a = { source = "a/b/c/d" }', "}"),
    says: ["3:16 Invalid provider source string"],
  },
  {
    why: "the program's name is not the provider's",
    text: block("terraform", "required_providers {", 'a = { source = "b/terraform-provider-a" }', "}"),
    says: ["3:16 Invalid provider type"],
  },
  { why: "providers are named in lower case", text: 'provider "AWS" {}', says: ["1:1 Invalid provider local name"] },
  {
    why: "providers have no source argument",
    text: block('provider "aws"', 'source = "x"'),
    says: ["2:1 Reserved argument name in provider block"],
  },
  { why: "blocks nobody knows", text: 'reource "a" "b" {}', says: ["1:1 Unsupported block type"] },
  {
    why: "what a syntax error leaves is read all the same",
    text: 'variable "a" {\n  default = \n}\nvariable "b" {\n  foo = 1\n}',
    says: ["2:13 Invalid expression", "5:3 Unsupported argument"],
  },
  { why: "a resource outside of any provider", text: 'resource "_x" "a" {}', says: ["1:1 Invalid provider local name"] },
  { why: "a provisioner nobody has", text: managed('provisioner "nope" {}'), says: ["Missing required provisioner plugin"] },
])("$why", ({ text, says }) => expect(told(text)).toEqual(says));

test.each([
  {
    why: "a reference is a text",
    text: { resource: { aws_vpc: { x: { depends_on: ["aws_vpc.y"], lifecycle: { ignore_changes: "all" } } } } },
    says: [],
  },
  { why: "templates are not evaluated where nothing can be", text: { variable: { a: { default: "%{ if x }y%{ endif }" } } }, says: [] },
  {
    why: "types are texts",
    text: { variable: { a: { type: "list(object({ a = string }))", default: "x" } } },
    says: ["1:67 Invalid default value for variable"],
  },
  { why: "blocks are told by their braces", text: { provider: { aws: [{}, {}] } }, says: ["1:20 Duplicate provider configuration"] },
  { why: "properties nobody knows", text: { variables: {} }, says: ["1:2 Extraneous JSON object property"] },
])("in JSON, $why", ({ text, says }) => expect(told(JSON.stringify(text), "main.tf.json")).toEqual(says));

test("what a block says is read", () => {
  const text = [
    block('variable "n"', "type = number", "default = 5", "sensitive = true"),
    block(
      'resource "aws_vpc" "x"',
      'cidr_block = "10.0.0.0/16"',
      "count = var.n",
      "provider = aws.east",
      "lifecycle {",
      "ignore_changes = [tags]",
      "}",
    ),
    block('check "c"', 'data "aws_vpc" "y" {', "}", "assert {", "condition = data.aws_vpc.y.id != null", 'error_message = "x"', "}"),
    block("moved", "from = module.a[0].aws_vpc.b", 'to = aws_vpc.c["d"]'),
  ].join("\n");
  const { configuration, diagnostics } = loadConfiguration({ files: [{ path: "main.tf", text }] });
  expect(diagnostics).toEqual([]);
  const root = configuration?.root;
  expect(root?.variables.get("n")).toMatchObject({ sensitive: true, nullable: true, fallback: { kind: "number" }, parsing: "literal" });
  const resource = root?.resources.get("aws_vpc.x");
  expect(resource).toMatchObject({ providerName: "aws", providerSource: "hashicorp/aws", provider: { alias: "east" } });
  expect([...(resource?.body.attributes.keys() ?? [])]).toEqual(["cidr_block"]);
  expect(resource?.lifecycle.ignoreChanges).toHaveLength(1);
  expect(root?.resources.get("data.aws_vpc.y")?.check).toBe("c");
  expect(root?.moved[0]).toMatchObject({
    from: { modules: [{ name: "a", key: 0 }], resource: { type: "aws_vpc", name: "b" } },
    to: { modules: [], resource: { type: "aws_vpc", name: "c", key: "d" } },
  });
});

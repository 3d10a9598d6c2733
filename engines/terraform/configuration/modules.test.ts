import { expect, test } from "vitest";
import { bodyContent } from "#engines/hcl";
import { loadConfiguration, provisionerFaults, removedFaults } from "./index.ts";

/** Diagnostics as `file:line:column summary`, sorted; warnings in brackets. */
function told(files: Readonly<Record<string, string>>, knowsProvider?: (source: string) => boolean): string[] {
  const { diagnostics } = loadConfiguration({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    ...(knowsProvider ? { knowsProvider } : {}),
  });
  return diagnostics
    .map(({ severity, summary, span }) => {
      const place = span ? `${span.file}:${span.start.line}:${span.start.column} ` : "";
      return severity === "warning" ? `[${place}${summary}]` : `${place}${summary}`;
    })
    .sort();
}

const call = (...lines: readonly string[]): string => ['module "m" {', 'source = "./m"', ...lines, "}"].join("\n");
const needsAlias = 'terraform {\nrequired_providers {\naws = { source = "hashicorp/aws", configuration_aliases = [aws.a] }\n}\n}';
const east = 'provider "aws" {\nalias = "east"\nregion = "us-east-1"\n}';

type Row = { readonly why: string; readonly files: Readonly<Record<string, string>>; readonly says: readonly string[] };

test.each<Row>([
  {
    why: "a folder that is not there is missed twice",
    files: { "main.tf": call() },
    says: ["Unreadable module directory", "Unreadable module directory"],
  },
  {
    why: "what is called has a name",
    files: { "main.tf": call().replace('"m" {', '"1m" {') },
    says: ["main.tf:1:8 Invalid module instance name"],
  },
  {
    why: "of the syntax of a root that calls modules nothing is told before all else is right",
    files: { "main.tf": 'module "m" {\nsource = "./m"\n' },
    says: ["Unreadable module directory", "Unreadable module directory"],
  },
  {
    why: "and then it is",
    files: { "main.tf": 'module "m" {\nsource = "./m"\n', "m/main.tf": "" },
    says: ["main.tf:1:12 Unclosed configuration block"],
  },
  {
    why: "faults of all modules are told together",
    files: { "main.tf": `${call()}\nfoo = 1`, "m/main.tf": "bar = 1" },
    says: ["m/main.tf:1:1 Unsupported argument", "main.tf:4:1 Unsupported argument"],
  },
  {
    why: "a folder called twice is read once",
    files: { "main.tf": `${call()}\nmodule "n" {\nsource = "./m"\n}`, "m/main.tf": "bar = 1" },
    says: ["m/main.tf:1:1 Unsupported argument"],
  },
  {
    why: "another version silences the rest of its module",
    files: { "main.tf": call(), "m/main.tf": 'terraform {\nrequired_version = "< 1"\n}\nbar = 1' },
    says: ["m/main.tf:2:1 Unsupported Terraform Core version"],
  },
  {
    why: "a module calls itself",
    files: { "main.tf": call(), "m/main.tf": 'module "m" {\nsource = "../m"\n}' },
    says: ["m/main.tf:2:10 Module calls do not end"],
  },
  {
    why: "there is no registry",
    files: { "main.tf": 'module "a" {\nsource = "a/b/c"\n}' },
    says: ["main.tf:1:1 Error accessing remote module registry"],
  },
  {
    why: "there is no network",
    files: { "main.tf": 'module "a" {\nsource = "git::https://example.com/a.git"\n}' },
    says: ["main.tf:1:1 Failed to download module"],
  },
  {
    why: "a folder begins with a dot",
    files: { "main.tf": 'module "a" {\nsource = "modules/a"\n}' },
    says: ["main.tf:2:10 Invalid module source address"],
  },
  {
    why: "folders have no versions",
    files: { "main.tf": call('version = "1.0.0"'), "m/main.tf": "" },
    says: ["main.tf:2:10 Invalid registry module source address"],
  },
  {
    why: "a configuration has to be passed",
    files: { "main.tf": call(), "m/main.tf": needsAlias },
    says: ["main.tf:1:1 Missing required provider configuration"],
  },
  {
    why: "a configuration that is passed",
    files: { "main.tf": `${east}\n${call("providers = { aws.a = aws.east }")}`, "m/main.tf": needsAlias },
    says: [],
  },
  {
    why: "a provider nobody declares",
    files: { "main.tf": call("providers = { random = random }"), "m/main.tf": "" },
    says: ["[main.tf:3:15 Reference to undefined provider]", "[main.tf:3:24 Reference to undefined provider]"],
  },
  {
    why: "providers of different types",
    files: { "main.tf": `${east}\n${call("providers = { random = aws.east }")}`, "m/main.tf": "" },
    says: ["[main.tf:7:15 Reference to undefined provider]", "main.tf:7:24 Provider type mismatch"],
  },
  {
    why: "instances cannot configure providers",
    files: { "main.tf": call("count = 2"), "m/main.tf": 'provider "aws" {\nregion = "us-east-1"\n}' },
    says: ["main.tf:3:9 Module is incompatible with count, for_each, and depends_on"],
  },
  {
    why: "an empty provider block in a module",
    files: { "main.tf": call(), "m/main.tf": 'provider "aws" {}' },
    says: ["[m/main.tf:1:1 Redundant empty provider block]"],
  },
  { why: "nobody passes anything to the root", files: { "main.tf": needsAlias }, says: ["Undefined provider configuration"] },
  {
    why: "state and imports are the root's",
    files: { "main.tf": call(), "m/main.tf": 'terraform {\nbackend "s3" {}\n}\nimport {\nto = aws_vpc.a\nid = "x"\n}' },
    says: ["[m/main.tf:2:1 Backend configuration ignored]", "m/main.tf:4:1 Invalid import configuration"],
  },
  {
    why: "one object an address",
    files: { "main.tf": 'import {\nto = aws_vpc.a\nid = "x"\n}', "more.tf": 'import {\nto = aws_vpc.a\nid = "y"\n}' },
    says: ['more.tf:2:6 Duplicate import configuration for "aws_vpc.a"'],
  },
  { why: "there is nothing", files: { "m/main.tf": "" }, says: ["No configuration files"] },
  { why: "files that are none", files: { "main.tf": "", ".main.tf": "foo = 1", "main.tf~": "foo = 1", "more.txt": "foo = 1" }, says: [] },
  {
    why: "nothing to override",
    files: { "main.tf": "", "override.tf": 'variable "a" {}' },
    says: ["override.tf:1:1 Missing base variable declaration to override"],
  },
  {
    why: "dependencies stay",
    files: { "main.tf": 'resource "aws_vpc" "x" {}', "a_override.tf": 'resource "aws_vpc" "x" {\ndepends_on = [aws_vpc.y]\n}' },
    says: ["a_override.tf:2:15 Unsupported override"],
  },
  {
    why: "a type that the default is not of",
    files: { "main.tf": 'variable "a" {\ndefault = "x"\n}', "override.tf": 'variable "a" {\ntype = number\n}' },
    says: ["override.tf:1:1 Invalid default value for variable"],
  },
  {
    why: "moves are not overridden",
    files: { "main.tf": "", "override.tf": "moved {\nfrom = aws_vpc.a\nto = aws_vpc.b\n}" },
    says: ["override.tf:1:1 Cannot override 'moved' blocks"],
  },
])("$why", ({ files, says }) => expect(told(files)).toEqual(says));

test("a provider that nobody has", () => {
  const files = { "main.tf": 'resource "acme_rocket" "r" {}\nresource "aws_vpc" "v" {}' };
  expect(told(files, (source) => source === "hashicorp/aws")).toEqual(["Failed to query available provider packages"]);
});

test("an override replaces arguments, and blocks of a type together", () => {
  const base = 'resource "aws_instance" "x" {\nami = "a"\ninstance_type = "b"\nebs_block_device {}\nebs_block_device {}\n}';
  const over = 'resource "aws_instance" "x" {\nami = "c"\nebs_block_device {}\nlifecycle {\nprevent_destroy = true\n}\n}';
  const { configuration } = loadConfiguration({
    files: [
      { path: "main.tf", text: base },
      { path: "override.tf", text: over },
    ],
  });
  const resource = configuration?.root.resources.get("aws_instance.x");
  expect([...(resource?.body.attributes.keys() ?? [])]).toEqual(["ami", "instance_type"]);
  expect(resource?.body.attributes.get("ami")?.span.file).toBe("override.tf");
  expect(resource?.body.blocks).toHaveLength(1);
  expect(resource?.lifecycle.preventDestroy).toBe(true);
});

test("an override in the other syntax is laid over the block all the same", () => {
  const { configuration } = loadConfiguration({
    files: [
      { path: "main.tf", text: 'resource "aws_instance" "x" {\nami = "a"\nebs_block_device {}\nebs_block_device {}\n}' },
      { path: "override.tf.json", text: '{"resource": {"aws_instance": {"x": {"ami": "b", "ebs_block_device": {}}}}}' },
    ],
  });
  const body = configuration?.root.resources.get("aws_instance.x")?.body;
  const content =
    body && bodyContent(body, { attributes: [{ name: "ami", required: true }], blocks: [{ type: "ebs_block_device", labels: [] }] });
  expect(content?.diagnostics).toEqual([]);
  expect(content?.attributes.get("ami")?.span.file).toBe("override.tf.json");
  expect(content?.blocks.map(({ header }) => header.file)).toEqual(["override.tf.json"]);
});

test.each<Row>([
  {
    why: "an argument that the module does not know",
    files: { "main.tf": call("y = 1"), "m/main.tf": "" },
    says: ["main.tf:3:1 Unsupported argument"],
  },
  {
    why: "an argument that it needs",
    files: { "main.tf": call(), "m/main.tf": 'variable "x" {}' },
    says: ["main.tf:1:12 Missing required argument"],
  },
  { why: "an argument that has a default", files: { "main.tf": call(), "m/main.tf": 'variable "x" {\ndefault = null\n}' }, says: [] },
])("calls: $why", ({ files, says }) => expect(told(files)).toEqual(says));

test("what is removed is not declared any more", () => {
  const removed = "removed {\nfrom = aws_vpc.x\n}\nremoved {\nfrom = module.m\n}\n";
  const { configuration } = loadConfiguration({
    files: [
      { path: "main.tf", text: `${removed}resource "aws_vpc" "x" {}\n${call()}` },
      { path: "m/main.tf", text: "" },
    ],
  });
  const faults = configuration ? removedFaults(configuration) : [];
  expect(faults.map(({ summary, span }) => [summary, span?.start.line])).toEqual([
    ["Removed resource still exists", 7],
    ["Removed module still exists", 8],
  ]);
});

test.each([
  { why: "a command is needed", text: 'provisioner "local-exec" {}', says: ["Missing required argument"] },
  { why: "arguments nobody knows", text: 'provisioner "local-exec" {\ncommand = "x"\nshell = "y"\n}', says: ["Unsupported argument"] },
  { why: "a file has one origin", text: 'provisioner "file" {\ndestination = "x"\n}', says: ["Must provide one of 'source' or 'content'"] },
  { why: "one that is right", text: 'provisioner "local-exec" {\ncommand = "x"\nwhen = destroy\n}', says: [] },
])("provisioners: $why", ({ text, says }) => {
  const { configuration } = loadConfiguration({ files: [{ path: "main.tf", text: `resource "aws_vpc" "x" {\n${text}\n}` }] });
  const resource = configuration?.root.resources.get("aws_vpc.x");
  expect(resource && provisionerFaults(resource).map(({ summary }) => summary)).toEqual(says);
});

test("modules have their paths and directories", () => {
  const { configuration } = loadConfiguration({
    files: [
      { path: "main.tf", text: call("name = 1") },
      { path: "m/main.tf", text: 'variable "name" {}\nmodule "n" {\nsource = "../n"\n}' },
      { path: "n/main.tf", text: "" },
    ],
  });
  const m = configuration?.root.children.get("m");
  const n = m?.children.get("n");
  expect([m?.path, m?.directory, n?.path, n?.directory]).toEqual([["m"], "m", ["m", "n"], "n"]);
  expect([...(configuration?.root.calls.get("m")?.arguments.keys() ?? [])]).toEqual(["name"]);
});

test.each([
  { why: "brackets", text: "[".repeat(100_000), at: "1:152" },
  { why: "objects", text: '{"locals": '.repeat(50_000), at: "1:1652" },
])("deep $why end in one diagnostic", ({ text, at }) => {
  expect(told({ "main.tf.json": text })).toEqual([`main.tf.json:${at} The nesting is too deep`]);
});

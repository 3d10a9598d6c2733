import { describe, expect, test } from "vitest";
import { planConfiguration } from "../plan/plan.ts";
import type { ProvidedModule } from "./index.ts";

const filesOf = (texts: Readonly<Record<string, string>>) => Object.entries(texts).map(([path, text]) => ({ path, text }));

const module = (source: string, version: string, texts: Readonly<Record<string, string>>): ProvidedModule => ({
  ...{ source, version, files: filesOf(texts) },
});

const box = (version: string, more: Readonly<Record<string, string>> = {}) =>
  module("larder/box/null", version, {
    "main.tf": `variable "name" {}\nresource "terraform_data" "box" {\n  input = "\${var.name} ${version}"\n}\n`,
    "modules/lid/main.tf": `resource "terraform_data" "lid" {\n  input = file("\${path.module}/lid.txt")\n}\n`,
    "modules/lid/lid.txt": "a lid",
    ...more,
  });

const all = [
  box("1.0.0"),
  box("1.2.0"),
  box("1.10.0"),
  box("2.0.0-beta1"),
  module("registry.larder.example/larder/box/null", "3.0.0", { "main.tf": "" }),
];

const call = (...lines: readonly string[]) => `module "m" {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const from = (source: string, version?: string) => [`source = "${source}"`, ...(version === undefined ? [] : [`version = "${version}"`])];
const name = 'name = "a"';

function plan(text: string, modules = all, more: Readonly<Record<string, string>> = {}) {
  const { plan: made } = planConfiguration({ files: filesOf({ "main.tf": text, ...more }), modules });
  const changes = made.changes.map(({ address, after }) => {
    const input = after.kind === "mapping" ? after.entries.get("input") : undefined;
    return `${address} ${input?.kind === "string" ? input.value : ""}`;
  });
  const told = made.diagnostics.map(
    ({ summary, span }) => `${span ? `${span.file}:${span.start.line}:${span.start.column} ` : ""}${summary}`,
  );
  return { changes, told };
}

// https://developer.hashicorp.com/terraform/language/expressions/version-constraints
describe("the newest version that fits is taken", () => {
  test.each([
    { version: undefined, is: "1.10.0" },
    { version: "1.2.0", is: "1.2.0" },
    { version: "~> 1.0", is: "1.10.0" },
    { version: "~> 1.2.0", is: "1.2.0" },
    { version: "> 1.0.0, < 1.10", is: "1.2.0" },
    { version: "!= 1.10.0", is: "1.2.0" },
    { version: ">= 1.0", is: "1.10.0" },
    { version: "2.0.0-beta1", is: "2.0.0-beta1" },
    { version: "= 2.0.0-beta1", is: "2.0.0-beta1" },
  ])("$version: $is", ({ version, is }) => {
    const { changes, told } = plan(call(...from("larder/box/null", version), name));
    expect(told).toEqual([]);
    expect(changes).toEqual([`module.m.terraform_data.box a ${is}`]);
  });

  test("the registry's own host may be written", () =>
    expect(plan(call(...from("registry.terraform.io/larder/box/null", "1.0.0"), name)).changes).toEqual([
      "module.m.terraform_data.box a 1.0.0",
    ]));
  test("another host is another module", () => expect(plan(call(...from("registry.larder.example/larder/box/null"))).told).toEqual([]));
});

test.each([
  {
    why: "no version fits",
    text: call(...from("larder/box/null", "~> 3.0"), name),
    says: "main.tf:1:1 Unresolvable module version constraint",
  },
  {
    why: "before a release",
    text: call(...from("larder/box/null", ">= 2.0.0-beta1"), name),
    says: "main.tf:1:1 Unresolvable module version constraint",
  },
  { why: "not provided", text: call(...from("larder/crate/null", "1.0.0")), says: "main.tf:1:1 Error accessing remote module registry" },
  { why: "from a repository", text: call(...from("github.com/larder/box")), says: "main.tf:1:1 Failed to download module" },
  { why: "a part that is not there", text: call(...from("larder/box/null//modules/hinge")), says: "Unreadable module subdirectory" },
  { why: "a missing argument", text: call(...from("larder/box/null")), says: "main.tf:1:12 Missing required argument" },
])("$why", ({ text, says }) => expect(plan(text).told).toEqual([says]));

test("only versions before a release", () =>
  expect(plan(call(...from("larder/box/null"), name), [box("1.0.0-rc1")]).told).toEqual(["main.tf:1:1 Module has no versions"]));

test("a part of it, with files of its own", () =>
  expect(plan(call(...from("larder/box/null//modules/lid", "1.2.0"))).changes).toEqual(["module.m.terraform_data.lid a lid"]));

test("a fault in it has its place where the module was laid", () => {
  const broken = box("1.3.0", { "outputs.tf": "output x {\n  value = nope.y\n}\n" });
  expect(plan(call(...from("larder/box/null", "1.3.0"), name), [...all, broken]).told).toEqual([
    ".terraform/modules/m/outputs.tf:2:11 Reference to undeclared resource",
  ]);
});

test("modules call parts of themselves and other modules", () => {
  const chest = module("larder/chest/null", "1.0.0", {
    "main.tf": `module "lid" {\n  source = "./lid"\n}\nmodule "box" {\n  source = "larder/box/null"\n  version = "1.0.0"\n  name = "inner"\n}\n`,
    "lid/main.tf": 'resource "terraform_data" "lid" {\n  input = path.module\n}\n',
  });
  const { changes, told } = plan(call(...from("larder/chest/null")) + call(...from("larder/chest/null")).replace('"m"', '"n"'), [
    ...all,
    chest,
  ]);
  expect(told).toEqual([]);
  expect(changes).toEqual([
    "module.m.module.box.terraform_data.box inner 1.0.0",
    "module.m.module.lid.terraform_data.lid .terraform/modules/m/lid",
    "module.n.module.box.terraform_data.box inner 1.0.0",
    "module.n.module.lid.terraform_data.lid .terraform/modules/n/lid",
  ]);
});

test("a module does not lead out of itself", () => {
  const climber = module("larder/climber/null", "1.0.0", { "main.tf": `module "up" {\n  source = "../../../secret"\n}\n` });
  const { told } = plan(call(...from("larder/climber/null")), [climber], { "secret/main.tf": "" });
  expect(told).toEqual([".terraform/modules/m/main.tf:2:12 Local module path escapes module package"]);
});

test("modules that call each other for ever come to an end", () => {
  const loop = module("larder/loop/null", "1.0.0", { "main.tf": `module "again" {\n  source = "larder/loop/null"\n}\n` });
  expect(plan(call(...from("larder/loop/null")), [loop]).told).toEqual([expect.stringMatching(/Module calls do not end$/)]);
});

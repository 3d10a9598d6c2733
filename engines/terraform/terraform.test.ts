import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { isError } from "#engines/source";
import { applyTerraform, normalForm, type PlanRequest, planTerraform, type VariableText } from "./index.ts";

const folder = join(import.meta.dirname, "testdata/plans");

const filesOf = (at: string): string[] =>
  readdirSync(at).flatMap((name) => (statSync(join(at, name)).isDirectory() ? filesOf(join(at, name)) : [join(at, name)]));

type Options = {
  readonly mode?: "destroy" | "refresh-only";
  readonly replace?: readonly string[];
  readonly target?: readonly string[];
  readonly variable_files?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
};

function requestOf(name: string): PlanRequest {
  const at = join(folder, name);
  const files = filesOf(at).map((path) => ({ path: relative(at, path), text: readFileSync(path, "utf8") }));
  const text = (path: string) => files.find((file) => file.path === path)?.text;
  const { variable_files = [], variables = {}, ...options }: Options = JSON.parse(text("options.json") ?? "{}");
  const given: VariableText[] = [
    ...variable_files.map((path) => ({ kind: "file", path }) as const),
    ...Object.entries(variables).map(([variable, value]) => ({ kind: "option", name: variable, text: value }) as const),
  ];
  const [state, cloud] = [text("terraform.tfstate"), text("cloud.json")];
  return {
    files: files.filter(({ path }) => !/^(want|options|cloud)\.json$|^terraform\.tfstate$/.test(path)),
    ...(state === undefined ? {} : { state }),
    ...(cloud === undefined ? {} : { cloud }),
    options: { ...options, variables: given, checkValues: false },
  };
}

/** Explanations are in our own words: they are left out, and diagnostics that differ in them alone are one. */
function normal(value: unknown): unknown {
  const plain: { diagnostics?: Record<string, unknown>[] } = JSON.parse(JSON.stringify(value));
  const bare = (plain.diagnostics ?? []).map(({ detail: _, ...rest }) => JSON.stringify(rest, Object.keys(rest).sort()));
  return { ...plain, diagnostics: [...new Set(bare)].sort() };
}

describe("what terraform answered", () => {
  test.each(readdirSync(folder))("%s", (name) => {
    const plan = planTerraform(requestOf(name));
    const want: unknown = JSON.parse(readFileSync(join(folder, name, "want.json"), "utf8"));
    expect(normal(normalForm(plan, plan.texts))).toEqual(normal(want));
  });
});

const plan = (text: string, options: PlanRequest["options"] = {}) => planTerraform({ files: [{ path: "main.tf", text }], options });

describe("apply", () => {
  const text = `
variable "size" {
  default = 2
}
resource "terraform_data" "shard" {
  count = var.size
  input = "shard-\${count.index}"
}
resource "aws_sqs_queue" "orders" {
  name = "orders-\${terraform_data.shard[0].id}"
}
output "queue" {
  value = aws_sqs_queue.orders.arn
}
`;
  const files = [{ path: "main.tf", text }];

  test("the same plan makes the same state, and the next plan is empty", () => {
    const [first, twin] = [applyTerraform({ files }), applyTerraform({ files })];
    expect([...twin.state.resources]).toEqual([...first.state.resources]);
    const second = planTerraform({ files, state: first.state });
    expect(second.changes.map(({ address, actions }) => [address, ...actions])).toEqual([
      ["terraform_data.shard[0]", "no-op"],
      ["terraform_data.shard[1]", "no-op"],
      ["aws_sqs_queue.orders", "no-op"],
    ]);
    expect(second.outputs.map(({ name, actions }) => [name, ...actions])).toEqual([["queue", "no-op"]]);
  });

  test("what is destroyed is gone, what changed from outside is seen", () => {
    const { state } = applyTerraform({ files });
    const smaller = applyTerraform({ files, state, options: { variables: [{ kind: "option", name: "size", text: "1" }] } });
    expect([...smaller.state.resources.keys()].sort()).toEqual(["aws_sqs_queue.orders", "terraform_data.shard[0]"]);
    const gone = applyTerraform({ files, state: smaller.state, options: { mode: "destroy" } });
    expect([gone.state.resources.size, gone.state.outputs.size]).toEqual([0, 0]);
  });

  test("arguments tell whose values they are made from", () => {
    const queue = plan(text).changes.find(({ type }) => type === "aws_sqs_queue");
    expect(queue?.links).toEqual([{ path: ["name"], address: "terraform_data.shard[0]", attribute: "id" }]);
  });
});

describe("hostile configurations end in a diagnostic", () => {
  test.each([
    { why: "a range of 10^9", text: "locals {\n  a = length(range(1000000000))\n}" },
    {
      why: "loops in loops in loops",
      text: `locals {\n  a = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : "x"]]]\n}`,
    },
    {
      why: "a set product that explodes",
      text: `locals {\n  s = [for i in range(100) : tostring(i)]\n  a = setproduct(local.s, local.s, local.s, local.s)\n}`,
    },
    { why: "brackets 10^5 deep", text: `locals {\n  a = ${"[".repeat(100_000)}\n}` },
    { why: "blocks 10^4 deep", text: `${"a {\n".repeat(10_000)}` },
    { why: "instances without end", text: 'resource "terraform_data" "x" {\n  count = 1000000000\n}' },
    {
      why: "instances of instances",
      text: 'resource "terraform_data" "x" {\n  for_each = toset([for i in range(100000) : tostring(i)])\n}',
    },
    {
      why: "a text that doubles",
      text: `locals {\n${Array.from({ length: 60 }, (_, i) => `  a${i} = "\${${i === 0 ? '"xxxxxxxx"' : `local.a${i - 1}`}}\${${i === 0 ? '"x"' : `local.a${i - 1}`}}"`).join("\n")}\n}`,
    },
    { why: "a pattern that backtracks", text: `locals {\n  a = regexall("(a+)+$", "${"a".repeat(60)}b")\n}`, fine: true },
  ])("$why", ({ text, fine }) => {
    const began = performance.now();
    const { diagnostics } = plan(text);
    expect(performance.now() - began).toBeLessThan(2_000);
    if (!fine) expect(diagnostics.filter(isError)).not.toEqual([]);
  });

  test.each([
    { why: "a state that is no JSON", state: "{", says: "Error loading the state" },
    { why: "a state of another version", state: '{"version": 3}', says: "Error loading the state" },
    { why: "a world that is no JSON", cloud: "[", says: "Error loading the world" },
  ])("$why", ({ says, why: _, ...request }) => {
    const { diagnostics } = planTerraform({ files: [{ path: "main.tf", text: "" }], ...request });
    expect(diagnostics.map(({ summary }) => summary)).toContain(says);
  });
});

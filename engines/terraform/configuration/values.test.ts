import { expect, test } from "vitest";
import { elementsOf } from "#engines/hcl";
import { loadConfiguration, type VariableText } from "./index.ts";

const number = 'variable "n" {\n  type = number\n}\n';

function load(files: Readonly<Record<string, string>>, variables: readonly VariableText[] = []) {
  return loadConfiguration({ files: Object.entries(files).map(([path, text]) => ({ path, text })), variables });
}

test("the last one that sets a variable counts", () => {
  const variable = 'variable "a" {\n  default = "default"\n}\n';
  const value = (files: Readonly<Record<string, string>>, variables: readonly VariableText[] = []) => {
    const given = load({ "main.tf": variable, ...files }, variables).values.get("a");
    return given?.value.kind === "string" ? given.value.value : given;
  };
  const written = { "terraform.tfvars": 'a = "tfvars"', "terraform.tfvars.json": '{"a": "json"}' };
  const automatic = { ...written, "b.auto.tfvars": 'a = "b"', "a.auto.tfvars": 'a = "a"' };
  expect(value({})).toBeUndefined();
  expect(value({ "terraform.tfvars": written["terraform.tfvars"] })).toBe("tfvars");
  expect(value(written)).toBe("json");
  expect(value(automatic)).toBe("b");
  expect(value(automatic, [{ kind: "file", path: "x.tfvars", text: 'a = "file"' }])).toBe("file");
  const option: VariableText = { kind: "option", name: "a", text: "option" };
  expect(value(automatic, [{ kind: "file", path: "x.tfvars", text: 'a = "file"' }, option])).toBe("option");
});

type Row = { readonly why: string; readonly files: Readonly<Record<string, string>>; readonly says: readonly string[] };

test.each<Row>([
  { why: "a variable without a value", files: { "main.tf": number }, says: ["main.tf:1:1 No value for required variable"] },
  { why: "a value nobody asked for", files: { "main.tf": "", "terraform.tfvars": "a = 1" }, says: ["[Value for undeclared variable]"] },
  {
    why: "many of them are counted",
    files: { "main.tf": "", "terraform.tfvars": "a = 1\nb = 1\nc = 1" },
    says: ["[Value for undeclared variable]", "[Value for undeclared variable]", "[Values for undeclared variables]"],
  },
  {
    why: "a block in a file of values",
    files: { "main.tf": "", "terraform.tfvars": 'variable "a" {}' },
    says: ["terraform.tfvars:1:1 Variable declaration in .tfvars file"],
  },
  {
    why: "a value is constant",
    files: { "main.tf": number, "terraform.tfvars": "n = var.x" },
    says: ["main.tf:1:1 No value for required variable", "terraform.tfvars:1:5 Variables not allowed"],
  },
  { why: "a syntax error", files: { "main.tf": number, "a.auto.tfvars": "n = " }, says: ["a.auto.tfvars:1:5 Missing expression"] },
])("$why", ({ files, says }) => {
  const told = load(files).diagnostics.map(({ severity, summary, span }) => {
    const place = span ? `${span.file}:${span.start.line}:${span.start.column} ` : "";
    return severity === "warning" ? `[${place}${summary}]` : `${place}${summary}`;
  });
  expect(told.sort()).toEqual(says);
});

test("an option nobody declared is an error, a file that is not there too", () => {
  const told = (variables: readonly VariableText[]) =>
    load({ "main.tf": "" }, variables).diagnostics.map(({ severity, summary }) => `${severity} ${summary}`);
  expect(told([{ kind: "option", name: "a", text: "1" }])).toEqual(["error Value for undeclared variable"]);
  expect(told([{ kind: "file", path: "none.tfvars" }])).toEqual(["error Failed to read variables file"]);
});

test("an option of a complex type is an expression, with places of its own", () => {
  const files = { "main.tf": 'variable "l" {\n  type = list(number)\n}\n' };
  const option = (text: string): VariableText => ({ kind: "option", name: "l", text });
  const value = load(files, [option("[1, 2]")]).values.get("l")?.value;
  expect(value?.kind === "sequence" && elementsOf(value).map(([, item]) => item.kind)).toEqual(["number", "number"]);
  const { diagnostics, texts } = load(files, [option("[1,")]);
  expect(diagnostics[0]?.span).toMatchObject({ file: "<value for var.l>", start: { line: 1, column: 4 } });
  expect(texts.get("<value for var.l>")).toBe("[1,");
});

test.each([
  { why: "a file's value is pointed at", files: { "main.tf": number, "terraform.tfvars": 'n = "x"' }, at: "terraform.tfvars:1:5" },
  {
    why: "a secret is not",
    files: { "main.tf": number.replace("}", "  sensitive = true\n}"), "terraform.tfvars": 'n = "x"' },
    at: "main.tf:1:1",
  },
])("of another type: $why", ({ files, at }) => {
  const { configuration, values } = load(files);
  expect(configuration).toBeDefined();
  const problem = values.get("n")?.problem;
  expect(problem?.summary).toBe("Invalid value for input variable");
  expect(`${problem?.span?.file}:${problem?.span?.start.line}:${problem?.span?.start.column}`).toBe(at);
});

test("null is the default of a variable that is not nullable", () => {
  const text = 'variable "a" {\n  default = "x"\n  nullable = false\n}\nvariable "b" {\n  type = string\n  nullable = false\n}\n';
  const { values } = load({ "main.tf": text, "terraform.tfvars": "a = null\nb = null" });
  expect(values.get("a")?.value).toMatchObject({ kind: "string", value: "x" });
  expect(values.get("b")?.problem?.summary).toBe("Required variable not set");
});

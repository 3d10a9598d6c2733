import { expect, test } from "vitest";
import {
  applyDefaults,
  Budget,
  bodyContent,
  convert,
  type Evaluated,
  encodeJson,
  evaluate,
  HclPlaces,
  objectValue,
  parseHcl,
  parseHclExpression,
  parseHclJson,
  readTypeConstraint,
  references,
  staticTraversal,
  string,
  stringValue,
  terraformFunctions,
  typeText,
  unknownValue,
  type Value,
  withMark,
} from "./index.ts";

const variables = new Map<string, Value>([
  ["id", unknownValue(string, { notNull: true })],
  ["secret", withMark(stringValue("hunter2"), "sensitive")],
  ["shelf", objectValue([["name", stringValue("produce")]])],
]);

function ask(text: string, files?: ReadonlyMap<string, Uint8Array>): Evaluated {
  const { model, diagnostics } = parseHclExpression({ path: "test.tf", text });
  if (!model || diagnostics.length > 0) throw new Error(`cannot be read: ${diagnostics[0]?.summary}`);
  const budget = new Budget();
  return evaluate(model, { scope: { variables }, functions: terraformFunctions, host: { budget, files }, budget });
}

/** Type and value on one line, or the summaries. */
function answer(text: string, files?: ReadonlyMap<string, Uint8Array>): string {
  const { value, diagnostics } = ask(text, files);
  if (diagnostics.length > 0) return diagnostics.map(({ summary }) => summary).join(", ");
  return value.kind === "unknown"
    ? `${typeText(value.type)} unknown`
    : `${typeText(value.type)} ${encodeJson(value, { escapeHtml: false })}`;
}

test.each([
  { why: "numbers are as exact as 512 bits", text: "0.1 + 0.2", is: "number 0.3" },
  { why: "integers do not round as doubles do", text: "12345678901234567890123 + 1", is: "number 12345678901234567890124" },
  { why: "the remainder has the sign of the dividend", text: "-7 % 3", is: "number -1" },
  { why: "a conditional makes its results agree", text: 'true ? [1] : ["a", "b"]', is: 'list(string) ["1"]' },
  { why: "a null takes the other result's type", text: 'true ? null : "x"', is: "string null" },
  { why: "nothing converts for an equality", text: '1 == "1"', is: "bool false" },
  { why: "a known beginning decides", text: 'startswith("arn:${id}", "arn:")', is: "bool true" },
  { why: "what is not null equals no null", text: "id == null", is: "bool false" },
  { why: "no short circuit in 1.11", text: 'false && id == "x"', is: "bool unknown" },
  { why: "structure survives unknowns", text: "[id, 1][1]", is: "number 1" },
  { why: "a set with an unknown may shrink", text: 'length(toset([id, "b"]))', is: "number unknown" },
  { why: "a splat takes null for an empty list", text: "null[*]", is: "tuple([]) []" },
  { why: "sets are gone through in order", text: '[for x in toset(["b", "a"]) : x]', is: 'tuple([string, string]) ["a","b"]' },
  { why: "text is in normal form C", text: '"\\u0065\\u0301" == "\\u00e9"', is: "bool true" },
  {
    why: "a line behind a trimmed one keeps its indentation",
    text: "<<-EOT\n    a\n    %{ if true ~}\n    b\n    %{ endif ~}\n    EOT\n",
    is: 'string "a\\n    b\\n"',
  },
  { why: "a division of nothing by nothing fails", text: "0 / 0", is: "Operation failed" },
  { why: "an argument is named that is at fault", text: 'tonumber("x")', is: "Invalid function argument" },
  { why: "an operand that fails is all that is told of an operation", text: "null * upper([])", is: "Invalid function argument" },
  { why: "what fails still has a type that may not fit", text: "abs({} > 1)", is: "Invalid operand, Invalid function argument" },
  { why: "the number of arguments comes before what they are", text: "abs(1 + null, 2)", is: "Too many function arguments" },
  { why: "a format is not looked at while an argument is unknown", text: 'format("%z", id)', is: "string unknown" },
  { why: "provider functions are refused by name", text: "provider::aws::arn_parse(1)", is: "Unknown provider function" },
])("$why", ({ text, is }) => expect(answer(text)).toBe(is));

test("marks follow a value and stay off its neighbours", () => {
  expect(ask('"pw=${secret}"').value.marks).toEqual(new Set(["sensitive"]));
  expect(ask("{ a = secret, b = 1 }.b").value.marks.size).toBe(0);
});

test("templatefile reads the workspace and nothing else", () => {
  const files = new Map([["greet.tftpl", new TextEncoder().encode("%{ for n in names ~}\nhi ${n}\n%{ endfor ~}\n")]]);
  expect(answer('templatefile("./greet.tftpl", { names = ["a", "b"] })', files)).toBe('string "hi a\\nhi b\\n"');
  expect(answer('templatefile("greet.tftpl", {})', files)).toBe("Invalid function argument");
  expect(answer('file("../outside")', files)).toBe("Invalid function argument");
});

test.each([
  { why: "nested loops", text: "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]" },
  { why: "products", text: "setproduct(range(1000), range(1000), range(1000))" },
  { why: "text", text: `replace("${"a".repeat(10_000)}", "a", "${"b".repeat(10_000)}")` },
])("$why end when the budget is spent", ({ text }) => expect(answer(text)).toBe("The budget is spent"));

test.each(["[", "(", "{a=", "-", '"${', "f(", "a[", "true ? 1 : ", '"%{if true}', "a.b", "1+"])(
  "a hundred thousand of %s are too deep, not a crash",
  (part) => {
    const { diagnostics } = parseHcl({ path: "deep.tf", text: `a = ${part.repeat(100_000)}` });
    expect(
      diagnostics.some(({ code }) => code === "hcl/budget" || code === "hcl/invalid-expression" || code === "hcl/missing-newline"),
    ).toBe(true);
  },
);

test("a body is checked against a schema, native and JSON alike", () => {
  const schema = { attributes: [{ name: "cidr_block", required: true }, { name: "tags" }], blocks: [{ type: "timeouts", labels: [] }] };
  const native = parseHcl({ path: "a.tf", text: 'cidr_blok = "x"\ntags {}\ntimeouts "extra" {}\n' });
  expect(bodyContent(native.model, schema).diagnostics.map(({ summary }) => summary)).toEqual([
    "Unsupported argument",
    "Unsupported block type",
    "Extraneous label for timeouts",
    "Missing required argument",
  ]);
  const json = parseHclJson({
    path: "a.tf.json",
    text: '{"cidr_block": "${local.x}", "timeouts": [{}, {}], "nope": 1, "//": "a comment"}',
  });
  const content = bodyContent(json.model, schema);
  expect(content.diagnostics.map(({ summary }) => summary)).toEqual(["Extraneous JSON object property"]);
  expect(content.blocks).toHaveLength(2);
  const value = content.attributes.get("cidr_block")?.value;
  expect(value && references(value).map(({ root }) => root)).toEqual(["local"]);
});

test("a reference is a string in JSON", () => {
  const { model } = parseHclJson({ path: "a.tf.json", text: '{"depends_on": ["aws_vpc.main"]}' });
  const list = bodyContent(model, { attributes: [{ name: "depends_on" }], blocks: [] }).attributes.get("depends_on")?.value;
  const [first] = list?.kind === "tuple" ? list.items : [];
  expect(first && staticTraversal(first)?.root).toBe("aws_vpc");
});

test("optional attributes have defaults, also where null is given", () => {
  const { model } = parseHclExpression({
    path: "t.tf",
    text: "map(object({ name = string, port = optional(number, 80), tags = optional(list(string)) }))",
  });
  if (!model) throw new Error("the type cannot be read");
  const { type, defaults, diagnostics } = readTypeConstraint(model);
  expect(diagnostics).toEqual([]);
  const given = ask('{ web = { name = "web", port = null, extra = 1 } }').value;
  const value = convert(applyDefaults(given, defaults, type), type);
  expect(encodeJson(value, { escapeHtml: false })).toBe('{"web":{"name":"web","port":80,"tags":null}}');
});

test("columns are characters and offsets bytes in HCL's places", () => {
  const text = 'a = "👨‍👩‍👧é" + nope\n';
  const { model } = parseHcl({ path: "a.tf", text });
  const value = model.attributes.get("a")?.value;
  const [reference] = value ? references(value) : [];
  expect(reference && new HclPlaces(text).place(reference.span.start)).toEqual({ line: 1, column: 12, byte: 29 });
});

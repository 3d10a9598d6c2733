import {
  applyDefaults,
  type Block,
  Budget,
  convert,
  countValue,
  dynamic,
  type Evaluation,
  type Expression,
  evaluate,
  nullValue,
  objectValue,
  parseHcl,
  type Reference,
  readTypeConstraint,
  type Step,
  string,
  stringValue,
  type Type,
  terraformFunctions,
  tupleValue,
  unknownDynamic,
  unknownValue,
  type Value,
  withMark,
  withMarks,
} from "#engines/hcl";

/** A configuration of variables, locals and `terraform_data` resources that are planned for the first time, as names of a scope. */
export type TestScope = {
  readonly evaluation: Evaluation;
  /** As Terraform validates, before it plans: variables and resources are unknown. */
  readonly validation: Evaluation;
  /** Why a reference leads nowhere, as Terraform's own check before evaluation finds it. */
  readonly refusal: (reference: Reference) => string | undefined;
};

type Instances = "one" | "count" | "for_each";

export function readScope(text: string): TestScope {
  const { model, diagnostics } = parseHcl({ path: "scope.tf", text });
  if (diagnostics.length > 0) throw new Error(`the scope cannot be read: ${diagnostics[0]?.summary}`);
  const variables = new Map<string, Value>();
  const locals = new Map<string, Value>();
  const resources = new Map<string, Value>();
  const kinds = new Map<string, Instances>();
  for (const block of model.blocks.filter(({ type }) => type === "variable")) variables.set(labelOf(block, 0), variable(block));
  for (const { body } of model.blocks.filter(({ type }) => type === "locals"))
    for (const [name, { value }] of body.attributes) locals.set(name, evaluated(value, new Map([["var", objectValue(variables)]])));
  const names = new Map<string, Value>([
    ["var", objectValue(variables)],
    ["local", objectValue(locals)],
  ]);
  for (const block of model.blocks.filter(({ type }) => type === "resource")) {
    const { value, instances } = resource(block, names);
    resources.set(labelOf(block, 1), value);
    kinds.set(labelOf(block, 1), instances);
  }
  names.set("terraform_data", objectValue(resources));
  names.set("resource", objectValue([["terraform_data", objectValue(resources)]]));
  names.set("terraform", objectValue([["workspace", stringValue("default")]]));
  names.set("path", objectValue(["module", "root", "cwd"].map((name) => [name, stringValue(".")] as const)));
  const unset = [...variables].map(([name, value]) => [name, withMarks(unknownValue(value.type), value.marks)] as const);
  const unmade = objectValue([...kinds.keys()].map((name) => [name, unknownDynamic] as const));
  const unknown = new Map([
    ...names,
    ["var", objectValue(unset)],
    ["terraform_data", unmade],
    ["resource", objectValue([["terraform_data", unmade]])],
  ]);
  return {
    evaluation: evaluationOf(names),
    validation: evaluationOf(unknown),
    refusal: ({ root, steps }) => refusal(root, steps, variables, locals, resources, kinds),
  };
}

const labelOf = (block: Block, index: number): string => block.labels[index]?.value ?? "";

function evaluationOf(variables: ReadonlyMap<string, Value>): Evaluation {
  const budget = new Budget();
  return { scope: { variables }, functions: terraformFunctions, host: { budget, planTime: "2026-01-01T00:00:00Z" }, budget };
}

function evaluated(expression: Expression, names: ReadonlyMap<string, Value>): Value {
  const { value, diagnostics } = evaluate(expression, evaluationOf(names));
  if (diagnostics.length > 0) throw new Error(`the scope cannot be evaluated: ${diagnostics[0]?.summary}`);
  return value;
}

function variable({ body }: Block): Value {
  const written = body.attributes.get("type");
  const { type, defaults } = written ? readTypeConstraint(written.value) : { type: dynamic, defaults: undefined };
  const fallback = body.attributes.get("default");
  const given = fallback ? evaluated(fallback.value, new Map()) : unknownValue(type);
  const value = convert(applyDefaults(given, defaults, type), type);
  const sensitive = body.attributes.get("sensitive");
  return sensitive ? withMark(value, "sensitive") : value;
}

function resource({ body }: Block, names: ReadonlyMap<string, Value>): { value: Value; instances: Instances } {
  const instance = (extra: readonly (readonly [string, Value])[]): Value => {
    const scope = new Map([...names, ...extra]);
    const attribute = (name: string, type: Type): Value => {
      const written = body.attributes.get(name);
      return written ? evaluated(written.value, scope) : nullValue(type);
    };
    const input = attribute("input", dynamic);
    return objectValue([
      ["id", unknownValue(string, { notNull: true })],
      ["input", input],
      ["output", unknownValue(input.type)],
      ["triggers_replace", attribute("triggers_replace", dynamic)],
    ]);
  };
  const count = body.attributes.get("count");
  if (count) {
    const wanted = evaluated(count.value, names);
    const size = wanted.kind === "number" ? Number(wanted.value.mantissa) : 0;
    const items = Array.from({ length: size }, (_, index) => instance([["count", objectValue([["index", countValue(index)]])]]));
    return { value: tupleValue(items), instances: "count" };
  }
  const forEach = body.attributes.get("for_each");
  if (!forEach) return { value: instance([]), instances: "one" };
  const over = evaluated(forEach.value, names);
  const entries: [string, Value][] =
    over.kind === "mapping"
      ? [...over.entries]
      : over.kind === "sequence"
        ? over.items.map((item) => [item.kind === "string" ? item.value : "", item])
        : [];
  const each = (key: string, value: Value) =>
    instance([
      [
        "each",
        objectValue([
          ["key", stringValue(key)],
          ["value", value],
        ]),
      ],
    ]);
  return { value: objectValue(entries.map(([key, value]) => [key, each(key, value)] as const)), instances: "for_each" };
}

function refusal(
  root: string,
  steps: readonly Step[],
  variables: ReadonlyMap<string, Value>,
  locals: ReadonlyMap<string, Value>,
  resources: ReadonlyMap<string, Value>,
  kinds: ReadonlyMap<string, Instances>,
): string | undefined {
  const [first, second] = steps;
  const name = first?.kind === "attribute" ? first.name : undefined;
  switch (root) {
    case "var":
      return name !== undefined && variables.has(name) ? undefined : "Reference to undeclared input variable";
    case "local":
      return name !== undefined && locals.has(name) ? undefined : "Reference to undeclared local value";
    case "module":
      return name === undefined ? "Invalid reference" : "Reference to undeclared module";
    case "count":
      return name === "index" ? 'Reference to "count" in non-counted context' : 'Invalid "count" attribute';
    case "each":
      if (name === "value") return "each.value cannot be used in this context";
      return name === "key" ? 'Reference to "each" in context without for_each' : 'Invalid "each" attribute';
    case "self":
      return 'Invalid "self" reference';
    case "path":
      return name !== undefined && ["module", "root", "cwd"].includes(name) ? undefined : 'Invalid "path" attribute';
    case "terraform":
      return name === "workspace" ? undefined : 'Invalid "terraform" attribute';
    case "data":
      return name === undefined || second?.kind !== "attribute" ? "Invalid reference" : "Reference to undeclared resource";
  }
  if (root === "resource" && name !== undefined) return refusal(name, steps.slice(1), variables, locals, resources, kinds);
  if (name === undefined) return "Invalid reference";
  if (root !== "terraform_data" || !resources.has(name)) return "Reference to undeclared resource";
  return instanceRefusal(kinds.get(name) ?? "one", steps.slice(1));
}

const attributes = new Set(["id", "input", "output", "triggers_replace"]);

function instanceRefusal(instances: Instances, [first, second]: readonly Step[]): string | undefined {
  if (!first) return undefined;
  if (instances === "one" && first.kind === "index") return "Unexpected resource instance key";
  if (instances !== "one" && first.kind === "attribute") return "Missing resource instance key";
  const attribute = instances === "one" ? first : second;
  return attribute?.kind === "attribute" && !attributes.has(attribute.name) ? "Unsupported attribute" : undefined;
}

import { numberText, type Value } from "#engines/hcl";

/** What an object holds, by path: `cidr_block`, `tags.Name`, `ingress[0].from_port`. */
export type Flat = {
  /** Everything that is known and not null, as text. Elements of sets are counted in their order. */
  readonly values: ReadonlyMap<string, string>;
  /** What is known only after apply. */
  readonly unknown: readonly string[];
  /** What is hidden where it is printed. */
  readonly sensitive: readonly string[];
};

export function flat(object: Value): Flat {
  const [values, unknown, sensitive] = [new Map<string, string>(), [] as string[], [] as string[]];
  const visit = (value: Value, path: string): void => {
    if (value.marks.has("sensitive")) sensitive.push(path);
    switch (value.kind) {
      case "unknown":
        unknown.push(path);
        return;
      case "null":
        return;
      case "bool":
        values.set(path, String(value.value));
        return;
      case "number":
        values.set(path, numberText(value.value));
        return;
      case "string":
        values.set(path, value.value);
        return;
      case "sequence":
        for (const [index, item] of value.items.entries()) visit(item, `${path}[${index}]`);
        return;
      case "mapping":
        for (const [name, inner] of value.entries) visit(inner, path === "" ? name : `${path}.${name}`);
        return;
      default:
        value satisfies never;
    }
  };
  visit(object, "");
  return { values, unknown, sensitive };
}

/** A value on one line, as a sentence names it. */
export function shortText(value: Value): string {
  if (value.marks.has("sensitive")) return "(sensitive)";
  switch (value.kind) {
    case "unknown":
      return "(known after apply)";
    case "null":
      return "null";
    case "bool":
      return String(value.value);
    case "number":
      return numberText(value.value);
    case "string":
      return value.value;
    case "sequence":
      return `[${value.items.map(shortText).join(", ")}]`;
    case "mapping":
      return `{${[...value.entries].map(([name, inner]) => `${name} = ${shortText(inner)}`).join(", ")}}`;
    default:
      return value satisfies never;
  }
}

import type { Diagnostic, Span } from "#engines/source";
import { didYouMean } from "#engines/source";
import type { Expression } from "../syntax/ast.ts";
import { parseHclExpression } from "../syntax/parse.ts";
import { staticTraversal } from "../syntax/static.ts";
import { tryConvert } from "../values/convert.ts";
import type { Defaults } from "../values/defaults.ts";
import { applyDefaults } from "../values/defaults.ts";
import { bool, dynamic, number, objectOf, string, type Type, tupleOf } from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { constantValue } from "./constant.ts";

export type TypeConstraint = { readonly type: Type; readonly defaults?: Defaults; readonly diagnostics: readonly Diagnostic[] };

type Constraint = { readonly type: Type; readonly defaults?: Defaults };

const primitives: ReadonlyMap<string, Type> = new Map([
  ["bool", bool],
  ["number", number],
  ["string", string],
  ["any", dynamic],
]);
const constructors = ["list", "set", "map", "object", "tuple"];

/** `object({ name = string, size = optional(number, 5) })`: https://developer.hashicorp.com/terraform/language/expressions/type-constraints */
export function readTypeConstraint(expression: Expression): TypeConstraint {
  const diagnostics: Diagnostic[] = [];
  const reader = new ConstraintReader((...more) => diagnostics.push(...more));
  const constraint = reader.read(expression);
  return { ...constraint, diagnostics };
}

class ConstraintReader {
  readonly #report: (...diagnostics: readonly Diagnostic[]) => void;

  constructor(report: (...diagnostics: readonly Diagnostic[]) => void) {
    this.#report = report;
  }

  read(expression: Expression): Constraint {
    const traversal = staticTraversal(expression);
    if (traversal && traversal.steps.length === 0) {
      const known = primitives.get(traversal.root);
      if (known) return { type: known };
      const needs = constructors.includes(traversal.root);
      const detail = needs
        ? `The type "${traversal.root}" is written with what it holds, as ${traversal.root}(…).`
        : `"${traversal.root}" is no type.${didYouMean(traversal.root, [...primitives.keys(), ...constructors])}`;
      return this.#wrong(detail, expression.span);
    }
    // In JSON syntax a constructor stands in a string.
    const inString = expression.kind === "template" && expression.json !== undefined ? inJson(expression.json, expression.span) : undefined;
    if (inString) return this.read(inString);
    if (expression.kind !== "call")
      return this.#wrong("A type is a keyword such as string, or a constructor such as list(string).", expression.span);
    const [arg] = expression.args;
    if (primitives.has(expression.name)) return this.#wrong(`"${expression.name}" takes no arguments.`, expression.argsSpan);
    if (expression.name === "optional")
      return this.#wrong('"optional" stands only around the type of an attribute inside object({ … }).', expression.nameSpan);
    if (!constructors.includes(expression.name))
      return this.#wrong(`"${expression.name}" is no type constructor.${didYouMean(expression.name, constructors)}`, expression.span);
    const [, extra] = expression.args;
    if (!arg || extra) {
      const span = extra ? { ...extra.span, end: expression.args.at(-1)?.span.end ?? extra.span.end } : expression.argsSpan;
      return this.#wrong(`"${expression.name}" takes exactly one argument.`, span);
    }
    if (expression.name === "object") return this.#object(arg);
    if (expression.name === "tuple") return this.#tuple(arg);
    const element = this.read(arg);
    const kind = expression.name as "list" | "set" | "map";
    return { type: { kind, element: element.type }, ...inside(element.defaults && [["", element.defaults]]) };
  }

  #object(arg: Expression): Constraint {
    if (arg.kind !== "object") return this.#wrong("object takes the names and types of its attributes in braces.", arg.span);
    const attributes = new Map<string, Type>();
    const optional = new Set<string>();
    const values = new Map<string, Value>();
    const children: [string, Defaults][] = [];
    for (const { key, bare, value } of arg.items) {
      const name = bare ?? (key.kind === "template" ? key.json : undefined);
      if (name === undefined) {
        this.#fail("The name of an attribute is a plain word.", key.span);
        continue;
      }
      if (attributes.has(name)) this.#fail(`The attribute "${name}" is written twice.`, key.span);
      const constraint = this.#attribute(name, value, optional, values);
      attributes.set(name, constraint.type);
      if (constraint.defaults) children.push([name, constraint.defaults]);
    }
    const defaults = values.size === 0 && children.length === 0 ? {} : { defaults: { values, children: new Map(children) } };
    return { type: objectOf(attributes, optional), ...defaults };
  }

  #attribute(name: string, expression: Expression, optional: Set<string>, values: Map<string, Value>): Constraint {
    if (expression.kind !== "call" || expression.name !== "optional") return this.read(expression);
    const [type, fallback] = expression.args;
    if (!type || expression.args.length > 2)
      return this.#wrong('"optional" takes a type and, if there is one, a default.', expression.argsSpan);
    optional.add(name);
    const constraint = this.read(type);
    if (!fallback) return constraint;
    const { value, diagnostics } = constantValue(fallback);
    this.#report(...diagnostics);
    const conversion = tryConvert(applyDefaults(value, constraint.defaults, constraint.type), constraint.type);
    if (conversion.ok) values.set(name, conversion.value);
    else {
      const detail = `The default is not of the attribute's type: ${conversion.message}.`;
      const summary = "Invalid default value for optional attribute";
      this.#report({ severity: "error", code: "hcl/type", summary, detail, span: fallback.span });
    }
    return constraint;
  }

  #tuple(arg: Expression): Constraint {
    if (arg.kind !== "tuple") return this.#wrong("tuple takes the types of its elements in brackets.", arg.span);
    const parts = arg.items.map((item) => this.read(item));
    const children = parts.flatMap(({ defaults }, index) => (defaults ? [[String(index), defaults] as [string, Defaults]] : []));
    return { type: tupleOf(parts.map(({ type }) => type)), ...inside(children) };
  }

  #fail(detail: string, span: Span): void {
    this.#report({ severity: "error", code: "hcl/type", summary: "Invalid type specification", detail, span });
  }

  #wrong(detail: string, span: Span): Constraint {
    this.#fail(detail, span);
    return { type: dynamic };
  }
}

const inside = (children: readonly [string, Defaults][] | undefined) =>
  children && children.length > 0 ? { defaults: { values: new Map<string, Value>(), children: new Map(children) } } : {};

function inJson(text: string, { file, start }: Span): Expression | undefined {
  const { model, diagnostics } = parseHclExpression({ path: file, text }, start);
  return model?.kind === "call" && diagnostics.length === 0 ? model : undefined;
}

import type { Span } from "#engines/source";
import { functions } from "../catalog/directives.ts";
import { nearest } from "../catalog/nearest.ts";
import { javaType, type ParameterSpec, type Signature, soleRequired } from "../catalog/signature.ts";
import { blockedArguments } from "../catalog/steps.ts";
import type { Reader } from "../read/reader.ts";
import type { Argument, Expression } from "../syntax/ast.ts";

/** Arguments of a step or of a condition of `when`: all by name, or the only one that must be given without its name. */
export function checkStepArguments(reader: Reader, name: string, span: Span, args: readonly Argument[], signature: Signature): void {
  const named = args.filter((argument) => argument.name);
  const [first, second] = args;
  if (named.length > 0 && named.length < args.length) {
    reader.error("mixed-arguments", span, "Cannot mix named and unnamed arguments", "Name all of them.");
  } else if (first && !first.name && first.value.kind === "map" && !hasClass(first.value)) {
    checkNamed(reader, span, entriesOf(first.value), signature);
  } else if (first && !first.name && second) {
    reader.error("unnamed-arguments", span, `Arguments to "${name}" must be explicitly named.`, `It takes: ${namesOf(signature)}.`);
  } else if (first && !first.name) {
    const sole = soleRequired(signature);
    if (sole) checkType(reader, first.value, sole, undefined);
    else if (!signature.takesBlock) {
      const summary = "Step does not take a single required parameter - use named parameters instead";
      reader.error(
        "not-single",
        span,
        summary,
        signature.parameters.length > 0 ? `It takes: ${namesOf(signature)}.` : "It takes no arguments.",
      );
    }
  } else checkNamed(reader, span, args, signature);
}

const hasClass = (map: Extract<Expression, { kind: "map" }>): boolean =>
  map.entries.some(({ key }) => (key.kind === "literal" && key.value === "$class") || (key.kind === "name" && key.name === "$class"));

const entriesOf = (map: Extract<Expression, { kind: "map" }>): readonly Argument[] =>
  map.entries.map(({ key, value }) => ({ name: key, value }));

const namesOf = ({ parameters }: Signature): string => parameters.map(({ name }) => name).join(", ");

function checkNamed(reader: Reader, span: Span, args: readonly Argument[], signature: Signature): void {
  let valid = true;
  const given = new Set<string>();
  const sole = soleRequired(signature);
  for (const { name, value } of args) {
    if (name?.kind !== "literal") continue;
    const key = String(name.value);
    given.add(key);
    const parameter = signature.parameters.find((each) => each.name === key);
    if (!parameter) {
      valid = false;
      unknownParameter(reader, name.span, key, signature);
    } else if (!checkType(reader, value, parameter, args.length === 1 && sole === parameter && !signature.takesBlock ? undefined : key))
      valid = false;
  }
  if (!valid) return;
  for (const { name } of signature.parameters.filter((parameter) => parameter.required && !given.has(parameter.name)))
    reader.error("missing-parameter", span, `Missing required parameter: "${name}"`, "It has no default.");
}

function unknownParameter(reader: Reader, span: Span, key: string, signature: Signature): void {
  const near = nearest(
    key,
    signature.parameters.map(({ name }) => name),
  );
  const detail = signature.parameters.length > 0 ? `It takes: ${namesOf(signature)}.` : "It takes no arguments.";
  reader.error("unknown-parameter", span, `Invalid parameter "${key}", did you mean "${near}"?`, detail);
}

/** Only literals have a type before the build runs. */
function checkType(reader: Reader, value: Expression, { type }: ParameterSpec, key: string | undefined): boolean {
  if (value.kind !== "literal" || value.value === null || type === "any") return true;
  const isText = value.type === "string";
  const wrong =
    (type === "String" && !isText) ||
    (type === "int" && (isText || value.type === "boolean")) ||
    ((type === "long" || type === "double") && (isText ? Number.isNaN(Number(value.value)) : value.type === "boolean")) ||
    type === "List";
  if (!wrong) return true;
  const expected = javaType(type);
  const of = key === undefined ? "" : ` for parameter "${key}"`;
  const summary = `Expecting "${expected}"${of} but got "${value.value}" of type ${javaClass(value)} instead`;
  reader.error(
    "parameter-type",
    value.span,
    summary,
    type === "String" ? "Put it into quotes." : "Write it without quotes, in the type named.",
  );
  return false;
}

const javaClass = ({ type }: Extract<Expression, { kind: "literal" }>): string =>
  ({
    string: "class java.lang.String",
    boolean: "class java.lang.Boolean",
    decimal: "class java.lang.Double",
    big: "class java.lang.Long",
  })[type as "string"] ?? "class java.lang.Integer";

/** Arguments of an option, trigger or parameter, and of what is called in them: as a constructor takes them. */
export function checkCallArguments(
  reader: Reader,
  name: string,
  span: Span,
  args: readonly Argument[],
  known: Signature | undefined,
): void {
  const named = args.filter((argument) => argument.name);
  if (named.length > 0 && named.length < args.length) {
    reader.error("mixed-arguments", span, "Cannot mix named and unnamed arguments", "Name all of them.");
    return;
  }
  for (const { value } of args) checkInner(reader, value);
  if (!known) return;
  if (named.length > 0) {
    for (const { name: key, value } of named) {
      if (key?.kind !== "literal") continue;
      const parameter = known.parameters.find((each) => each.name === String(key.value));
      if (!parameter) unknownParameter(reader, key.span, String(key.value), known);
      else checkType(reader, value, parameter, parameter.name);
    }
    return;
  }
  const required = known.parameters.filter((parameter) => parameter.required);
  const single = soleRequired(known);
  if (args.length === 1 && single) {
    if (args[0]) checkType(reader, args[0].value, single, undefined);
  } else if (required.length !== args.length && !(required.length === 1 && args.length === 0 && required[0]?.type === "Boolean")) {
    const summary = `"${name}" should have ${required.length} arguments but has ${args.length} arguments instead.`;
    const detail = known.parameters.length > 0 ? `It takes: ${namesOf(known)}.` : "It takes none.";
    reader.error("argument-count", span, summary, detail);
  } else for (const [index, parameter] of required.entries()) if (args[index]) checkType(reader, args[index].value, parameter, undefined);
}

function checkInner(reader: Reader, value: Expression): void {
  if (value.kind === "list") for (const item of value.items) checkInner(reader, item);
  if (value.kind !== "call" || value.target) return;
  const blocked = blockedArguments.get(value.name.value);
  if (blocked !== undefined) {
    const summary = `Invalid step "${value.name.value}" used - not allowed in this context - ${blocked}`;
    reader.error("blocked-step", value.span, summary, "Compute the value elsewhere.");
  }
  checkCallArguments(reader, value.name.value, value.span, value.arguments, functions.get(value.name.value));
}

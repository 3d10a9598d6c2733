import { type Reference, type Step, toDouble } from "#engines/hcl";
import type { Diagnostic, Span } from "#engines/source";
import { type InstanceKey, instanceKeyOf } from "../addresses.ts";

/** What a name in an expression stands for: https://developer.hashicorp.com/terraform/language/expressions/references */
export type Referent =
  | { readonly kind: "variable" | "local"; readonly name: string }
  | { readonly kind: "module"; readonly name: string; readonly indexed: boolean; readonly output?: string }
  | {
      readonly kind: "resource";
      readonly mode: "managed" | "data" | "ephemeral";
      readonly type: string;
      readonly name: string;
      readonly indexed: boolean;
      readonly key: InstanceKey;
    }
  | { readonly kind: "count" | "each" | "path" | "terraform"; readonly name: string }
  | { readonly kind: "self" };

export type ParsedReference = {
  readonly referent: Referent;
  /** The part of the expression that names the referent. */
  readonly span: Span;
  /** The steps behind it. */
  readonly remaining: readonly Step[];
};

type Parsed = { readonly reference: ParsedReference } | { readonly fault: Diagnostic };

export function parseReference(reference: Reference): Parsed {
  const { root, rootSpan, steps } = reference;
  switch (root) {
    case "var":
      return named(reference, (name) => ({ kind: "variable", name }));
    case "local":
      return named(reference, (name) => ({ kind: "local", name }));
    case "count":
    case "each":
    case "path":
    case "terraform":
      return named(reference, (name) => ({ kind: root, name }));
    case "self":
      return { reference: { referent: { kind: "self" }, span: rootSpan, remaining: steps } };
    case "module":
      return moduleReference(reference);
    case "data":
    case "ephemeral":
      return prefixed(reference, root);
    case "resource":
      return prefixed(reference, "managed");
    case "template":
    case "lazy":
    case "arg":
      return { fault: reservedSymbol(root, rootSpan) };
    default:
      return resourceReference("managed", rootSpan, root, steps, reference.span);
  }
}

function named({ root, rootSpan, steps }: Reference, referent: (name: string) => Referent): Parsed {
  const [first, ...remaining] = steps;
  if (!first) return invalid(`"${root}" is not a value of its own: one of its attributes is needed, as ${root}.name.`, rootSpan);
  if (first.kind !== "attribute")
    return invalid(`"${root}" has no elements: one of its attributes is needed, as ${root}.name.`, first.span);
  return { reference: { referent: referent(first.name), span: through(rootSpan, first.span), remaining } };
}

function moduleReference(reference: Reference): Parsed {
  const call = named(reference, (name) => ({ kind: "module", name, indexed: false }));
  if ("fault" in call || call.reference.referent.kind !== "module") return call;
  const { span, referent } = call.reference;
  const [first, second] = call.reference.remaining;
  if (!first) return call;
  const indexed = first.kind === "index";
  if (indexed && !isKey(first)) return noKey("module", first.span);
  const [output, skipped] = indexed ? [second, 2] : [first, 1];
  if (!output) return { reference: { referent: { ...referent, indexed }, span: through(span, first.span), remaining: [] } };
  if (output.kind !== "attribute") return invalid("A module has outputs, which are named behind a dot.", output.span);
  const remaining = call.reference.remaining.slice(skipped);
  return { reference: { referent: { ...referent, indexed, output: output.name }, span: through(span, output.span), remaining } };
}

function prefixed({ root, rootSpan, steps, span }: Reference, mode: "managed" | "data" | "ephemeral"): Parsed {
  const [type, ...rest] = steps;
  if (steps.length < 2 || !type)
    return invalid(`"${root}" is followed by two names: the type and the name of what is meant.`, steps.length === 0 ? rootSpan : span);
  if (type.kind !== "attribute") return invalid(`"${root}" has no elements: a type and a name follow it.`, type.span);
  return resourceReference(mode, rootSpan, type.name, rest, span);
}

function resourceReference(
  mode: "managed" | "data" | "ephemeral",
  start: Span,
  type: string,
  [name, index, ...rest]: readonly Step[],
  whole: Span,
): Parsed {
  if (!name) return invalid(`A resource is named by its type and its name, as ${type}.name. There is only "${type}" here.`, whole);
  if (name.kind !== "attribute") return invalid(`The name of a resource follows its type, as ${type}.name.`, name.span);
  const referent = { kind: "resource", mode, type, name: name.name, indexed: false, key: undefined } as const;
  const span = through(start, name.span);
  if (!index) return { reference: { referent, span, remaining: [] } };
  if (index.kind !== "index") return { reference: { referent, span, remaining: [index, ...rest] } };
  if (!isKey(index)) return noKey("resource", index.span);
  const instance = { ...referent, indexed: true, key: instanceKeyOf(index) };
  return { reference: { referent: instance, span: through(span, index.span), remaining: rest } };
}

/** Instances are numbered or named. */
const isKey = ({ key }: Step & { kind: "index" }): boolean =>
  key.kind === "string" || (key.kind === "number" && Number.isInteger(toDouble(key.value)));

function noKey(what: "resource" | "module", span: Span): Parsed {
  const detail = `The instances of a ${what} have numbers, or texts for keys.`;
  return { fault: { severity: "error", code: "terraform/invalid-reference", summary: "Invalid index key", detail, span } };
}

const through = (from: Span, to: Span): Span => ({ ...from, end: to.end });

function invalid(detail: string, span: Span): Parsed {
  return { fault: { severity: "error", code: "terraform/invalid-reference", summary: "Invalid reference", detail, span } };
}

function reservedSymbol(name: string, span: Span): Diagnostic {
  const detail = `"${name}" is kept for later versions of the language.`;
  return { severity: "error", code: "terraform/invalid-reference", summary: "Reserved symbol name", detail, span };
}

import {
  listOf,
  mapOf,
  objectValue,
  type Reference,
  type Scope,
  stringValue,
  tupleValue,
  unknownDynamic,
  unknownValue,
  type Value,
  withMark,
  withoutOptional,
} from "#engines/hcl";
import { type Diagnostic, didYouMean, isError, type Span } from "#engines/source";
import { resourceName } from "../addresses.ts";
import type { Module, ModuleCall } from "../configuration/index.ts";
import { type ParsedReference, parseReference, type Referent } from "../evaluation/references.ts";
import { referenceFaults } from "./reference-faults.ts";
import type { ModuleInstance, Place, Walk } from "./walk.ts";

/** With an error among the diagnostics the scope holds what could be found nevertheless. */
type Names = { readonly scope: Scope; readonly diagnostics: readonly Diagnostic[] };

type Checked = { readonly references: readonly ParsedReference[]; readonly diagnostics: readonly Diagnostic[] };

const checked = new WeakMap<object, Map<Module, Checked>>();

/** The scope in which the references of one expression or body have their values. */
export function namesFor(walk: Walk, of: object, wanted: readonly Reference[], place: Place): Names {
  const { references, diagnostics } = checkOnce(walk, of, wanted, place);
  if (diagnostics.some(isError)) return { scope: { variables: new Map() }, diagnostics };
  const shared = place.scopes?.get(of);
  const own = new Map<string, Value>();
  const lasting = new Map<string, Map<string, Value>>();
  const types = new Map<string, Map<string, Map<string, Value>>>();
  const faults: Diagnostic[] = [];
  const fail = (summary: string, detail: string, span: Span): Value => {
    faults.push({ severity: "error", code: "terraform/reference", summary, detail, span });
    return unknownDynamic;
  };
  const wrong = new Set<string>();
  const gather = (group: string, name: string, value: () => Value) => {
    const members = lasting.get(group) ?? new Map<string, Value>();
    lasting.set(group, members);
    // A name that leads nowhere is told wherever it is written.
    if (!members.has(name) || wrong.has(`${group}.${name}`)) {
      const before = faults.length;
      members.set(name, value());
      if (faults.length > before) wrong.add(`${group}.${name}`);
    }
  };
  for (const { referent, span } of references) {
    switch (referent.kind) {
      case "count":
      case "each":
        own.set(referent.kind, objectValue([...entriesOf(own.get(referent.kind)), [referent.name, repeated(place, referent, span, fail)]]));
        break;
      case "self":
        if (place.self) own.set("self", place.self);
        else fail('Invalid "self" reference', '"self" stands for an object only in postconditions and provisioners.', span);
        break;
      case "resource": {
        if (shared) break;
        const root = referent.mode === "managed" ? "resource" : referent.mode;
        const byType = types.get(root) ?? new Map<string, Map<string, Value>>();
        types.set(root, byType);
        const named = byType.get(referent.type) ?? new Map<string, Value>();
        byType.set(referent.type, named);
        if (!named.has(referent.name)) named.set(referent.name, resourceValue(walk, place.instance, referent));
        break;
      }
      case "variable":
        if (!shared) gather("var", referent.name, () => variableValue(walk, place, referent.name, span, fail));
        break;
      case "local":
        if (!shared) gather("local", referent.name, () => localValue(walk, place.instance, referent.name, span, fail));
        break;
      case "module":
        if (!shared) gather("module", referent.name, () => moduleValue(walk, place.instance, referent.name));
        break;
      case "path":
        if (!shared) gather("path", referent.name, () => pathValue(place.instance, referent.name, span, fail));
        break;
      case "terraform":
        if (!shared) gather("terraform", referent.name, () => terraformValue(walk, referent.name, span, fail));
        break;
      default:
        referent satisfies never;
    }
  }
  const parent = shared ?? baseScope(lasting, types);
  const scope = own.size === 0 ? parent : { variables: own, parent };
  if (faults.length > 0) return { scope, diagnostics: [...diagnostics, ...faults] };
  place.scopes?.set(of, parent);
  return { scope, diagnostics };
}

const entriesOf = (value: Value | undefined): Iterable<readonly [string, Value]> => (value?.kind === "mapping" ? value.entries : []);

/** References are read and checked once for all instances of a module. */
function checkOnce(walk: Walk, of: object, wanted: readonly Reference[], place: Place): Checked {
  const byModule = checked.get(of) ?? new Map<Module, Checked>();
  checked.set(of, byModule);
  const known = byModule.get(place.instance.module);
  if (known) return known;
  const references: ParsedReference[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const reference of wanted) {
    const answer = parseReference(reference);
    if ("fault" in answer) diagnostics.push(answer.fault);
    else {
      references.push(answer.reference);
      diagnostics.push(...referenceFaults(walk, answer.reference, place));
    }
  }
  const made = { references, diagnostics };
  byModule.set(place.instance.module, made);
  return made;
}

function baseScope(lasting: ReadonlyMap<string, Map<string, Value>>, types: ReadonlyMap<string, Map<string, Map<string, Value>>>): Scope {
  const variables = new Map<string, Value>();
  for (const [root, members] of lasting) variables.set(root, objectValue(members));
  for (const [root, byType] of types) {
    const objects = [...byType].map(([type, named]) => [type, objectValue(named)] as const);
    if (root !== "resource") {
      variables.set(root, objectValue(objects));
      continue;
    }
    // Managed resources are named by their type alone, or with "resource." before it.
    for (const [type, value] of objects) variables.set(type, value);
    variables.set("resource", objectValue(objects));
  }
  return { variables };
}

type Fail = (summary: string, detail: string, span: Span) => Value;

function repeated(
  { repetition }: Place,
  referent: Referent & { readonly kind: "count" | "each" | "path" | "terraform" },
  span: Span,
  fail: Fail,
): Value {
  const { kind, name } = referent;
  if (kind === "count") {
    if (name !== "index") return fail('Invalid "count" attribute', 'The "count" object has one attribute, "index".', span);
    const detail = '"count.index" has a value only in the block whose argument "count" is set.';
    return repetition.countIndex ?? fail('Reference to "count" in non-counted context', detail, span);
  }
  if (name === "value") {
    const detail = '"each.value" has a value only in the block whose argument "for_each" is set.';
    return repetition.eachValue ?? fail("each.value cannot be used in this context", detail, span);
  }
  if (name !== "key") return fail('Invalid "each" attribute', 'The "each" object has two attributes, "key" and "value".', span);
  const detail = '"each.key" has a value only in the block whose argument "for_each" is set.';
  return repetition.eachKey ?? fail('Reference to "each" in context without for_each', detail, span);
}

function variableValue(walk: Walk, { instance, checked }: Place, name: string, span: Span, fail: Fail): Value {
  if (checked?.name === name) return checked.value;
  const variable = instance.module.variables.get(name);
  if (!variable) {
    const hint = didYouMean(name, instance.module.variables.keys());
    return fail(
      "Reference to undeclared input variable",
      `No variable is named "${name}" here.${hint} Declare it with a variable block.`,
      span,
    );
  }
  if (walk.operation !== "validate") return walk.value(instance, `var.${name}`) ?? unknownDynamic;
  let value: Value = unknownValue(withoutOptional(variable.type));
  if (variable.sensitive) value = withMark(value, "sensitive");
  return variable.ephemeral ? withMark(value, "ephemeral") : value;
}

function localValue(walk: Walk, instance: ModuleInstance, name: string, span: Span, fail: Fail): Value {
  if (instance.module.locals.has(name)) return walk.value(instance, `local.${name}`) ?? unknownDynamic;
  const hint = didYouMean(name, instance.module.locals.keys());
  return fail("Reference to undeclared local value", `No local value is named "${name}" here.${hint}`, span);
}

function pathValue({ module }: ModuleInstance, name: string, span: Span, fail: Fail): Value {
  if (name === "module") return stringValue(module.directory === "" ? "." : module.directory);
  if (name === "root") return stringValue(".");
  if (name === "cwd") return stringValue("/workspace");
  return fail('Invalid "path" attribute', `The "path" object has "module", "root" and "cwd", not "${name}".`, span);
}

function terraformValue(walk: Walk, name: string, span: Span, fail: Fail): Value {
  if (name === "workspace") return stringValue("default");
  if (name === "applying")
    return withMark({ kind: "bool", type: { kind: "bool" }, marks: new Set(), value: walk.operation === "apply" }, "ephemeral");
  return fail('Invalid "terraform" attribute', `The "terraform" object has "workspace", not "${name}".`, span);
}

function resourceValue(walk: Walk, instance: ModuleInstance, referent: Referent & { readonly kind: "resource" }): Value {
  if (walk.operation === "validate") return unknownDynamic;
  // While its instances are planned, nothing is known of a resource.
  return walk.value(instance, resourceName(referent)) ?? unknownDynamic;
}

function moduleValue(walk: Walk, instance: ModuleInstance, name: string): Value {
  const call = instance.module.calls.get(name);
  const child = instance.module.children.get(name);
  if (!call || !child) return unknownDynamic;
  if (walk.operation === "validate") return moduleShape(call, child);
  const called = walk.instancesOf(child).filter(({ caller }) => caller === instance);
  const outputs = (one: ModuleInstance) =>
    objectValue([...child.outputs.keys()].map((output) => [output, walk.value(one, `output.${output}`) ?? unknownDynamic] as const));
  const keyOf = (one: ModuleInstance) => one.address.at(-1)?.key;
  if (call.count) return tupleValue(called.map(outputs));
  if (call.forEach) return objectValue(called.map((one) => [String(keyOf(one)), outputs(one)] as const));
  const [only] = called;
  return only ? outputs(only) : unknownDynamic;
}

function moduleShape(call: ModuleCall, child: Module): Value {
  const shape = objectValue(
    [...child.outputs.values()].map(
      ({ name, sensitive }) => [name, sensitive ? withMark(unknownDynamic, "sensitive") : unknownDynamic] as const,
    ),
  );
  if (call.count) return unknownValue(listOf(shape.type));
  return call.forEach ? unknownValue(mapOf(shape.type)) : shape;
}

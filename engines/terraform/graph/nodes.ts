import type { Expression } from "#engines/hcl";
import { references } from "#engines/hcl";
import { resourceName, within } from "../addresses.ts";
import type {
  Check,
  Configuration,
  Local,
  Module,
  ModuleCall,
  ModulePath,
  Output,
  ProviderConfiguration,
  Resource,
  Variable,
} from "../configuration/index.ts";
import { type ParsedReference, parseReference } from "../evaluation/references.ts";

/** What is evaluated as one: https://developer.hashicorp.com/terraform/internals/graph, before anything is expanded to instances. */
export type Node = { readonly id: string; readonly module: Module } & (
  | { readonly kind: "variable"; readonly variable: Variable }
  | { readonly kind: "local"; readonly local: Local }
  | { readonly kind: "output"; readonly output: Output }
  | { readonly kind: "resource"; readonly resource: Resource }
  /** How many instances of a module there are. */
  | { readonly kind: "call"; readonly call: ModuleCall; readonly child: Module }
  | { readonly kind: "provider"; readonly source: string; readonly alias?: string; readonly block?: ProviderConfiguration }
  | { readonly kind: "check"; readonly check: Check }
);

export const pathText = (path: ModulePath): string => path.map((name) => `module.${name}`).join(".");

export const nodeId = (module: Module, name: string): string => within(pathText(module.path), name);

/** Every module of a configuration, callers before the modules they call. */
export function modulesOf(configuration: Configuration): readonly Module[] {
  const found: Module[] = [];
  const visit = (module: Module): void => {
    found.push(module);
    for (const child of module.children.values()) visit(child);
  };
  visit(configuration.root);
  return found;
}

const parsed = new WeakMap<Expression, readonly ParsedReference[]>();

/** What an expression refers to, without the references that are wrong. */
export function referencesOf(expression: Expression): readonly ParsedReference[] {
  const known = parsed.get(expression);
  if (known) return known;
  const found = references(expression).flatMap((reference) => {
    const answer = parseReference(reference);
    return "reference" in answer ? [answer.reference] : [];
  });
  parsed.set(expression, found);
  return found;
}

/** The nodes of the same module, or of one it calls, that a reference leads to. */
export function* nodesReferredTo(module: Module, { referent }: ParsedReference): Iterable<string> {
  switch (referent.kind) {
    case "variable":
      yield nodeId(module, `var.${referent.name}`);
      return;
    case "local":
      yield nodeId(module, `local.${referent.name}`);
      return;
    case "resource":
      yield nodeId(module, resourceName(referent));
      return;
    case "module": {
      const child = module.children.get(referent.name);
      yield nodeId(module, `module.${referent.name}`);
      if (!child) return;
      if (referent.output !== undefined && child.outputs.has(referent.output)) yield nodeId(child, `output.${referent.output}`);
      else for (const name of child.outputs.keys()) yield nodeId(child, `output.${name}`);
      return;
    }
    default:
      return;
  }
}

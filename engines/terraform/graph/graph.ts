import { type Body, type Expression, staticTraversal } from "#engines/hcl";
import { resourceName } from "../addresses.ts";
import type { Configuration, Module, Resource, Validation } from "../configuration/index.ts";
import { prepareBody } from "../evaluation/prepare-body.ts";
import { parseReference } from "../evaluation/references.ts";
import type { BlockSchema } from "../providers/index.ts";
import { modulesOf, type Node, nodeId, nodesReferredTo, referencesOf } from "./nodes.ts";
import { type Providers, providerNodeId } from "./providers.ts";

export type Graph = {
  readonly nodes: ReadonlyMap<string, Node>;
  /** What has to be known before a node is evaluated. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  /** What `depends_on` names, by the resource or call that it stands in. */
  readonly explicit: ReadonlyMap<string, readonly string[]>;
};

export function buildGraph(configuration: Configuration, providers: Providers): Graph {
  const builder = new Builder(providers);
  for (const module of modulesOf(configuration)) builder.addModule(module);
  builder.addProviders(configuration);
  return builder.finish();
}

class Builder {
  readonly #providers: Providers;
  readonly #nodes = new Map<string, Node>();
  readonly #dependencies = new Map<string, Set<string>>();
  /** By module, all nodes in it and in the modules it calls. */
  readonly #inside = new Map<Module, string[]>();
  readonly #whole: [string, Module][] = [];
  readonly #explicit = new Map<string, string[]>();

  constructor(providers: Providers) {
    this.#providers = providers;
  }

  addModule(module: Module): void {
    this.#inside.set(module, this.#inside.get(module) ?? []);
    for (const [name, variable] of module.variables) {
      const node = this.#add({ kind: "variable", id: nodeId(module, `var.${name}`), module, variable });
      for (const { condition, message } of variable.validations)
        for (const expression of [condition, message]) this.#refers(node, module, expression, `var.${name}`);
    }
    for (const [name, local] of module.locals)
      this.#refers(this.#add({ kind: "local", id: nodeId(module, `local.${name}`), module, local }), module, local.value);
    for (const [name, output] of module.outputs) {
      const node = this.#add({ kind: "output", id: nodeId(module, `output.${name}`), module, output });
      this.#refers(node, module, output.value);
      this.#validations(node, module, output.preconditions);
      this.#dependsOn(node, module, output.dependsOn);
    }
    for (const resource of module.resources.values()) this.#addResource(module, resource);
    for (const check of module.checks.values()) {
      const node = this.#add({ kind: "check", id: nodeId(module, `check.${check.name}`), module, check });
      this.#validations(node, module, check.assertions);
    }
    this.#addCalls(module);
  }

  addProviders(configuration: Configuration): void {
    for (const use of this.#providers.used(configuration)) {
      const { module, source, alias, block, schema } = use;
      const id = providerNodeId(module, source, alias);
      if (!this.#nodes.has(id))
        this.#add({ kind: "provider", id, module, source, ...(alias === undefined ? {} : { alias }), ...(block ? { block } : {}) });
      if (block && schema) this.#body(id, module, schema, block.body);
    }
  }

  finish(): Graph {
    for (const [node, module] of this.#whole)
      for (const inner of this.#inside.get(module) ?? []) {
        if (inner === node) continue;
        this.#depend(node, inner);
        this.#explicitly(node, inner);
      }
    for (const [id, wanted] of this.#dependencies) {
      for (const other of wanted) if (!this.#nodes.has(other)) wanted.delete(other);
      // A node that refers to itself is told so when it is evaluated.
      wanted.delete(id);
    }
    return { nodes: this.#nodes, dependencies: this.#dependencies, explicit: this.#explicit };
  }

  #explicitly(id: string, on: string): void {
    const known = this.#explicit.get(id) ?? [];
    this.#explicit.set(id, known);
    known.push(on);
  }

  #addResource(module: Module, resource: Resource): void {
    const node = this.#add({ kind: "resource", id: nodeId(module, resourceName(resource)), module, resource });
    for (const expression of [resource.count, resource.forEach]) if (expression) this.#refers(node, module, expression);
    const schema = this.#providers.schemaOf(resource);
    if (schema) this.#body(node, module, schema.block, resource.body);
    const { preconditions, postconditions, replaceTriggeredBy } = resource.lifecycle;
    this.#validations(node, module, [...preconditions, ...postconditions]);
    for (const expression of replaceTriggeredBy) this.#refers(node, module, expression);
    this.#dependsOn(node, module, resource.dependsOn);
    const provider = this.#providers.resolve(module, resource);
    if (provider) this.#depend(node, providerNodeId(provider.module, provider.source, provider.alias));
  }

  #addCalls(module: Module): void {
    for (const call of module.calls.values()) {
      const child = module.children.get(call.name);
      if (!child) continue;
      const node = this.#add({ kind: "call", id: nodeId(module, `module.${call.name}`), module, call, child });
      for (const expression of [call.count, call.forEach]) if (expression) this.#refers(node, module, expression);
      this.#dependsOn(node, module, call.dependsOn);
      for (const [name, { value }] of call.arguments) this.#refers(nodeId(child, `var.${name}`), module, value);
    }
  }

  #add(node: Node): string {
    this.#nodes.set(node.id, node);
    this.#entry(node.id);
    // A module's nodes wait until it is known how many instances of it there are.
    const { path } = node.module;
    for (let depth = path.length; depth > 0; depth--) {
      const caller = path.slice(0, depth - 1).map((name) => `module.${name}`);
      const call = [...caller, `module.${path[depth - 1]}`].join(".");
      if (depth === path.length && node.kind !== "provider") this.#depend(node.id, call);
    }
    for (const [module, inside] of this.#ancestors(node.module)) {
      inside.push(node.id);
      this.#inside.set(module, inside);
    }
    return node.id;
  }

  *#ancestors(module: Module): Iterable<[Module, string[]]> {
    yield [module, this.#inside.get(module) ?? []];
    for (const [other] of [...this.#inside])
      if (other !== module && other.path.length < module.path.length && other.path.every((name, index) => module.path[index] === name))
        yield [other, this.#inside.get(other) ?? []];
  }

  #entry(id: string): Set<string> {
    const known = this.#dependencies.get(id) ?? new Set();
    this.#dependencies.set(id, known);
    return known;
  }

  #depend(id: string, on: string): void {
    this.#entry(id).add(on);
  }

  #refers(id: string, module: Module, expression: Expression, except?: string): void {
    for (const reference of referencesOf(expression))
      for (const other of nodesReferredTo(module, reference))
        if (except === undefined || other !== nodeId(module, except)) this.#depend(id, other);
  }

  #body(id: string, module: Module, schema: BlockSchema, body: Body): void {
    for (const reference of prepareBody(schema, body).references) {
      const answer = parseReference(reference);
      if ("reference" in answer) for (const other of nodesReferredTo(module, answer.reference)) this.#depend(id, other);
    }
  }

  #validations(id: string, module: Module, validations: readonly Validation[]): void {
    for (const { condition, message } of validations) for (const expression of [condition, message]) this.#refers(id, module, expression);
  }

  #dependsOn(id: string, module: Module, entries: Resource["dependsOn"]): void {
    for (const { expression } of entries) {
      const traversal = staticTraversal(expression);
      const answer = traversal && parseReference(traversal);
      if (!answer || !("reference" in answer)) continue;
      const { referent } = answer.reference;
      for (const other of nodesReferredTo(module, answer.reference)) {
        this.#depend(id, other);
        this.#explicitly(id, other);
      }
      const child = referent.kind === "module" ? module.children.get(referent.name) : undefined;
      if (child) this.#whole.push([id, child]);
    }
  }
}

import type { Expression, Reference, Step } from "#engines/hcl";
import { type InstanceKey, instanceKeyOf, parseAddress, resourceName } from "../addresses.ts";
import type { Configuration, Module, Resource } from "../configuration/index.ts";
import { prepareBody } from "../evaluation/prepare-body.ts";
import { type ParsedReference, parseReference } from "../evaluation/references.ts";
import { referencesOf } from "../graph/nodes.ts";
import type { Plan, ResourceChange } from "../model.ts";
import type { Path, ResourceSchema } from "../providers/index.ts";

/**
 * The plan whose changes from outside know their relevant attributes: those that something the plan changes was made from, over locals,
 * variables, outputs and other resources. https://developer.hashicorp.com/terraform/internals/json-format, `relevant_attributes`.
 */
export function withRelevance(plan: Plan, configuration: Configuration): Plan {
  if (plan.drift.length === 0 || plan.mode === "refresh-only") return plan;
  const search = new Search(configuration, plan);
  for (const change of plan.changes) if (change.actions[0] !== "no-op") search.resource(change);
  for (const { name, actions } of plan.outputs) {
    const output = actions[0] === "no-op" ? undefined : configuration.root.outputs.get(name);
    if (output) search.expression(configuration.root, output.value);
  }
  search.run();
  return { ...plan, drift: plan.drift.map((change) => ({ ...change, relevantAttributes: search.relevantOf(change) })) };
}

type Read = { readonly key: InstanceKey; readonly path: Path };

class Search {
  readonly #configuration: Configuration;
  readonly #schemas: ReadonlyMap<string, ResourceSchema>;
  readonly #seen = new Set<string>();
  /** A chain of locals may be longer than the stack is deep. */
  readonly #pending: (() => void)[] = [];
  /** What is read of each resource, by its address without keys. */
  readonly #reads = new Map<string, Read[]>();

  constructor(configuration: Configuration, plan: Plan) {
    this.#configuration = configuration;
    this.#schemas = new Map([...plan.changes, ...plan.drift].map(({ mode, type, schema }) => [`${mode} ${type}`, schema]));
  }

  /** Everything that the change's own configuration is made from. */
  resource(change: ResourceChange): void {
    const module = this.#moduleOf(change);
    const resource = module?.resources.get(resourceName(change));
    if (module && resource) this.#whole(module, resource);
  }

  expression(module: Module, expression: Expression | undefined): void {
    if (expression) for (const reference of referencesOf(expression)) this.#follow(module, reference);
  }

  run(): void {
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) next();
  }

  /** A reference to all instances of a resource at once is a reference to none of them. */
  relevantOf(change: ResourceChange): readonly Path[] {
    const module = this.#moduleOf(change);
    const key = parseAddress(change.address)?.resource?.key;
    const reads = module ? (this.#reads.get(nameOf(module, resourceName(change))) ?? []) : [];
    return reads.flatMap((read) => (read.key === key ? [read.path] : []));
  }

  #moduleOf({ address }: ResourceChange): Module | undefined {
    let module: Module | undefined = this.#configuration.root;
    for (const { name } of parseAddress(address)?.module ?? []) module = module?.children.get(name);
    return module;
  }

  #follow(module: Module, { referent, remaining }: ParsedReference): void {
    switch (referent.kind) {
      case "local":
        this.#once(nameOf(module, `local.${referent.name}`), () => this.expression(module, module.locals.get(referent.name)?.value));
        return;
      case "variable":
        this.#once(nameOf(module, `var.${referent.name}`), () => this.#argument(module, referent.name));
        return;
      case "module": {
        const child = module.children.get(referent.name);
        const names = referent.output === undefined ? [...(child?.outputs.keys() ?? [])] : [referent.output];
        for (const name of names)
          if (child) this.#once(nameOf(child, `output.${name}`), () => this.expression(child, child.outputs.get(name)?.value));
        return;
      }
      case "resource":
        this.#read(module, referent, remaining.map(stepOf));
        return;
      default:
        return;
    }
  }

  #argument(module: Module, name: string): void {
    let parent: Module | undefined = this.#configuration.root;
    for (const step of module.path.slice(0, -1)) parent = parent?.children.get(step);
    const call = parent?.calls.get(module.path.at(-1) ?? "");
    if (parent) this.expression(parent, call?.arguments.get(name)?.value);
  }

  #read(module: Module, referent: ParsedReference["referent"] & { kind: "resource" }, path: readonly (string | number)[]): void {
    const resource = module.resources.get(resourceName(referent));
    if (!resource) return;
    const name = nameOf(module, resourceName(resource));
    const reads = this.#reads.get(name) ?? [];
    reads.push({ key: referent.key, path });
    this.#reads.set(name, reads);
    const attribute = path.length === 0 ? undefined : String(path[0]);
    this.#once(`${name} ${attribute ?? "*"}`, () => {
      const written = attribute === undefined ? undefined : resource.body.attributes.get(attribute);
      if (written) this.expression(module, written.value);
      else if (attribute === undefined || resource.body.blocks.some(({ type }) => type === attribute)) this.#whole(module, resource);
    });
  }

  #whole(module: Module, resource: Resource): void {
    this.#once(`${nameOf(module, resourceName(resource))} whole`, () => {
      const schema = this.#schemas.get(`${resource.mode} ${resource.type}`);
      for (const reference of schema ? prepareBody(schema.block, resource.body).references : []) this.#reference(module, reference);
      this.expression(module, resource.count);
      this.expression(module, resource.forEach);
    });
  }

  #reference(module: Module, reference: Reference): void {
    const parsed = parseReference(reference);
    if ("reference" in parsed) this.#follow(module, parsed.reference);
  }

  #once(name: string, work: () => void): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    this.#pending.push(work);
  }
}

const stepOf = (step: Step): string | number => (step.kind === "attribute" ? step.name : (instanceKeyOf(step) ?? ""));

const nameOf = (module: Module, name: string): string => [...module.path, name].join(".");

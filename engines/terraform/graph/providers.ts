import { within } from "../addresses.ts";
import type { Configuration, Module, ProviderConfiguration, ProviderReference, Resource } from "../configuration/index.ts";
import type { BlockSchema, Provider, ResourceSchema } from "../providers/index.ts";
import { modulesOf, pathText } from "./nodes.ts";

/** A provider configuration, in the module that has it. */
export type ProviderUse = {
  readonly module: Module;
  readonly source: string;
  readonly alias?: string;
  readonly block?: ProviderConfiguration;
  readonly schema?: BlockSchema;
};

const registry = "registry.terraform.io";

/** `registry.terraform.io/hashicorp/aws`, as states and messages write it. */
export function fullSource(source: string): string {
  return source.split("/").length > 2 ? source : `${registry}/${source}`;
}

/** `module.a.provider["registry.terraform.io/hashicorp/aws"].east` */
export const providerNodeId = (module: Module, source: string, alias: string | undefined): string =>
  within(pathText(module.path), `provider["${fullSource(source)}"]${alias === undefined ? "" : `.${alias}`}`);

/** Which provider configuration each resource uses: https://developer.hashicorp.com/terraform/language/modules/develop/providers */
export class Providers {
  readonly #of: (source: string) => Provider | undefined;
  readonly #callers = new Map<Module, Module>();

  constructor(configuration: Configuration, of: (source: string) => Provider | undefined) {
    this.#of = of;
    for (const module of modulesOf(configuration)) for (const child of module.children.values()) this.#callers.set(child, module);
  }

  provider(source: string): Provider | undefined {
    return this.#of(source);
  }

  schemaOf({ mode, type, providerSource }: Resource): ResourceSchema | undefined {
    const provider = this.#of(providerSource);
    if (mode === "managed") return provider?.resources.get(type);
    return mode === "data" ? provider?.dataSources.get(type) : undefined;
  }

  resolve(module: Module, resource: Resource): ProviderUse | undefined {
    const alias = resource.provider?.alias;
    const reference = { name: resource.providerName, ...(alias === undefined ? {} : { alias }) };
    return this.#resolve(module, resource.providerSource, reference);
  }

  /** The name of a configuration that a module speaks of and does not have. */
  missing(module: Module, { name, alias }: ProviderReference): string | undefined {
    const source = module.requiredProviders.get(name)?.source ?? defaultSource(name);
    const found = this.#resolve(module, source, { name, ...(alias === undefined ? {} : { alias }) });
    return found ? undefined : providerNodeId(module, source, alias);
  }

  used(configuration: Configuration): readonly ProviderUse[] {
    const found: ProviderUse[] = [];
    for (const module of modulesOf(configuration)) {
      for (const block of module.providers.values()) {
        const source = module.requiredProviders.get(block.name)?.source ?? defaultSource(block.name);
        found.push(this.#use(module, source, block.alias, block));
      }
      for (const resource of module.resources.values()) {
        const use = this.resolve(module, resource);
        if (use) found.push(use);
      }
    }
    return found;
  }

  #resolve(module: Module, source: string, { name, alias }: Pick<ProviderReference, "name" | "alias">): ProviderUse | undefined {
    const block = module.providers.get(alias === undefined ? name : `${name}.${alias}`);
    if (block) return this.#use(module, source, alias, block);
    const caller = this.#callers.get(module);
    if (!caller) return alias === undefined ? this.#use(module, source, undefined, undefined) : undefined;
    const call = caller.calls.get(module.path.at(-1) ?? "");
    const passed = call?.providers.find(({ inChild }) => inChild.name === name && inChild.alias === alias)?.inParent;
    if (passed) return this.#resolve(caller, source, passed);
    if (alias !== undefined) return undefined;
    const nameThere = [...caller.requiredProviders].find(([, required]) => required.source === source)?.[0] ?? name;
    return this.#resolve(caller, source, { name: nameThere });
  }

  #use(module: Module, source: string, alias: string | undefined, block: ProviderConfiguration | undefined): ProviderUse {
    const schema = this.#of(source)?.config;
    return {
      module,
      source,
      ...(alias === undefined ? {} : { alias }),
      ...(block ? { block } : {}),
      ...(schema ? { schema } : {}),
    };
  }
}

const defaultSource = (name: string): string => (name === "terraform" ? "terraform.io/builtin/terraform" : `hashicorp/${name}`);

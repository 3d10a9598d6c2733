import { parseHclExpression, type Step, toDouble } from "#engines/hcl";

/** What tells instances apart: a number of `count`, a text of `for_each`, nothing where there is one. */
export type InstanceKey = string | number | undefined;

export type ModuleStep = { readonly name: string; readonly key: InstanceKey };

/** A module instance: none of a step is the root. */
export type ModuleAddress = readonly ModuleStep[];

export type ResourceAddress = {
  readonly module: ModuleAddress;
  readonly mode: "managed" | "data" | "ephemeral";
  readonly type: string;
  readonly name: string;
  readonly key: InstanceKey;
};

/** `[0]`, `["a"]` or nothing. */
export function keyText(key: InstanceKey): string {
  if (key === undefined) return "";
  return typeof key === "number" ? `[${key}]` : `[${quoted(key)}]`;
}

/** As HCL writes a string. */
export function quoted(text: string): string {
  const escaped = text.replace(/[\\"\n\r\t]/g, (character) => escapes.get(character) ?? character);
  return `"${escaped.replace(/([$%])\{/g, "$1$1{")}"`;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** `module.a["x"].module.b` */
export const moduleText = (module: ModuleAddress): string => module.map(({ name, key }) => `module.${name}${keyText(key)}`).join(".");

/** `aws_vpc.main` or `data.aws_ami.this`: a resource within its module. */
export function resourceName({ mode, type, name }: Pick<ResourceAddress, "mode" | "type" | "name">): string {
  return mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;
}

export const within = (module: string, rest: string): string => (module === "" ? rest : `${module}.${rest}`);

/** `module.a[0].aws_vpc.main["x"]` */
export const addressText = (address: ResourceAddress): string =>
  within(moduleText(address.module), `${resourceName(address)}${keyText(address.key)}`);

export type Address = { readonly module: ModuleAddress; readonly resource?: Omit<ResourceAddress, "module"> };

/** Reads an address as an option or a state writes it; undefined where it is none. */
export function parseAddress(text: string): Address | undefined {
  const { model, diagnostics } = parseHclExpression({ path: "address", text }, { line: 1, column: 1, offset: 0 });
  if (diagnostics.length > 0 || model?.kind !== "traversal") return undefined;
  return readAddress(model.root, model.steps);
}

/** The address that a traversal spells; undefined where it is none. */
export function readAddress(root: string, steps: readonly Step[]): Address | undefined {
  const words: readonly (string | { readonly key: string | number })[] = [root, ...steps.map(wordOf)];
  const module: ModuleStep[] = [];
  let at = 0;
  const key = (): InstanceKey => {
    const found = words[at];
    if (typeof found !== "object") return undefined;
    at++;
    return found.key;
  };
  while (words[at] === "module") {
    const name = words[at + 1];
    if (typeof name !== "string") return undefined;
    at += 2;
    module.push({ name, key: key() });
  }
  if (at === words.length) return module.length > 0 ? { module } : undefined;
  const explicit = words[at] === "data" || words[at] === "ephemeral" || words[at] === "resource";
  const mode = words[at] === "data" ? "data" : words[at] === "ephemeral" ? "ephemeral" : "managed";
  if (explicit) at++;
  const [type, name] = [words[at], words[at + 1]];
  if (typeof type !== "string" || typeof name !== "string") return undefined;
  at += 2;
  const instance = key();
  return at === words.length ? { module, resource: { mode, type, name, key: instance } } : undefined;
}

function wordOf(step: Step): string | { readonly key: string | number } {
  if (step.kind === "attribute") return step.name;
  const key = instanceKeyOf(step);
  return { key: key ?? "" };
}

/** The key of an index step. */
export function instanceKeyOf(step: Step | undefined): InstanceKey {
  if (step?.kind !== "index") return undefined;
  if (step.key.kind === "string") return step.key.value;
  return step.key.kind === "number" ? toDouble(step.key.value) : undefined;
}

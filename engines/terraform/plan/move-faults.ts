import type { Span } from "#engines/source";
import { keyText, resourceName } from "../addresses.ts";
import type { Configuration, Module, MoveEndpoint } from "../configuration/index.ts";
import type { PlanDiagnostic } from "../model.ts";
import type { Walk } from "../walk/walk.ts";
import { type MoveStatement, moveStatements } from "./moves.ts";

const place = ({ file, start }: Span): string => `${file}:${start.line},${start.column}`;

/** What is wrong with `moved` blocks, seen beside the instances there are. */
export function moveFaults(walk: Walk, previousAddresses: ReadonlyMap<string, string>): PlanDiagnostic[] {
  const left = [...previousAddresses.values()];
  const { configuration } = walk;
  const statements = moveStatements(configuration);
  const faults: PlanDiagnostic[] = [];
  const report = (summary: string, detail: string, span: Span) =>
    faults.push({ severity: "error", code: "terraform/moved", summary, detail, span });
  const [sources, targets] = [new Map<string, MoveStatement>(), new Map<string, MoveStatement>()];
  for (const statement of statements) {
    const { from, to, span } = statement;
    const [source, target] = [endpointText(statement, from), endpointText(statement, to)];
    if (source === target) {
      report("Redundant move statement", `This statement moves ${source} to itself.`, span);
      continue;
    }
    const moves = left.some((address) => address === source || address.startsWith(`${source}[`));
    if (moves && from.resource && to.resource && from.resource.type !== to.resource.type && !isTerraformData(from, to)) {
      const detail = `Objects of the type "${from.resource.type}" cannot become objects of the type "${to.resource.type}".`;
      report("Unsupported `moved` across resource types", detail, span);
      continue;
    }
    const earlier = sources.get(source);
    const other = targets.get(target);
    if (earlier && endpointText(earlier, earlier.to) !== target)
      report("Ambiguous move statements", `${source} is moved to somewhere else already, at ${place(earlier.span)}.`, span);
    else if (other && endpointText(other, other.from) !== source)
      report("Ambiguous move statements", `Something else is moved to ${target} already, at ${place(other.span)}.`, span);
    sources.set(source, sources.get(source) ?? statement);
    targets.set(target, targets.get(target) ?? statement);
    const still = stillDeclared(walk, statement);
    if (still) {
      const detail = `${source} is moved away here and is still declared at ${place(still)}. Take its block out of the configuration, or this statement.`;
      report("Moved object still exists", detail, span);
    }
  }
  return faults;
}

const isTerraformData = (from: MoveEndpoint, to: MoveEndpoint): boolean =>
  from.resource?.type === "null_resource" && to.resource?.type === "terraform_data";

function endpointText({ within }: MoveStatement, { modules, resource }: MoveEndpoint): string {
  const steps = [...within.map((name) => `module.${name}`), ...modules.map(({ name, key }) => `module.${name}${keyText(key)}`)];
  if (resource) steps.push(`${resourceName(resource)}${keyText(resource.key)}`);
  return steps.join(".");
}

/** Where the object that moves away is still declared. */
function stillDeclared(walk: Walk, { within, from, to }: MoveStatement): Span | undefined {
  let module: Module | undefined = moduleAt(walk.configuration, within);
  const last = from.modules.at(-1);
  const calls = from.resource ? from.modules : from.modules.slice(0, -1);
  for (const { name } of calls) module = module?.children.get(name);
  if (!module) return undefined;
  if (!from.resource) {
    const call = last && module.calls.get(last.name);
    if (!call || !last) return undefined;
    if (last.key === undefined && to.modules.at(-1)?.key === undefined) return call.span;
    const child = module.children.get(last.name);
    const exists = child && walk.instancesOf(child).some(({ address }) => address.at(-1)?.key === last.key);
    return exists ? call.span : undefined;
  }
  const resource = module.resources.get(resourceName(from.resource));
  if (!resource) return undefined;
  const { key } = from.resource;
  if (key === undefined && to.resource?.key === undefined) return resource.span;
  return declares(walk, module, resource.count !== undefined, resource.forEach !== undefined, key, resourceName(resource))
    ? resource.span
    : undefined;
}

function declares(walk: Walk, module: Module, counted: boolean, keyed: boolean, key: string | number | undefined, name: string): boolean {
  if (key === undefined) return !counted && !keyed;
  if (typeof key === "number" ? !counted : !keyed) return false;
  return walk.instancesOf(module).some((instance) => {
    const value = walk.value(instance, name);
    if (value?.kind === "sequence" && typeof key === "number") return key < value.items.length;
    return value?.kind === "mapping" && value.entries.has(String(key));
  });
}

function moduleAt({ root }: Configuration, path: readonly string[]): Module | undefined {
  let module: Module | undefined = root;
  for (const name of path) module = module?.children.get(name);
  return module;
}

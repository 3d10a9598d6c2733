import { type Attribute, type Block, bodyContent, type Reference } from "#engines/hcl";
import type { Span } from "#engines/source";
import { readAddress } from "../addresses.ts";
import { constantBool } from "./constant.ts";
import type { Findings } from "./findings.ts";
import type { Moved, MoveEndpoint, Removed } from "./model.ts";
import { readProvisioner } from "./provisioners.ts";
import { onlyOne } from "./resources.ts";
import { movedSchema, removedLifecycleSchema, removedSchema } from "./schemas.ts";
import { referenceOf } from "./shapes.ts";

/** https://developer.hashicorp.com/terraform/language/block/moved */
export function readMoved(block: Block, findings: Findings): Moved | undefined {
  const before = findings.errors;
  const { attributes, diagnostics } = bodyContent(block.body, movedSchema);
  findings.take(diagnostics);
  const from = readEndpoint(attributes.get("from"), findings);
  const to = readEndpoint(attributes.get("to"), findings);
  if (findings.errors > before || !from || !to) return undefined;
  const [one, other] = [from.resource, to.resource];
  if ((one === undefined) !== (other === undefined) || one?.mode !== other?.mode) {
    const detail = "A resource moves to the address of a resource, and a module to that of a module.";
    findings.error("moved", 'Invalid "moved" addresses', detail, block.header);
    return undefined;
  }
  return { from, to, span: block.header };
}

/** https://developer.hashicorp.com/terraform/language/block/removed */
export function readRemoved(block: Block, findings: Findings): Removed | undefined {
  const { attributes, blocks, diagnostics } = bodyContent(block.body, removedSchema);
  findings.take(diagnostics);
  const from = readEndpoint(attributes.get("from"), findings);
  if (from) refuseInstances(from, attributes.get("from")?.value.span ?? block.header, findings);
  let destroy = true;
  const lifecycle = onlyOne(
    blocks.filter(({ type }) => type === "lifecycle"),
    "lifecycle",
    findings,
  );
  if (lifecycle) {
    const content = bodyContent(lifecycle.body, removedLifecycleSchema);
    findings.take(content.diagnostics);
    const given = content.attributes.get("destroy");
    destroy = (given && constantBool(given.value, findings)) ?? true;
  }
  for (const inner of blocks) if (inner.type === "provisioner") readProvisioner(inner, findings);
  return from && { from, destroy, span: block.header };
}

function refuseInstances({ modules, resource }: MoveEndpoint, span: Span, findings: Findings): void {
  if (resource?.mode === "data")
    findings.error("removed", "Data source address not allowed", "Data sources are only read: there is nothing to be removed.", span);
  if (modules.some(({ key }) => key !== undefined))
    findings.error("removed", "Module instance keys not allowed", "All instances of a module are removed together.", span);
  if (resource?.key !== undefined)
    findings.error("removed", "Resource instance keys not allowed", "All instances of a resource are removed together.", span);
}

function readEndpoint(attribute: Attribute | undefined, findings: Findings): MoveEndpoint | undefined {
  if (!attribute) return undefined;
  const reference = referenceOf(attribute.value, findings);
  return reference && endpointOf(reference, findings);
}

function endpointOf(reference: Reference, findings: Findings): MoveEndpoint | undefined {
  const { root, steps, span } = reference;
  const address = readAddress(root, steps);
  if (!address || address.resource?.mode === "ephemeral") {
    findings.error("address", "Invalid address", "An address is that of a module, a resource, or an instance of either.", span);
    return undefined;
  }
  const modules = address.module.map(({ name, key }) => ({ name, ...(key === undefined ? {} : { key }) }));
  if (!address.resource) return { modules, span };
  const { mode, type, name, key } = address.resource;
  return { modules, resource: { mode: mode === "data" ? mode : "managed", type, name, ...(key === undefined ? {} : { key }) }, span };
}

import { type Attribute, type Block, bodyContent, type Reference } from "#engines/hcl";
import type { Span } from "#engines/source";
import { constantBool } from "./constant.ts";
import { notTypes, readEndpoint } from "./endpoints.ts";
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
  const from = movableOf(attributes.get("from"), findings);
  const to = movableOf(attributes.get("to"), findings);
  if (findings.errors > before || !from || !to) return undefined;
  if ((from.resource === undefined) !== (to.resource === undefined)) {
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
  const written = attributes.get("from");
  const reference = written && referenceOf(written.value, findings);
  const from = reference && refuseInstances(reference, findings) ? endpointOf(written, findings) : undefined;
  let destroy = true;
  for (const lifecycle of blocks.filter(({ type }) => type === "lifecycle")) {
    const content = bodyContent(lifecycle.body, removedLifecycleSchema);
    findings.take(content.diagnostics);
    const given = content.attributes.get("destroy");
    destroy = (given && constantBool(given.value, findings)) ?? destroy;
  }
  readLastActions(blocks, from, findings);
  return from && { from, destroy, span: block.header };
}

/** What is done with an object before it goes: a whole module has nothing of the kind. */
function readLastActions(blocks: readonly Block[], from: MoveEndpoint | undefined, findings: Findings): void {
  const ofModule = from !== undefined && from.resource === undefined;
  const connections = blocks.filter(({ type }) => type === "connection");
  onlyOne(connections, "connection", findings);
  for (const { header } of ofModule ? connections.slice(0, 1) : [])
    findings.error("removed", "Invalid connection block", "Connections belong to resources, and a module is removed here.", header);
  for (const block of blocks.filter(({ type }) => type === "provisioner")) {
    const provisioner = readProvisioner(block, findings);
    if (ofModule)
      findings.error(
        "removed",
        "Invalid provisioner block",
        "Provisioners belong to resources, and a module is removed here.",
        block.header,
      );
    else if (provisioner && provisioner.when !== "destroy")
      findings.error("removed", "Invalid provisioner block", "What is removed has provisioners for when = destroy alone.", block.header);
  }
}

/** All instances are removed together; data sources are only read. Says so at the first place. */
function refuseInstances({ root, steps, span }: Reference, findings: Findings): boolean {
  let at = 0;
  let words: readonly (string | undefined)[] = [root, ...steps.map((step) => (step.kind === "attribute" ? step.name : undefined))];
  const refuse = (summary: string, detail: string, place: Span): false => {
    findings.error("removed", summary, detail, place);
    return false;
  };
  while (words[0] === "module") {
    const key = steps[at + 1];
    if (key?.kind === "index")
      return refuse("Module instance keys not allowed", "All instances of a module are removed together.", key.span);
    words = words.slice(2);
    at += 2;
  }
  if (words[0] === "data")
    return refuse("Data source address not allowed", "Data sources are only read: there is nothing to remove.", span);
  const extra = words.length > 2 ? steps[at + 1] : undefined;
  if (words[0] === "resource" || !extra) return true;
  return refuse("Resource instance keys not allowed", "All instances of a resource are removed together.", extra.span);
}

function movableOf(attribute: Attribute | undefined, findings: Findings): MoveEndpoint | undefined {
  const reference = attribute && referenceOf(attribute.value, findings);
  if (!reference || !notTypes.has(reference.root)) return reference && readEndpoint(reference, findings);
  findings.error("address", "Invalid address", "A resource or a module is named here.", reference.span);
  return undefined;
}

function endpointOf(attribute: Attribute | undefined, findings: Findings): MoveEndpoint | undefined {
  const reference = attribute && referenceOf(attribute.value, findings);
  return reference && readEndpoint(reference, findings);
}

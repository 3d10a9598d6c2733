import { type Attribute, type Block, type BodyContent, partialContent } from "#engines/hcl";
import { readDependsOn } from "./depends-on.ts";
import type { LifecycleDraft, ResourceDraft } from "./drafts.ts";
import { withEscaped } from "./escaping.ts";
import type { Findings } from "./findings.ts";
import { readDataLifecycle, readManagedLifecycle } from "./lifecycle.ts";
import { impliedProvider, readProviderReference } from "./provider-names.ts";
import { readConnection, readProvisioners } from "./provisioners.ts";
import { dataSchema, resourceSchema } from "./schemas.ts";
import { checkName } from "./shapes.ts";

export const emptyLifecycle: LifecycleDraft = { replaceTriggeredBy: [], preconditions: [], postconditions: [] };

/** https://developer.hashicorp.com/terraform/language/block/resource */
export function readResource(block: Block, override: boolean, findings: Findings): ResourceDraft {
  const content = partialContent(block.body, resourceSchema);
  findings.take(content.diagnostics);
  const identity = readIdentity(block, "managed", findings);
  const meta = readMeta(content, findings);
  const lifecycles = content.blocks.filter(({ type }) => type === "lifecycle");
  const lifecycle = onlyOne(lifecycles, "lifecycle", findings);
  const rest = content.blocks.filter(({ type }) => type !== "lifecycle" && type !== "connection" && type !== "provisioner");
  const connection = readConnection(content.blocks, findings);
  const provisioners = readProvisioners(content.blocks, connection, findings);
  return {
    ...identity,
    ...meta,
    providerName: meta.provider?.name ?? impliedProvider(identity.type),
    body: withEscaped(content.rest, rest, "resource", findings),
    lifecycle: lifecycle ? readManagedLifecycle(lifecycle, identity, override, findings) : emptyLifecycle,
    provisioners,
  };
}

/** https://developer.hashicorp.com/terraform/language/block/data and, alike in form, the block of an ephemeral resource. */
export function readData(block: Block, mode: "data" | "ephemeral", override: boolean, findings: Findings): ResourceDraft {
  const content = partialContent(block.body, dataSchema);
  findings.take(content.diagnostics);
  const identity = readIdentity(block, mode, findings);
  const meta = readMeta(content, findings);
  const lifecycle = onlyOne(
    content.blocks.filter(({ type }) => type === "lifecycle"),
    "lifecycle",
    findings,
  );
  const rest = content.blocks.filter(({ type }) => type !== "lifecycle");
  return {
    ...identity,
    ...meta,
    providerName: meta.provider?.name ?? impliedProvider(identity.type),
    body: withEscaped(content.rest, rest, mode, findings),
    lifecycle: lifecycle ? readDataLifecycle(lifecycle, identity, override, findings) : emptyLifecycle,
    provisioners: [],
  };
}

const what = {
  managed: ["resource type name", "resource name"],
  data: ["data source name", "data resource name"],
  ephemeral: ["ephemeral resource type", "ephemeral resource name"],
} as const;

function readIdentity<Mode extends ResourceDraft["mode"]>(block: Block, mode: Mode, findings: Findings) {
  const [type, name] = block.labels;
  const [typeSpan, nameSpan] = [type?.span ?? block.header, name?.span ?? block.header];
  checkName(what[mode][0], type?.value ?? "", typeSpan, findings);
  checkName(what[mode][1], name?.value ?? "", nameSpan, findings);
  return { mode, type: type?.value ?? "", name: name?.value ?? "", typeSpan, span: block.header };
}

function readMeta({ attributes }: BodyContent, findings: Findings) {
  const provider = attributes.get("provider");
  const reference = provider && readProviderReference(provider.value, "provider", findings);
  return {
    ...readRepetition(attributes, findings),
    ...(reference ? { provider: reference } : {}),
    dependsOn: readDependsOn(attributes.get("depends_on"), findings),
  };
}

/** `count` or `for_each`, and not both. */
export function readRepetition(attributes: ReadonlyMap<string, Attribute>, findings: Findings) {
  const [count, forEach] = [attributes.get("count"), attributes.get("for_each")];
  if (count && forEach) {
    const detail = "There is either a count or a set of keys to make instances of.";
    findings.error("repetition", 'Invalid combination of "count" and "for_each"', detail, forEach.nameSpan);
  }
  return { ...(count ? { count: count.value } : {}), ...(forEach ? { forEach: forEach.value } : {}) };
}

/** The first of several; each of the others is one too many. */
export function onlyOne(blocks: readonly Block[], name: string, findings: Findings): Block | undefined {
  const [first, ...others] = blocks;
  for (const other of others) {
    const detail = `There is a ${name} block on line ${first?.typeSpan.start.line} already.`;
    findings.error("duplicate", `Duplicate ${name} block`, detail, other.header);
  }
  return first;
}

/** How a module knows a resource: `type.name` or `data.type.name`. */
export const resourceKey = ({ mode, type, name }: Pick<ResourceDraft, "mode" | "type" | "name">): string =>
  mode === "managed" ? `${type}.${name}` : `${mode}.${type}.${name}`;

import { type Block, type Body, type Expression, justAttributes, partialContent, references, staticKeyword } from "#engines/hcl";
import type { Findings } from "./findings.ts";
import type { Provisioner } from "./model.ts";
import { onlyOne } from "./resources.ts";
import { provisionerSchema } from "./schemas.ts";
import { unquoted } from "./shapes.ts";

const removedTypes = new Set(["chef", "habitat", "puppet", "salt-masterless"]);

/** Read as far as Terraform does while it loads a configuration; nothing is ever run. */
export function readProvisioners(blocks: readonly Block[], connection: Block | undefined, findings: Findings): Provisioner[] {
  const provisioners = blocks.filter(({ type }) => type === "provisioner").flatMap((block) => readProvisioner(block, findings) ?? []);
  if (connection && provisioners.some(({ when }) => when === "destroy")) refuseOthers(connection.body, findings);
  return provisioners;
}

export const readConnection = (blocks: readonly Block[], findings: Findings): Block | undefined =>
  onlyOne(
    blocks.filter(({ type }) => type === "connection"),
    "connection",
    findings,
  );

export function readProvisioner(block: Block, findings: Findings): Provisioner | undefined {
  const { attributes, blocks, diagnostics, rest } = partialContent(block.body, provisionerSchema);
  findings.take(diagnostics);
  const [label] = block.labels;
  const type = label?.value ?? "";
  if (removedTypes.has(type)) {
    findings.error(
      "provisioner",
      `The "${type}" provisioner has been removed`,
      "Terraform has it no longer since version 0.15.",
      label?.span,
    );
    return undefined;
  }
  const when = keyword(attributes.get("when")?.value, "when", ["create", "destroy"], findings);
  if (when === "destroy") refuseOthers(rest, findings);
  keyword(attributes.get("on_failure")?.value, "on_failure", ["continue", "fail"], findings);
  const [seen, others] = [blocks.filter(({ type: of }) => of === "connection"), blocks.filter(({ type: of }) => of !== "connection")];
  const connection = onlyOne(seen, "connection", findings);
  if (when === "destroy" && connection) refuseOthers(connection.body, findings);
  for (const { type: of, typeSpan } of others) {
    if (of === "_") continue;
    const detail = `"${of}" is reserved for later versions of the language.`;
    findings.error("reserved", "Reserved block type name in provisioner block", detail, typeSpan);
  }
  onlyOne(
    others.filter(({ type: of }) => of === "_"),
    "escaping",
    findings,
  );
  return { type, when: when === "destroy" ? "destroy" : "create", block };
}

function keyword(written: Expression | undefined, argument: string, words: readonly string[], findings: Findings): string | undefined {
  if (!written) return undefined;
  const expression = unquoted(written, "keywords", findings);
  const word = staticKeyword(expression);
  if (word !== undefined && words.includes(word)) return word;
  const detail = `"${argument}" is one of the words ${words.join(" and ")}.`;
  findings.error("provisioner", `Invalid "${argument}" keyword`, detail, expression.span);
  return undefined;
}

/** When a resource is destroyed, nothing else may be there any more. */
function refuseOthers(body: Body, findings: Findings): void {
  for (const { value } of justAttributes(body).attributes.values()) {
    for (const { root, steps } of references(value)) {
      const [step] = steps;
      const name = steps.length === 1 && step?.kind === "attribute" ? step.name : undefined;
      const allowed =
        ["self", "path", "terraform"].includes(root) || (root === "count" && name === "index") || (root === "each" && name === "key");
      if (allowed) continue;
      const detail = "While a resource is destroyed, only self, count.index, each.key and path can be referred to.";
      findings.error("destroy-provisioner", "Invalid reference from destroy provisioner", detail, value.span);
    }
  }
}

import { type Block, bodyContent, partialContent } from "#engines/hcl";
import type { CheckDraft, ResourceDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { readData, resourceKey } from "./resources.ts";
import { checkSchema, dataSchema } from "./schemas.ts";
import { checkName } from "./shapes.ts";
import { readValidation } from "./validations.ts";

/** https://developer.hashicorp.com/terraform/language/block/check */
export function readCheck(block: Block, override: boolean, findings: Findings): CheckDraft {
  const [label] = block.labels;
  const name = label?.value ?? "";
  if (override) {
    findings.error("override", "Can't override check blocks", "Checks stay as they are in the file that is overridden.", block.header);
    return { name, assertions: [], span: block.header };
  }
  const { blocks, diagnostics } = bodyContent(block.body, checkSchema);
  findings.take(diagnostics);
  checkName("check block name", name, label?.span ?? block.header, findings);
  const [data, ...others] = blocks.filter(({ type }) => type === "data");
  for (const other of others)
    findings.error("check-data", "Multiple data resource blocks", "A check has one data source at most.", other.header);
  const assertions = blocks
    .filter(({ type }) => type === "assert")
    .flatMap((each) => {
      const before = findings.errors;
      const assertion = readValidation(each, override, findings);
      return assertion && findings.errors === before ? [assertion] : [];
    });
  if (assertions.length === 0) findings.error("check", "Zero assert blocks", "A check without an assertion checks nothing.", block.header);
  const resource = data && readScoped(data, name, findings);
  return {
    name,
    assertions,
    ...(resource ? { data: resourceKey(resource), resource } : {}),
    span: block.header,
  };
}

/** The data source of a check: read each time, on its own, and once. Undefined where something is wrong with it. */
function readScoped(block: Block, check: string, findings: Findings): ResourceDraft | undefined {
  const before = findings.errors;
  const { attributes, blocks } = partialContent(block.body, dataSchema);
  for (const name of ["count", "for_each"]) {
    const attribute = attributes.get(name);
    if (attribute)
      findings.error("check-data", `Invalid "${name}" attribute`, "The data source of a check has one instance.", attribute.nameSpan);
  }
  for (const { type, header } of blocks)
    if (type === "lifecycle")
      findings.error(
        "check-data",
        "Invalid lifecycle block",
        "The data source of a check has no lifecycle: the assertions are its conditions.",
        header,
      );
  const resource = readData(findings.errors > before ? withoutMeta(block) : block, "data", false, findings);
  return findings.errors > before ? undefined : { ...resource, check };
}

/** What has been refused already is not looked at again. */
function withoutMeta(block: Block): Block {
  const { rest } = partialContent(block.body, {
    attributes: [{ name: "count" }, { name: "for_each" }],
    blocks: [{ type: "lifecycle", labels: [] }],
  });
  return { ...block, body: rest };
}

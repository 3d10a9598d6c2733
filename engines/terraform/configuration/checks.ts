import { type Block, bodyContent } from "#engines/hcl";
import type { CheckDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { readData, resourceKey } from "./resources.ts";
import { checkSchema } from "./schemas.ts";
import { checkName } from "./shapes.ts";
import { readValidation } from "./validations.ts";

/** https://developer.hashicorp.com/terraform/language/block/check */
export function readCheck(block: Block, override: boolean, findings: Findings): CheckDraft {
  const [label] = block.labels;
  const name = label?.value ?? "";
  if (override)
    findings.error("override", "Can't override check blocks", "Checks stay as they are in the file that is overridden.", block.header);
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
  const resource = data && { ...readData(data, "data", override, findings), check: name };
  return {
    name,
    assertions,
    ...(resource ? { data: resourceKey(resource), resource } : {}),
    span: block.header,
  };
}

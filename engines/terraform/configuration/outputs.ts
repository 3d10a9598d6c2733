import { type Block, bodyContent, justAttributes } from "#engines/hcl";
import { constantBool, constantText } from "./constant.ts";
import { readDependsOn } from "./depends-on.ts";
import type { OutputDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import type { Local } from "./model.ts";
import { forOverride, outputSchema } from "./schemas.ts";
import { checkName } from "./shapes.ts";
import { readValidation } from "./validations.ts";

/** https://developer.hashicorp.com/terraform/language/block/output */
export function readOutput(block: Block, override: boolean, findings: Findings): OutputDraft {
  const [label] = block.labels;
  const name = label?.value ?? "";
  const { attributes, blocks, diagnostics } = bodyContent(block.body, override ? forOverride(outputSchema) : outputSchema);
  findings.take(diagnostics);
  checkName("output name", name, label?.span ?? block.header, findings);
  const description = attributes.get("description");
  const described = description && constantText(description.value, findings);
  const value = attributes.get("value")?.value;
  const flag = (argument: "sensitive" | "ephemeral") => {
    const attribute = attributes.get(argument);
    const given = attribute && constantBool(attribute.value, findings);
    return given === undefined ? {} : { [argument]: given };
  };
  const flags = { ...flag("sensitive"), ...flag("ephemeral") };
  const dependsOn = readDependsOn(attributes.get("depends_on"), findings);
  const preconditions = blocks.flatMap((each) => {
    if (each.type === "precondition") return readValidation(each, override, findings) ?? [];
    const detail = "An output value has preconditions only: there is nothing to look at after it.";
    findings.error("postcondition", "Postconditions are not allowed", detail, each.typeSpan);
    return [];
  });
  return {
    name,
    ...(value ? { value } : {}),
    ...(described === undefined ? {} : { description: described }),
    ...flags,
    dependsOn,
    preconditions,
    span: block.header,
  };
}

/** https://developer.hashicorp.com/terraform/language/block/locals */
export function readLocals(block: Block, findings: Findings): Local[] {
  const { attributes, diagnostics } = justAttributes(block.body);
  findings.take(diagnostics);
  return [...attributes.values()].map(({ name, nameSpan, value, span }) => {
    checkName("local value name", name, nameSpan, findings);
    return { name, value, nameSpan, span };
  });
}

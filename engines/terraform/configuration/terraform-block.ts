import { type Block, type Body, bodyContent, justAttributes, partialContent, staticKeyword } from "#engines/hcl";
import { constant } from "./constant.ts";
import type { FileDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { checkProviderName } from "./provider-names.ts";
import { readRequiredProviders } from "./required-providers.ts";
import { terraformSchema } from "./schemas.ts";
import { checkConstraintArgument } from "./version-constraints.ts";

/** What the terraform blocks of a file say before anything else of it is read. */
export function readTerraformSettings(file: Body, into: FileDraft, findings: Findings): void {
  const { blocks } = partialContent(file, { attributes: [], blocks: [{ type: "terraform", labels: [] }] });
  for (const block of blocks) {
    const { attributes } = partialContent(block.body, terraformSchema);
    const version = attributes.get("required_version");
    const text = version && checkConstraintArgument(version, findings);
    if (version && text !== undefined) into.coreVersions.push({ text, span: version.span });
    const language = attributes.get("language");
    if (language && staticKeyword(language.value) !== "TF2021") {
      const detail = "There is one edition of the language, TF2021, and it need not be named.";
      findings.error(
        "language",
        staticKeyword(language.value) === undefined ? "Invalid language edition" : "Unsupported language edition",
        detail,
        language.value.span,
      );
    }
    const experiments = attributes.get("experiments");
    if (experiments)
      findings.error("experiment", "Module uses experimental features", "A released Terraform has no experiments.", experiments.nameSpan);
  }
}

/** https://developer.hashicorp.com/terraform/language/block/terraform */
export function readTerraformBlock(block: Block, into: FileDraft, findings: Findings): void {
  const { blocks, diagnostics } = bodyContent(block.body, terraformSchema);
  findings.take(diagnostics);
  for (const inner of blocks) {
    switch (inner.type) {
      case "backend":
        into.backends.push({ type: inner.labels[0]?.value ?? "", typeSpan: inner.labels[0]?.span ?? inner.header, span: inner.header });
        break;
      case "cloud":
        into.clouds.push(inner.header);
        break;
      case "required_providers": {
        const requirements = readRequiredProviders(inner, findings);
        if (requirements) into.requirements.push(requirements);
        break;
      }
      case "provider_meta": {
        const before = findings.errors;
        const provider = inner.labels[0]?.value ?? "";
        const content = justAttributes(inner.body);
        findings.take(content.diagnostics);
        if (content.diagnostics.length === 0) for (const { value } of content.attributes.values()) constant(value, findings);
        const named = checkProviderName(provider, inner.header, findings);
        if (named && findings.errors === before) into.metas.push({ provider, span: inner.header });
        break;
      }
    }
  }
}

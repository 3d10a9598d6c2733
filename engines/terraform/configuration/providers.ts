import { type Block, type Body, bodyContent, partialContent } from "#engines/hcl";
import { constantText } from "./constant.ts";
import type { ProviderDraft } from "./drafts.ts";
import { withEscaped } from "./escaping.ts";
import type { Findings } from "./findings.ts";
import { checkProviderName } from "./provider-names.ts";
import { providerSchema } from "./schemas.ts";
import { isIdentifier } from "./shapes.ts";
import { checkConstraintArgument } from "./version-constraints.ts";

const reservedArguments = ["count", "depends_on", "for_each", "source"];

/** https://developer.hashicorp.com/terraform/language/block/provider */
export function readProvider(block: Block, findings: Findings): ProviderDraft | undefined {
  const { attributes, blocks, diagnostics, rest } = partialContent(block.body, providerSchema);
  findings.take(diagnostics);
  const name = block.labels[0]?.value ?? "";
  if (!checkProviderName(name, block.header, findings)) return undefined;
  const aliasAt = attributes.get("alias");
  const alias = aliasAt && constantText(aliasAt.value, findings);
  if (aliasAt && !isIdentifier(alias ?? "")) {
    const detail = "An alias is a name: letters, digits, underscores and hyphens, beginning with a letter or an underscore.";
    findings.error("alias", "Invalid provider configuration alias", detail);
  }
  const version = attributes.get("version");
  if (version) {
    const detail = "Versions are constrained in required_providers, inside the terraform block.";
    findings.warning(
      "provider-version",
      "Version constraints inside provider configuration blocks are deprecated",
      detail,
      version.value.span,
    );
    checkConstraintArgument(version, findings);
  }
  for (const argument of reservedArguments) {
    const attribute = attributes.get(argument);
    if (!attribute) continue;
    const detail = `"${argument}" is reserved for later versions of the language.`;
    findings.error("reserved", "Reserved argument name in provider block", detail, attribute.nameSpan);
  }
  const body = withEscaped(rest, blocks, "provider", findings);
  return {
    name,
    ...(alias === undefined ? {} : { alias }),
    body,
    span: block.header,
    empty: isEmpty(body),
    version: version !== undefined,
  };
}

/** Whether a body says nothing, so that it needs no schema to be read. */
function isEmpty(body: Body): boolean {
  return bodyContent(body, { attributes: [], blocks: [] }).diagnostics.length === 0;
}

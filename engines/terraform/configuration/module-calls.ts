import { type Attribute, type Block, type Expression, justAttributes, partialContent, staticMap } from "#engines/hcl";
import { constantText, startOfExpression } from "./constant.ts";
import { readDependsOn } from "./depends-on.ts";
import type { CallDraft, PassedProvider } from "./drafts.ts";
import { withEscaped } from "./escaping.ts";
import type { Findings } from "./findings.ts";
import type { ModuleCall } from "./model.ts";
import { readModuleSource } from "./module-source.ts";
import { configurationName, readProviderReference } from "./provider-names.ts";
import { readRepetition } from "./resources.ts";
import { forOverride, moduleSchema } from "./schemas.ts";
import { checkName } from "./shapes.ts";
import { checkConstraintArgument } from "./version-constraints.ts";

/** https://developer.hashicorp.com/terraform/language/block/module */
export function readModuleCall(block: Block, override: boolean, findings: Findings): CallDraft {
  const { attributes, blocks, diagnostics, rest } = partialContent(block.body, override ? forOverride(moduleSchema) : moduleSchema);
  findings.take(diagnostics);
  const [label] = block.labels;
  const name = label?.value ?? "";
  checkName("module instance name", name, label?.span ?? block.header, findings);
  const version = attributes.get("version");
  const constraint = version && checkConstraintArgument(version, findings);
  const source = attributes.get("source");
  const providers = attributes.get("providers");
  return {
    name,
    ...(source ? { source: readSource(source, version !== undefined, findings) } : {}),
    ...(version ? { version: { span: version.span, text: constraint } } : {}),
    ...readRepetition(attributes, findings),
    dependsOn: readDependsOn(attributes.get("depends_on"), findings),
    ...(providers ? { providers: readPassed(providers.value, findings) } : {}),
    body: withEscaped(rest, blocks, "module", findings),
    span: block.header,
  };
}

export function finishCall(draft: CallDraft): ModuleCall {
  const { source, version: _, providers = [], ...rest } = draft;
  return { ...rest, source: source?.text ?? "", providers, arguments: justAttributes(draft.body).attributes };
}

function readSource({ value: { span }, value }: Attribute, versioned: boolean, findings: Findings): NonNullable<CallDraft["source"]> {
  const text = constantText(value, findings);
  if (text === undefined) return { text: "", span };
  const where = readModuleSource(text, versioned);
  if (typeof where !== "string") return { text, span, where };
  findings.error("module-source", versioned ? "Invalid registry module source address" : "Invalid module source address", where, span);
  return { text, span };
}

/** `providers = { aws = aws.east }` */
function readPassed(expression: Expression, findings: Findings): readonly PassedProvider[] {
  const pairs = staticMap(expression);
  if (!pairs) {
    findings.error(
      "static-map",
      "Invalid expression",
      "A map in braces is needed here, written out pair by pair.",
      startOfExpression(expression),
    );
    return [];
  }
  const seen = new Set<string>();
  return pairs.flatMap(({ key, value }) => {
    const before = findings.errors;
    const inChild = readProviderReference(key, "providers", findings);
    const inParent = readProviderReference(value, "providers", findings);
    if (!inChild || !inParent || findings.errors > before) return [];
    const name = configurationName(inChild);
    if (seen.has(name)) {
      findings.error("providers", "Duplicate provider address", `A provider is passed as ${name} already.`, value.span);
      return [];
    }
    seen.add(name);
    return [{ inChild, inParent }];
  });
}

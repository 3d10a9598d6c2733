import type { Expression, Reference } from "#engines/hcl";
import { staticTraversal } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { NamedProvider } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { isQuoted, unquoted } from "./shapes.ts";

/** Whether a text can be part of a provider's address: letters, digits and single hyphens, not at either end. */
export const isProviderPart = (text: string): boolean =>
  /^[\p{L}\p{N}-]+$/u.test(text) && !text.startsWith("-") && !text.endsWith("-") && !text.includes("--") && !text.includes("_");

/** A provider is named in lower case. */
export function checkProviderName(name: string, span: Span, findings: Findings): boolean {
  if (isProviderPart(name) && name === name.toLowerCase()) return true;
  const advice = isProviderPart(name) ? ` Write it "${name.toLowerCase()}".` : "";
  const detail = `"${name}" is no name for a provider: lower-case letters, digits and hyphens make one up.${advice}`;
  findings.error("provider-name", "Invalid provider local name", detail, span);
  return false;
}

/** `aws` or `aws.east`, as `provider` arguments have it. */
export function readProviderReference(written: Expression, argument: string, findings: Findings): NamedProvider | undefined {
  const expression = unquoted(written, "references", findings);
  const reference = staticTraversal(expression);
  if (!reference || reference.steps.length > 1) {
    const hint = isQuoted(written) ? " Write it without quotes." : "";
    const detail = `The "${argument}" argument names a provider, or one of its configurations as name.alias.${hint}`;
    findings.error("provider-reference", "Invalid provider configuration reference", detail, expression.span);
    return undefined;
  }
  return compact(reference, findings);
}

function compact({ root, rootSpan, steps: [step], span }: Reference, findings: Findings): NamedProvider | undefined {
  if (!checkProviderName(root, rootSpan, findings)) return undefined;
  if (!step) return { name: root, nameSpan: rootSpan, span };
  if (step.kind === "attribute") return { name: root, alias: step.name, nameSpan: rootSpan, span };
  const detail = "A configuration is chosen by its alias, behind a dot.";
  findings.error("provider-reference", "Invalid provider configuration reference", detail, step.span);
  return { name: root, nameSpan: rootSpan, span };
}

/** The local name of the provider that a type belongs to by its name: `aws` of `aws_instance`. */
export function impliedProvider(type: string): string {
  const at = type.indexOf("_");
  return at === -1 ? type : type.slice(0, at);
}

/** `aws` or `aws.east`: how a module names a configuration. */
export const configurationName = ({ name, alias }: { readonly name: string; readonly alias?: string }): string =>
  alias === undefined ? name : `${name}.${alias}`;

/** Where a provider is found that nobody required: `terraform` is built in, everything else HashiCorp's. */
export const impliedSource = (name: string): string => (name === "terraform" ? "terraform.io/builtin/terraform" : `hashicorp/${name}`);

import {
  type Attribute,
  type Block,
  type Expression,
  isPrimitive,
  justAttributes,
  staticMap,
  staticTraversal,
  type Value,
} from "#engines/hcl";
import { isError, type Span } from "#engines/source";
import { constant } from "./constant.ts";
import type { RequirementsDraft } from "./drafts.ts";
import { Findings } from "./findings.ts";
import type { ProviderReference, ProviderRequirement } from "./model.ts";
import { checkProviderName, impliedSource, isProviderPart } from "./provider-names.ts";
import { readProviderSource } from "./provider-source.ts";
import { itemsOf } from "./shapes.ts";
import { checkConstraintArgument, parseConstraints } from "./version-constraints.ts";

/** https://developer.hashicorp.com/terraform/language/block/terraform#required_providers */
export function readRequiredProviders(block: Block, findings: Findings): RequirementsDraft | undefined {
  const { attributes, diagnostics } = justAttributes(block.body);
  findings.take(diagnostics);
  if (diagnostics.some(isError)) return undefined;
  const before = findings.errors;
  const requirements = new Map<string, ProviderRequirement>();
  for (const attribute of attributes.values()) {
    const requirement = readRequirement(attribute, findings);
    if (requirement) requirements.set(attribute.name, requirement);
  }
  return findings.errors > before ? undefined : { requirements, span: block.header };
}

function readRequirement(attribute: Attribute, findings: Findings): ProviderRequirement | undefined {
  const { name, value } = attribute;
  const quiet = new Findings();
  const known = constant(value, quiet);
  if (quiet.errors === 0 && isPrimitive(known.type)) return versionAlone(attribute, findings);
  const pairs = staticMap(value);
  if (!checkProviderName(name, value.span, findings)) return undefined;
  if (!pairs) {
    const detail = "A required provider is described by an object with its source and version.";
    findings.error("required-provider", "Invalid required_providers object", detail, value.span);
    return undefined;
  }
  const reader = new RequirementReader(name, findings);
  for (const { key, value: of } of pairs) if (!reader.read(key, of)) break;
  const source = reader.source ?? localSource(name, value.span, findings);
  return source === undefined ? undefined : { source, span: value.span, aliases: reader.aliases };
}

/** `aws = "~> 5.0"`, as Terraform 0.12 wrote it. */
function versionAlone(attribute: Attribute, findings: Findings): ProviderRequirement | undefined {
  checkConstraintArgument(attribute, findings);
  const source = localSource(attribute.name, attribute.value.span, findings);
  return source === undefined ? undefined : { source, span: attribute.value.span, aliases: [] };
}

function localSource(name: string, span: Span, findings: Findings): string | undefined {
  if (isProviderPart(name)) return impliedSource(name.toLowerCase());
  findings.error("provider-name", "Invalid provider name", `"${name}" is no name for a provider.`, span);
  return undefined;
}

class RequirementReader {
  source: string | undefined;
  readonly aliases: ProviderReference[] = [];
  readonly #name: string;
  readonly #findings: Findings;

  constructor(name: string, findings: Findings) {
    this.#name = name;
    this.#findings = findings;
  }

  /** False where the rest of the object is not read any more. */
  read(key: Expression, value: Expression): boolean {
    const name = this.#keyName(key);
    if (name === undefined) return true;
    if (name === "version") this.#version(value);
    else if (name === "source") this.#source(value);
    else if (name === "configuration_aliases") this.#aliases(value);
    else {
      const detail = `A required provider has "source", "version" and "configuration_aliases", and no "${name}".`;
      this.#error("Invalid required_providers object", detail, key.span);
      return false;
    }
    return true;
  }

  #keyName(key: Expression): string | undefined {
    const traversal = staticTraversal(key);
    if (key.kind === "traversal" && traversal?.steps.length === 0) return traversal.root;
    const before = this.#findings.errors;
    const value = constant(key, this.#findings);
    if (this.#findings.errors > before) return undefined;
    if (value.kind === "string") return value.value;
    this.#error("Invalid Attribute", "The names in this object are texts.", key.span);
    return undefined;
  }

  #quietly(expression: Expression): Value | undefined {
    const quiet = new Findings();
    const value = constant(expression, quiet);
    return quiet.errors > 0 ? undefined : value;
  }

  #version(expression: Expression): void {
    const value = this.#quietly(expression);
    if (value?.kind === "string" && parseConstraints(value.value)) return;
    const detail = value?.kind === "string" ? `"${value.value}" is no version constraint.` : "A version constraint is a text.";
    this.#error("Invalid version constraint", detail, expression.span);
  }

  #source(expression: Expression): void {
    const value = this.#quietly(expression);
    if (value?.kind !== "string") {
      this.#error("Invalid source", "The source of a provider is a text.", expression.span);
      return;
    }
    const { source, summary, detail } = readProviderSource(value.value);
    this.source = source;
    if (summary !== undefined) this.#error(summary, detail, expression.span);
  }

  #aliases(expression: Expression): void {
    for (const item of itemsOf(expression, this.#findings)) {
      const traversal = staticTraversal(item);
      const [step] = traversal?.steps ?? [];
      const alias = step?.kind === "attribute" ? step.name : undefined;
      if (!traversal) {
        const detail = "An alias is written as name.alias, without quotes.";
        this.#error("Invalid expression", detail, item.span);
        continue;
      }
      if (step && alias === undefined) {
        this.#error("Invalid configuration_aliases value", "An alias is written as name.alias.", expression.span);
        continue;
      }
      if (traversal.root !== this.#name) {
        const detail = `The aliases of this provider begin with its name, ${this.#name}, and not with ${traversal.root}.`;
        this.#error("Invalid configuration_aliases value", detail, expression.span);
        continue;
      }
      if (alias !== undefined) this.aliases.push({ name: traversal.root, alias, span: item.span });
    }
  }

  #error(summary: string, detail: string, span: Span): void {
    this.#findings.error("required-provider", summary, detail, span);
  }
}

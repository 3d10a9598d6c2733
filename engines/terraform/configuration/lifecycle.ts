import { type Block, bodyContent, type Expression, parseHclExpression, references, staticKeyword, staticTraversal } from "#engines/hcl";
import { parseReference } from "../evaluation/references.ts";
import { constant, constantBool } from "./constant.ts";
import type { LifecycleDraft } from "./drafts.ts";
import { Findings } from "./findings.ts";
import type { Lifecycle, Validation } from "./model.ts";
import { lifecycleSchema } from "./schemas.ts";
import { isQuoted, itemsOf, unquoted } from "./shapes.ts";
import { readValidation, refuseSelfReference } from "./validations.ts";

type Identity = { readonly mode: string; readonly type: string; readonly name: string };

/** https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle */
export function readManagedLifecycle(block: Block, resource: Identity, override: boolean, findings: Findings): LifecycleDraft {
  const { attributes, blocks, diagnostics } = bodyContent(block.body, lifecycleSchema);
  findings.take(diagnostics);
  const bool = (name: string) => {
    const attribute = attributes.get(name);
    return attribute && constantBool(attribute.value, findings);
  };
  const [createBeforeDestroy, preventDestroy] = [bool("create_before_destroy"), bool("prevent_destroy")];
  const ignored = attributes.get("ignore_changes");
  const triggers = attributes.get("replace_triggered_by");
  return {
    ...(createBeforeDestroy === undefined ? {} : { createBeforeDestroy }),
    ...(preventDestroy === undefined ? {} : { preventDestroy }),
    ...(ignored ? { ignoreChanges: readIgnoreChanges(ignored.value, findings) } : {}),
    replaceTriggeredBy: triggers ? readTriggers(triggers.value, findings) : [],
    ...readConditions(blocks, resource, override, findings),
  };
}

/** Data sources have conditions only. */
export function readDataLifecycle(block: Block, resource: Identity, override: boolean, findings: Findings): LifecycleDraft {
  const { attributes, blocks, diagnostics } = bodyContent(block.body, lifecycleSchema);
  findings.take(diagnostics);
  for (const { name, nameSpan } of attributes.values()) {
    const detail = `"${name}" is for managed resources: what is only read has no life to arrange.`;
    findings.error("data-lifecycle", `Invalid ${resource.mode} resource lifecycle argument`, detail, nameSpan);
  }
  return { replaceTriggeredBy: [], ...readConditions(blocks, resource, override, findings) };
}

function readConditions(blocks: readonly Block[], resource: Identity, override: boolean, findings: Findings) {
  const preconditions: Validation[] = [];
  const postconditions: Validation[] = [];
  for (const block of blocks) {
    const condition = readValidation(block, override, findings, (expression) =>
      refuseSelfReference(block.type, expression, resource, findings),
    );
    if (condition) (block.type === "precondition" ? preconditions : postconditions).push(condition);
  }
  return { preconditions, postconditions };
}

function readIgnoreChanges(expression: Expression, findings: Findings): Lifecycle["ignoreChanges"] {
  if (staticKeyword(expression) === "all") return "all";
  const ignored: Expression[] = [];
  let star: Expression | undefined;
  for (const item of itemsOf(expression, findings)) {
    if (isStar(item)) {
      star = item;
      const detail = "To ignore all changes, write the word all without brackets.";
      findings.error("ignore-changes", "Invalid ignore_changes wildcard", detail, expression.span);
      continue;
    }
    const attribute = relativeReference(unquoted(item, "references", findings), findings);
    if (attribute) ignored.push(attribute);
  }
  if (star && ignored.length > 0) {
    const detail = "All changes are ignored already, so that nothing else need be named.";
    findings.error("ignore-changes", "Invalid ignore_changes ruleset", detail, star.span);
  }
  return star ? "all" : ignored;
}

function isStar(item: Expression): boolean {
  if (!isQuoted(item)) return false;
  const value = constant(item, new Findings());
  return value.kind === "string" && value.value === "*";
}

/** `tags["Name"]`: an attribute of the resource itself. */
function relativeReference(expression: Expression, findings: Findings): Expression | undefined {
  const reference = staticTraversal(expression);
  if (reference) return { kind: "traversal", ...reference };
  const detail = "An attribute of the resource is named here, as it is written in the block.";
  findings.error("ignore-changes", "Invalid expression", detail, expression.span);
  return undefined;
}

/** Reading stops at the first entry that is none. */
function readTriggers(expression: Expression, findings: Findings): Expression[] {
  const triggers: Expression[] = [];
  for (const item of itemsOf(expression, findings)) {
    const trigger = fromJson(item, findings);
    if (!trigger || !isTrigger(trigger, findings)) break;
    triggers.push(trigger);
  }
  return triggers;
}

/** In JSON syntax an expression stands in a string. */
function fromJson(item: Expression, findings: Findings): Expression | undefined {
  if (item.kind !== "template" || item.json === undefined) return item;
  const { file, start } = item.span;
  const { model, diagnostics } = parseHclExpression({ path: file, text: item.json }, start);
  findings.take(diagnostics);
  return model;
}

function isTrigger(expression: Expression, findings: Findings): boolean {
  const error = (summary: string, detail: string) => findings.error("replace-triggered-by", summary, detail, expression.span);
  const before = findings.errors;
  let resources = 0;
  for (const reference of references(expression)) {
    const parsed = parseReference(reference);
    if ("fault" in parsed) {
      findings.take([parsed.fault]);
      return false;
    }
    const { referent } = parsed.reference;
    if (referent.kind === "resource") resources++;
    else if (referent.kind === "each" && referent.name !== "key")
      error("Invalid each reference in replace_triggered_by expression", "Only each.key may be used here.");
    else if (referent.kind === "count" && referent.name !== "index")
      error("Invalid count reference in replace_triggered_by expression", "Only count.index may be used here.");
    else if (referent.kind !== "each" && referent.kind !== "count")
      error("Invalid reference in replace_triggered_by expression", "Only resources, count.index and each.key may be used here.");
  }
  if (resources === 0)
    error("Invalid replace_triggered_by expression", "A resource of this module, or an attribute of one, is named here; there is none.");
  if (resources > 1) error("Invalid replace_triggered_by expression", "Each entry names one resource, or an attribute of one.");
  return findings.errors === before;
}

import { type Block, bodyContent, type Expression, references } from "#engines/hcl";
import { parseReference } from "../evaluation/references.ts";
import type { Findings } from "./findings.ts";
import type { Validation } from "./model.ts";
import { conditionSchema } from "./schemas.ts";

/** A `validation`, `precondition`, `postcondition` or `assert` block: a condition and what to say where it does not hold. */
export function readValidation(
  block: Block,
  override: boolean,
  findings: Findings,
  /** Looks at each expression, also where another is missing. */
  look: (expression: Expression) => void = () => {},
): Validation | undefined {
  if (override) {
    const detail = `Blocks of type "${block.type}" stay as they are in the file that is overridden.`;
    findings.error("override", `Can't override ${block.type} blocks`, detail, block.header);
    return undefined;
  }
  const { attributes, diagnostics } = bodyContent(block.body, conditionSchema);
  findings.take(diagnostics);
  const condition = attributes.get("condition")?.value;
  const message = attributes.get("error_message")?.value;
  if (condition && references(condition).length === 0) {
    const detail = "The condition refers to nothing, so that it always has the same result.";
    findings.error("constant-condition", `Invalid ${block.type} expression`, detail, condition.span);
  }
  if (condition) look(condition);
  if (message) look(message);
  return condition && message ? { condition, message, span: block.header } : undefined;
}

/** Conditions of a resource speak of it as `self`, and not by its address. */
export function refuseSelfReference(
  kind: string,
  expression: Expression,
  resource: { readonly mode: string; readonly type: string; readonly name: string },
  findings: Findings,
): void {
  if (!names(expression, resource)) return;
  const detail = "A condition cannot refer to the resource it belongs to by its address. In a postcondition, that resource is `self`.";
  findings.error("self-reference", `Invalid reference in ${kind}`, detail, expression.span);
}

function names(expression: Expression, resource: { readonly mode: string; readonly type: string; readonly name: string }): boolean {
  return references(expression).some((reference) => {
    const parsed = parseReference(reference);
    if (!("reference" in parsed)) return false;
    const { referent } = parsed.reference;
    return (
      referent.kind === "resource" && referent.mode === resource.mode && referent.type === resource.type && referent.name === resource.name
    );
  });
}

import type { Attribute } from "#engines/hcl";
import type { Findings } from "./findings.ts";
import type { Dependency } from "./model.ts";
import { itemsOf, referenceOf, unquoted } from "./shapes.ts";

/** https://developer.hashicorp.com/terraform/language/meta-arguments/depends_on: what the references lead to is looked at by whoever plans. */
export function readDependsOn(attribute: Attribute | undefined, findings: Findings): Dependency[] {
  if (!attribute) return [];
  return itemsOf(attribute.value, findings).flatMap((item) => {
    const expression = unquoted(item, "references", findings);
    const reference = referenceOf(expression, findings);
    return reference ? [{ expression: { kind: "traversal" as const, ...reference }, span: reference.span }] : [];
  });
}

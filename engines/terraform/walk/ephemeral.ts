import { type Body, hasMark, type Value } from "#engines/hcl";
import type { PlanDiagnostic } from "../model.ts";
import type { ResourceSchema } from "../providers/index.ts";

/** A value that must not be stored may stand only in arguments that are not: https://developer.hashicorp.com/terraform/language/resources/ephemeral */
export function ephemeralFaults(schema: ResourceSchema, value: Value, body: Body, address: string): PlanDiagnostic[] {
  if (value.kind !== "mapping") return [];
  const faults: PlanDiagnostic[] = [];
  for (const [name, inner] of value.entries) {
    const attribute = schema.block.attributes.get(name);
    if (attribute?.writeOnly || !hasMark(inner, "ephemeral")) continue;
    const written = body.attributes.get(name);
    const span = written?.value.span ?? body.blocks.find(({ type }) => type === name)?.header ?? body.span;
    const detail = `"${name}" is stored in the state, and this value is ephemeral. It may stand in write-only arguments.`;
    faults.push({ severity: "error", code: "terraform/ephemeral", summary: "Invalid use of ephemeral value", detail, span, address });
  }
  return faults;
}

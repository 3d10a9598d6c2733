import { hasMark, type Value } from "#engines/hcl";
import type { Diagnostic } from "#engines/source";
import type { Module, Output } from "../configuration/index.ts";

/** What an output may not let out: https://developer.hashicorp.com/terraform/language/values/outputs */
export function outputFaults(output: Output, module: Module, value: Value): Diagnostic[] {
  const error = (summary: string, detail: string, span = output.value.span): Diagnostic[] => [
    { severity: "error", code: "terraform/output", summary, detail, span },
  ];
  const root = module.path.length === 0;
  if (root && output.ephemeral)
    return error(
      "Ephemeral output not allowed",
      `The root module's outputs are stored, so "${output.name}" cannot be ephemeral.`,
      output.span,
    );
  if (root && !output.sensitive && hasMark(value, "sensitive"))
    return error(
      "Output refers to sensitive values",
      `The output "${output.name}" would show a sensitive value. If that is meant, write sensitive = true; the value is then hidden where it is printed.`,
      output.span,
    );
  if (!hasMark(value, "ephemeral") || output.ephemeral) return [];
  if (root) return error("Ephemeral value not allowed", `The output "${output.name}" would be stored, and its value is ephemeral.`);
  return error("Ephemeral value not allowed", `The output "${output.name}" is not declared as ephemeral, and its value is.`);
}

import { bodyContent } from "#engines/hcl";
import { isError } from "#engines/source";
import type { Findings } from "./findings.ts";
import type { Module } from "./model.ts";

/** Whether every call sets what its module needs, and nothing else. Inner modules are looked at first, and the first fault ends it. */
export function checkCallArguments(module: Module, findings: Findings): boolean {
  for (const [name, child] of module.children) {
    if (!checkCallArguments(child, findings)) return false;
    const call = module.calls.get(name);
    if (!call) continue;
    const attributes = [...child.variables.values()].map((variable) => ({
      name: variable.name,
      required: variable.fallback === undefined,
    }));
    const { diagnostics } = bodyContent(call.body, { attributes, blocks: [] });
    findings.take(diagnostics);
    if (diagnostics.some(isError)) return false;
  }
  return true;
}

import { Findings } from "./findings.ts";
import type { Configuration, ConfigurationDiagnostic, Module, Removed } from "./model.ts";

/** What is said to be removed and is declared all the same. Terraform looks at this when a plan is made without errors. */
export function removedFaults({ root }: Configuration): readonly ConfigurationDiagnostic[] {
  const findings = new Findings();
  const visit = (module: Module): void => {
    for (const removed of module.removed) checkRemoved(module, removed, findings);
    for (const child of module.children.values()) visit(child);
  };
  visit(root);
  return findings.list;
}

function checkRemoved(module: Module, { from, span }: Removed, findings: Findings): void {
  const names = from.modules.map(({ name }) => name);
  const last = from.resource ? undefined : names.pop();
  let owner: Module | undefined = module;
  for (const name of names) owner = owner?.children.get(name);
  const place = `${span.file}:${span.start.line}`;
  const call = last === undefined ? undefined : owner?.calls.get(last);
  if (call)
    findings.error(
      "removed",
      "Removed module still exists",
      `${place} says that module.${call.name} is removed. It is called here.`,
      call.span,
    );
  const resource = from.resource && owner?.resources.get(`${from.resource.type}.${from.resource.name}`);
  if (!resource) return;
  const detail = `${place} says that ${resource.type}.${resource.name} is removed. It is declared here.`;
  findings.error("removed", "Removed resource still exists", detail, resource.span);
}

import type { Findings } from "./findings.ts";
import type { ModuleDraft } from "./module-draft.ts";
import { parseConstraints, satisfies } from "./version-constraints.ts";

/** The version whose behaviour this engine has. */
const core = [1, 11, 4];

/** Every module may say which versions of Terraform it works with. */
export function checkCoreVersions(directory: string, { coreVersions }: ModuleDraft, findings: Findings): void {
  for (const { text, span } of coreVersions) {
    const constraints = parseConstraints(text) ?? [];
    if (constraints.some(({ version }) => version.prerelease !== "")) {
      const detail = `"${text}" names a prerelease. Prereleases count as the release they come before.`;
      findings.error("core-version", "Invalid required_version constraint", detail, span);
      continue;
    }
    if (constraints.every((constraint) => satisfies(core, constraint))) continue;
    const where = directory === "" ? "This configuration" : `The module in ${directory}`;
    const detail = `${where} asks for Terraform ${text}, and this is ${core.join(".")}.`;
    findings.error("core-version", "Unsupported Terraform Core version", detail, span);
  }
}

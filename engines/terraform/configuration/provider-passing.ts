import type { Findings } from "./findings.ts";
import type { ModuleTree } from "./modules.ts";

/** What modules need of their callers' provider configurations, and what they are passed. */
export function checkProviderPassing(_tree: ModuleTree, _findings: Findings): void {}

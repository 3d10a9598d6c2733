import type { Suite } from "./suite.ts";
import { folderCases } from "./terraform-case.ts";

/** Configurations with the plan, or the diagnostics, that Terraform answered. */
export const suite: Suite = { name: "terraform-plans", cases: (folder) => Promise.resolve(folderCases(folder)) };

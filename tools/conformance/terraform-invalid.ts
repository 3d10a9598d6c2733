import type { Suite } from "./suite.ts";
import { folderCases } from "./terraform-case.ts";

/** Configurations that Terraform refuses, or warns of, with its diagnostics. */
export const suite: Suite = { name: "terraform-invalid", cases: (folder) => Promise.resolve(folderCases(folder)) };

import { githubActions } from "./github-actions.ts";
import { gitlabCi } from "./gitlab-ci.ts";
import { jenkins } from "./jenkins.ts";
import type { LabKind } from "./kind.ts";
import { terraform } from "./terraform.ts";

/** Every kind of lab there is; a lab's `kind:` names one. */
const all: readonly LabKind[] = [githubActions, gitlabCi, jenkins, terraform];

export const kinds: ReadonlyMap<string, LabKind> = new Map(all.map((kind) => [kind.name, kind]));

import type { Diagnostic, Span } from "#engines/source";
import type { Repository } from "../actions/repository.ts";
import type { Job, Workflow } from "../model.ts";
import { type DefaultAccess, defaultAllowed, type Exceeding, exceeding, type Granted, grantedBy } from "../permissions.ts";
import { error } from "./rule.ts";

/** A called workflow that asks for more than the job that calls it has. */
export type PermissionFault = {
  /** The job that calls, in the file where it stands. */
  readonly span: Span;
  readonly uses: string;
  /** The job that asks; absent: the workflow as a whole. */
  readonly job?: string;
  readonly exceeding: readonly Exceeding[];
};

/** Calls may be ten deep, and a file may call itself. */
const maxDepth = 10;
const maxFaults = 100;

/** https://docs.github.com/en/actions/reference/reusable-workflows-reference: permissions can only be kept or reduced on the way. */
export const calledPermissions = (workflow: Workflow, repository: Repository, access: DefaultAccess): readonly Diagnostic[] =>
  permissionFaults(workflow, (uses) => (uses.startsWith("./") ? repository.workflow(uses) : undefined), access).map((fault) =>
    error(
      "permissions",
      fault.span,
      describeFault(fault),
      "A called workflow has no more than the job that calls it. Grant it under `permissions` of this job, or ask for less there.",
    ),
  );

/** `find` gives the workflow that a job's `uses` names, if it can be looked into. */
export function permissionFaults(
  workflow: Workflow,
  find: (uses: string) => Workflow | undefined,
  access: DefaultAccess,
): readonly PermissionFault[] {
  const faults: PermissionFault[] = [];
  const seen = new Set<string>();
  const visit = (caller: Workflow, inherited: Granted | undefined, depth: number): void => {
    const key = JSON.stringify([caller.path, inherited && [...inherited]]);
    if (seen.has(key) || depth > maxDepth) return;
    seen.add(key);
    for (const job of caller.jobs.values()) {
      const called = job.call && find(job.call.uses.value);
      if (!job.call || !called || faults.length >= maxFaults) continue;
      const named = job.permissions ?? caller.permissions;
      const granted = named ? grantedBy(named) : inherited;
      faults.push(...faultsOfCall(job, job.call.uses.value, called, granted ?? defaultAllowed(access)));
      visit(called, granted, depth + 1);
    }
  };
  visit(workflow, undefined, 1);
  return faults;
}

function faultsOfCall({ id }: Job, uses: string, called: Workflow, allowed: Granted): readonly PermissionFault[] {
  const asking = [
    { job: undefined, permissions: called.permissions },
    ...[...called.jobs.values()].map((job) => ({ job: job.name?.value ?? job.id.value, permissions: job.permissions })),
  ];
  return asking.flatMap(({ job, permissions }): PermissionFault[] => {
    const beyond = permissions ? exceeding(grantedBy(permissions), allowed) : [];
    return beyond.length > 0 ? [{ span: id.span, uses, exceeding: beyond, ...(job === undefined ? {} : { job }) }] : [];
  });
}

/** As GitHub says it. */
export function describeFault({ uses, job, exceeding: beyond }: PermissionFault): string {
  const asked = beyond.map(({ scope, asked }) => `${scope}: ${asked}`).join(", ");
  const allowed = beyond.map(({ scope, allowed }) => `${scope}: ${allowed}`).join(", ");
  const who = job === undefined ? `The workflow '${uses}'` : `The nested job '${job}'`;
  return `Error calling workflow '${uses}'. ${who} is requesting '${asked}', but is only allowed '${allowed}'.`;
}

import type { Concurrency } from "../model.ts";
import { type Claim, groupKey } from "./groups.ts";
import { type Scope, TemplateFault } from "./scope.ts";

/** Groups that something is in already because what it belongs to is; each with who that is, in GitHub's words. */
export type HeldGroups = ReadonlyMap<string, string>;

/** The group that `concurrency` names, if it names one. */
export function claimOf(concurrency: Concurrency | undefined, scope: Scope): Claim | undefined {
  if (!concurrency?.group) return undefined;
  const group = scope.text(concurrency.group);
  // https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency: it needs a fallback value.
  if (group === "") throw new TemplateFault("The template is not valid. Unexpected value ''");
  const cancelInProgress = scope.bool(concurrency.cancelInProgress, false);
  return { group, cancelInProgress, queue: concurrency.queue ?? "single" };
}

/** Why it can never begin: the group is free only when what holds it ends, and that waits for this one. */
export function deadlockOf({ group }: Claim, name: string, held: HeldGroups): string | undefined {
  const holder = held.get(groupKey(group));
  return holder && `Canceling since a deadlock was detected for concurrency group: '${group}' between ${holder} and '${name}'`;
}

export const withHeld = (held: HeldGroups, claim: Claim | undefined, holder: string): HeldGroups =>
  claim ? new Map([...held, [groupKey(claim.group), holder]]) : held;

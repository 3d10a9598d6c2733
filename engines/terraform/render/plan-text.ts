import { compareText, type Value } from "#engines/hcl";
import { isError } from "#engines/source";
import type { OutputChange, Plan, ResourceChange } from "../model.ts";
import { markSensitive, type Path } from "../providers/index.ts";
import { compareAny, compareBlock } from "./compare.ts";
import { below, type Change, type Diff } from "./diff.ts";
import { diffText, plainOptions } from "./diff-text.ts";
import { byAddress } from "./order.ts";
import { columnWidth, filledUp } from "./quoting.ts";
import { resourceComment } from "./resource-comment.ts";
import { styled, type Text, text } from "./runs.ts";
import { lineSymbol, resourceSymbol } from "./symbols.ts";

const ruler = "─".repeat(77);

/** The plan as `terraform plan` prints it, with its colours. */
export function planText(plan: Plan): Text {
  const changes = plan.changes.filter(isShown).sort(byAddress);
  const outputs = plan.outputs
    .map((output) => [output.name, outputDiff(output)] as const)
    .filter(([, diff]) => diff.action !== "no-op")
    .sort(([a], [b]) => compareText(a, b));
  const refreshOnly = plan.mode === "refresh-only";
  const drift = plan.drift.filter((change) => (refreshOnly ? isShown(change) : isRelevant(change))).sort(byAddress);
  if (changes.length === 0 && outputs.length === 0 && (!refreshOnly || drift.length === 0)) return nothingToDo(plan);
  const parts: Text[] = [];
  if (drift.length > 0) parts.push(driftText(drift, refreshOnly));
  if (drift.length > 0 && (changes.length > 0 || outputs.length > 0)) parts.push(text("\n", styled("gray", ruler), "\n"));
  if (changes.length > 0) {
    parts.push(text("\n", legend(changes), failed(plan) ? plannedUntil : willPerform, changes.map(changeText)));
    parts.push(text("\n", styled("bold", "Plan:"), ` ${summary(plan.changes)}\n`));
  }
  if (outputs.length > 0) parts.push(outputsText(outputs));
  if (outputs.length > 0 && changes.length === 0) parts.push(text(outputsOnly));
  return text(parts);
}

const failed = (plan: Plan): boolean => plan.diagnostics.some(isError);

const willPerform = "Terraform will perform the following actions:\n";
const plannedUntil = "Terraform planned the following actions, but then encountered a problem:\n";

const outputsOnly =
  "\nYou can apply this plan to save these new output values to the Terraform\nstate, without changing any real infrastructure.\n";

/** Changes from outside that nothing in the plan depends on are not spoken of. */
function isRelevant({ relevantAttributes = [], before, after, schema }: ResourceChange): boolean {
  if (relevantAttributes.length === 0) return false;
  return (
    after.kind === "null" ||
    compareBlock(schema.block, { before, after: relevantPart(before, after, relevantAttributes), replace: [] }).action !== "no-op"
  );
}

/** The object after the change, where only the parts that the paths lead to have changed. */
function relevantPart(before: Value, after: Value, paths: readonly Path[]): Value {
  if (paths.length === 0) return before;
  if (paths.some((path) => path.length === 0)) return after;
  const part = (was: Value | undefined, is: Value | undefined, step: string | number) => {
    const inner = below(paths, step);
    return was && is ? relevantPart(was, is, inner) : inner.length > 0 ? is : was;
  };
  if (before.kind === "mapping" && after.kind === "mapping") {
    const names = new Set([...before.entries.keys(), ...after.entries.keys()]);
    const entries = [...names].flatMap((name) => {
      const value = part(before.entries.get(name), after.entries.get(name), name);
      return value ? [[name, value] as const] : [];
    });
    return { ...after, entries: new Map(entries) };
  }
  if (before.kind !== "sequence" || after.kind !== "sequence") return after;
  const items = Array.from({ length: Math.max(before.items.length, after.items.length) }, (_, index) =>
    part(before.items[index], after.items[index], index),
  );
  return { ...after, items: items.flatMap((item) => item ?? []) };
}

const isShown = (change: ResourceChange): boolean =>
  change.actions[0] !== "no-op" || change.previousAddress !== undefined || change.importing !== undefined;

function nothingToDo(plan: Plan): Text {
  if (failed(plan))
    return text(
      ...["\n", styled("bold red", "Planning failed.")],
      ...[styled("bold", " Terraform encountered an error while generating this plan."), "\n\n"],
    );
  if (plan.mode === "destroy")
    return text(
      styled("bold green", "No changes."),
      styled("bold", " No objects need to be destroyed."),
      "\n\nEither you have not created any objects yet or the existing objects were\nalready deleted outside of Terraform.\n",
    );
  if (plan.mode === "refresh-only")
    return text(
      styled("bold green", "No changes."),
      styled("bold", " Your infrastructure still matches the configuration."),
      "\n\nTerraform has checked that the real remote objects still match the result of\nyour most recent changes, and found no differences.\n",
    );
  return text(
    styled("bold green", "No changes."),
    styled("bold", " Your infrastructure matches the configuration."),
    "\n\nTerraform has compared your real infrastructure against your configuration\nand found no differences, so no changes are needed.\n",
  );
}

function legend(changes: readonly ResourceChange[]): Text {
  const named = new Map(changes.map((change) => [change.actions.join(), change.actions]));
  const lines = meanings.flatMap(([actions, meaning]): Text[] => {
    const found = named.get(actions);
    return found ? [text(resourceSymbol(found), ` ${meaning}\n`)] : [];
  });
  // What is forgotten has a sign that the legend does not name.
  if (lines.length === 0 && !named.has("forget")) return [];
  return text(
    "Terraform used the selected providers to generate the following execution\nplan. Resource actions are indicated with the following symbols:\n",
    lines,
    "\n",
  );
}

const meanings: readonly (readonly [string, string])[] = [
  ["create", "create"],
  ["update", "update in-place"],
  ["delete", "destroy"],
  ["delete,create", "destroy and then create replacement"],
  ["create,delete", "create replacement and then destroy"],
  ["read", "read (data resources)"],
];

function changeText(change: ResourceChange): Text {
  const block = change.schema.block;
  const before = present(markSensitive(block, change.before));
  // What is forgotten stays as it is.
  const after = change.actions[0] === "forget" ? before : present(markSensitive(block, change.after));
  return resourceText(change, { before, after, replace: change.replacePaths }, "proposed");
}

function resourceText(change: ResourceChange, values: Change, cause: "proposed" | "drift"): Text {
  const { schema, mode, type, name, importing } = change;
  const header = `${mode === "data" ? "data" : "resource"} "${type}" "${name}"`;
  const body = diffText(compareBlock(schema.block, values), 0, { ...plainOptions, showUnchanged: importing !== undefined });
  return text("\n", resourceComment(change, cause), resourceSymbol(change.actions), ` ${header} `, body, "\n");
}

const present = (value: Value): Value | undefined => (value.kind === "null" ? undefined : value);

function summary(changes: readonly ResourceChange[]): string {
  const of = (action: string) =>
    changes.filter((change) => change.mode === "managed" && change.actions.some((one) => one === action)).length;
  const imports = changes.filter((change) => change.importing).length;
  const imported = imports > 0 ? `${imports} to import, ` : "";
  return `${imported}${of("create")} to add, ${of("update")} to change, ${of("delete")} to destroy.`;
}

function outputsText(outputs: readonly (readonly [string, Diff])[]): Text {
  const width = columnWidth(outputs.map(([name]) => name));
  const lines = outputs.map(([name, diff]) =>
    text(lineSymbol(diff.action), `${filledUp(name, width)} = `, diffText(diff, 0, plainOptions), "\n"),
  );
  return text("\n", "Changes to Outputs:\n", lines);
}

function outputDiff({ actions: [action], before, after, sensitive }: OutputChange): Diff {
  const values = { before: action === "create" ? undefined : before, after: action === "delete" ? undefined : after, replace: [] };
  const inner = compareAny(values);
  if (!sensitive) return inner;
  return { action: inner.action, replace: false, view: { kind: "sensitive", inner, before: true, after: true } };
}

/** What somebody changed behind Terraform's back. */
function driftText(drift: readonly ResourceChange[], refreshOnly: boolean): Text {
  const changes = drift.map((change) => {
    const block = change.schema.block;
    const [before, after] = [markSensitive(block, change.before), markSensitive(block, change.after)];
    const shown = refreshOnly ? after : relevantPart(before, after, change.relevantAttributes ?? []);
    return resourceText(change, { before: present(before), after: present(shown), replace: [] }, "drift");
  });
  const closing = refreshOnly
    ? "\n\nThis is a refresh-only plan, so Terraform will not take any actions to undo\nthese. If you were expecting these changes then you can apply this plan to\nrecord the updated values in the Terraform state without changing any remote\nobjects.\n"
    : "\n\nUnless you have made equivalent changes to your configuration, or ignored the\nrelevant attributes using ignore_changes, the following plan may include\nactions to undo or respond to these changes.\n";
  return text(
    ...["\n", styled("bold cyan", "Note:"), styled("bold", " Objects have changed outside of Terraform")],
    '\n\nTerraform detected the following changes made outside of Terraform since the\nlast "terraform apply" which may have affected this plan:\n',
    changes,
    closing,
  );
}

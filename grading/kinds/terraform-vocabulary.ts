import type { Span } from "#engines/source";
import { type AppliedPlan, flat, type Plan, type PlanDiagnostic, type ResourceChange, type State, shortText } from "#engines/terraform";
import type { Trace } from "../model.ts";
import type { CelField, Vocabulary } from "./kind.ts";

const field = (type: string, about: string): CelField => ({ type, about });

/** What the checks of Terraform labs speak about. */
export const terraformVocabulary: Vocabulary = {
  records: {
    Change: {
      address: field("string", 'The address of the instance, as `module.shop.aws_instance.web["a"]`.'),
      type: field("string", "The resource type."),
      name: field("string", "The resource's name, without module and key."),
      module: field("string", "The module instance it is in, empty for the root."),
      action: field("string", "no-op, create, read, update, replace, delete, forget."),
      order: field("string", "Of a replacement: create-before-destroy or destroy-before-create; else empty."),
      reason: field("string", "Why, in Terraform's words (`replace_because_cannot_update`), or empty."),
      because: field("list<string>", "Of a replacement: the arguments that force it."),
      moved_from: field("string", "The address it had before, or empty."),
      imported: field("bool", "Whether it is taken over from what is there."),
      changed: field("list<string>", "The arguments and attributes that get other values, by their first name."),
      before: field("map<string, string>", "What it is now, by path (`tags.Name`, `ingress[0].from_port`); nothing for what is created."),
      after: field("map<string, string>", "What it will be; what is known only after apply is left out."),
      unknown: field("list<string>", "Paths of what is known only after apply."),
      sensitive: field("list<string>", "Paths of what is hidden where it is printed."),
      uses: field("list<string>", "Addresses of the instances whose values it will be made from."),
    },
    Resource: {
      address: field("string", "The address of the instance."),
      type: field("string", "The resource type."),
      name: field("string", "The resource's name, without module and key."),
      module: field("string", "The module instance it is in, empty for the root."),
      values: field("map<string, string>", "What it will be after the apply, by path."),
      unknown: field("list<string>", "Paths of what is known only after apply."),
      uses: field("list<string>", "Addresses of the instances whose values it will be made from."),
    },
    Output: {
      name: field("string", "Its name."),
      action: field("string", "no-op, create, update, delete."),
      value: field("string", "On one line; `(known after apply)` where it is not known."),
      known: field("bool", "Whether the plan knows all of it."),
      sensitive: field("bool", "Whether it is hidden where it is printed."),
    },
    Problem: {
      severity: field("string", "error or warning."),
      summary: field("string", "As Terraform words it."),
      detail: field("string", "The explanation."),
    },
    Rule: {
      address: field("string", "What has the rule: a resource, an output, a variable, a check block."),
      kind: field("string", "resource, output_value, var, check."),
      status: field("string", "pass, fail, error, unknown (the plan cannot tell yet)."),
      problems: field("list<string>", "What failed rules say."),
    },
    Difference: {
      address: field("string", "The instance; its module's key stands where the two agree."),
      path: field("string", "What differs; empty where only one of the two has the instance."),
      here: field("string", "In the plan of the scenario."),
      there: field("string", "In the plan that it is compared with."),
    },
  },
  variables: {
    changes: field("list<Change>", "What the plan does with every managed instance, and the data sources it reads while applying."),
    resources: field("list<Resource>", "Every managed instance that there will be after the apply."),
    outputs: field("list<Output>", "The root module's outputs."),
    problems: field("list<Problem>", "Errors and warnings of the plan."),
    rules: field("list<Rule>", "Pre- and postconditions, checks and validations, and how they came out."),
    drifted: field("list<Change>", "What is not as it was applied any more."),
    again: field("list<Change>", "With `then`: what a plan after the apply would do, without what it leaves as it is."),
    differences: field("list<Difference>", "With `compare`: where the two plans differ."),
  },
};

export type PlanOutcome = {
  readonly plan: Plan;
  readonly state: State;
  readonly before?: State | undefined;
  readonly again?: Plan | undefined;
  readonly other?: AppliedPlan | undefined;
  readonly probes: readonly { readonly port: number; readonly protocol?: "tcp" | "udp" | undefined; readonly from?: string | undefined }[];
  /** Where a place of the folder is in the repository. */
  readonly at: (span: Span) => Span;
};

export function planValues({ plan, again, other, at }: PlanOutcome): Readonly<Record<string, unknown>> {
  const there = plan.changes.filter(({ mode, after, deposed }) => mode === "managed" && after.kind !== "null" && deposed === undefined);
  return {
    changes: plan.changes.map((change) => changeValue(change, at)),
    resources: there.map((change) => resourceValue(change, at)),
    outputs: plan.outputs.map(({ name, actions, after, sensitive }) => ({
      ...{
        name,
        action: actions[0],
        value: sensitive ? "(sensitive)" : shortText(after),
        known: flat(after).unknown.length === 0,
        sensitive,
      },
    })),
    problems: plan.diagnostics.map((diagnostic) => problemValue(diagnostic, at)),
    rules: plan.checks.map(({ address, kind, status, instances }) => ({
      ...{ address, kind, status, problems: instances.flatMap(({ problems }) => problems) },
    })),
    drifted: plan.drift.filter(({ actions }) => actions[0] !== "no-op").map((change) => changeValue(change, at)),
    again: (again?.changes ?? []).filter(({ actions }) => actions[0] !== "no-op").map((change) => changeValue(change, at)),
    differences: other ? differences(there, other.plan, at) : [],
  };
}

function actionOf({ actions }: ResourceChange): string {
  return actions.length === 2 ? "replace" : actions[0];
}

function changeValue(change: ResourceChange, at: PlanOutcome["at"]): object {
  const { address, type, name, module, reason = "", previousAddress = "", importing, actions } = change;
  const [before, after] = [flat(change.before), flat(change.after)];
  return {
    ...{ address, type, name, module, action: actionOf(change), reason, moved_from: previousAddress, imported: importing !== undefined },
    order: actions.length === 2 ? (actions[0] === "create" ? "create-before-destroy" : "destroy-before-create") : "",
    because: change.replacePaths.map((path) => path.map((step) => (typeof step === "object" ? shortText(step) : String(step))).join(".")),
    changed: changedNames(change),
    before: before.values,
    after: after.values,
    unknown: after.unknown,
    sensitive: [...new Set([...before.sensitive, ...after.sensitive])],
    ...usesAndPlace(change, at),
  };
}

function resourceValue(change: ResourceChange, at: PlanOutcome["at"]): object {
  const { address, type, name, module } = change;
  const { values, unknown } = flat(change.after);
  return { ...{ address, type, name, module, values, unknown }, ...usesAndPlace(change, at) };
}

function usesAndPlace({ links = [], source }: ResourceChange, at: PlanOutcome["at"]): object {
  const uses = [...new Set(links.map((link) => link.address))].sort();
  return source ? { uses, span: at(source.header) } : { uses };
}

/** First names of what differs between before and after. */
function changedNames({ before, after }: ResourceChange): readonly string[] {
  if (before.kind !== "mapping" || after.kind !== "mapping") return [];
  return [...after.entries]
    .filter(([name, value]) => {
      const earlier = before.entries.get(name);
      return earlier === undefined || shortText(earlier) !== shortText(value);
    })
    .map(([name]) => name);
}

function problemValue({ severity, summary, detail, span }: PlanDiagnostic, at: PlanOutcome["at"]): object {
  return { severity, summary, detail, ...(span ? { span: at(span) } : {}) };
}

function differences(here: readonly ResourceChange[], other: Plan, at: PlanOutcome["at"]): readonly object[] {
  const there = new Map(
    other.changes.filter(({ mode, after }) => mode === "managed" && after.kind !== "null").map((change) => [change.address, change]),
  );
  const found: object[] = [];
  for (const change of here) {
    const place = change.source ? { span: at(change.source.header) } : {};
    const twin = there.get(change.address);
    there.delete(change.address);
    if (!twin) {
      found.push({ address: change.address, path: "", here: "is there", there: "is not there", ...place });
      continue;
    }
    const [left, right] = [flat(change.after).values, flat(twin.after).values];
    for (const path of new Set([...left.keys(), ...right.keys()])) {
      const [a, b] = [left.get(path), right.get(path)];
      if (a !== b) found.push({ address: change.address, path, here: a ?? "null", there: b ?? "null", ...place });
    }
  }
  for (const { address } of there.values()) found.push({ address, path: "", here: "is not there", there: "is there" });
  return found;
}

/** What the plan does, one line a change, in the order it would be done. */
export function planTimeline(plan: Plan, at: PlanOutcome["at"]): Trace["timeline"] {
  const tones: Readonly<Record<string, "neutral" | "good" | "bad" | "waiting">> = {
    create: "good",
    update: "waiting",
    replace: "bad",
    delete: "bad",
  };
  const lines = plan.changes
    .filter(({ actions, previousAddress, importing }) => actions[0] !== "no-op" || previousAddress !== undefined || importing !== undefined)
    .map((change) => ({
      at: 0,
      subject: change.address,
      text: wordsOf(change),
      tone: tones[actionOf(change)] ?? ("neutral" as const),
      ...(change.source ? { span: at(change.source.header) } : {}),
    }));
  const problems = plan.diagnostics.map(({ summary, severity, span }) => ({
    at: 0,
    subject: severity,
    text: summary,
    tone: severity === "error" ? ("bad" as const) : ("waiting" as const),
    ...(span ? { span: at(span) } : {}),
  }));
  return [...lines, ...problems];
}

function wordsOf(change: ResourceChange): string {
  const action = actionOf(change);
  const from = change.previousAddress === undefined ? "" : ` (was ${change.previousAddress})`;
  const because = change.replacePaths.map((path) => String(path[0])).join(", ");
  const words: Readonly<Record<string, string>> = {
    "no-op": change.importing ? "is imported" : "moves",
    create: "is created",
    read: "is read while applying",
    update: `is changed: ${changedNames(change).join(", ")}`,
    replace: `is replaced${because === "" ? "" : `, because of ${because}`}`,
    delete: "is deleted",
    forget: "is forgotten, and stays",
  };
  return `${words[action] ?? action}${from}`;
}

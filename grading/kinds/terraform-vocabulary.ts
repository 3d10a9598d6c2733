import { deepUnmarked } from "#engines/hcl";
import type { Span } from "#engines/source";
import {
  bucketAccess,
  dataLosses,
  encryptionOf,
  differences as environmentDifferences,
  exposures,
  flat,
  isBlocked,
  missingTags,
  type Plan,
  type PlanDiagnostic,
  type PlayedScenario,
  plainSecrets,
  plannedEstate,
  type ResourceChange,
  shortText,
} from "#engines/terraform";
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
      address: field("string", "The instance; with `between`, its address within the module."),
      path: field("string", "What differs; empty where only one of the two has the instance."),
      here: field("string", "In the plan of the scenario, or on the left."),
      there: field("string", "In the plan that it is compared with, or on the right."),
    },
    Reachable: {
      address: field("string", "The resource that a probe can reach."),
      type: field("string", "Its type."),
      port: field("double", "The probe's port."),
      from: field("string", "The probe's range."),
      everyone: field("bool", "Whether all of the range that is on the internet can connect, not only some."),
      certain: field("bool", "False where it hangs on what is not known yet."),
      rules: field("list<string>", "Addresses of the resources whose rules let it in."),
      through: field("list<string>", "Addresses of what makes the way: subnets, route tables, gateways."),
    },
    Bucket: {
      address: field("string", "The bucket."),
      readable: field("bool", "Whether anybody may read its objects."),
      listable: field("bool", "Whether anybody may list them."),
      writable: field("bool", "Whether anybody may write to it."),
      certain: field("bool", "False where a policy or a switch is not known yet."),
      blocked: field("bool", "Whether a public access block of the configuration stands before it with all four switches on."),
      because: field("list<string>", "Addresses of what grants access to everybody."),
    },
    Loss: {
      address: field("string", "The instance whose data the plan destroys."),
      type: field("string", "Its type."),
      how: field("string", "destroyed or replaced."),
      kept_by: field("list<string>", "Arguments that keep the data, such as a final snapshot; none means that it is lost."),
    },
    Encryption: {
      address: field("string", "What stores something."),
      type: field("string", "Its type."),
      key: field("string", "none; service, a key that AWS holds for everybody; own, one of the account's."),
      argument: field("string", "What decides."),
    },
    PlainSecret: {
      address: field("string", "Where a secret stands in plain text."),
      path: field("string", "In which argument."),
    },
    Untagged: {
      address: field("string", "What lacks a tag."),
      missing: field("list<string>", "The tags that it lacks."),
    },
  },
  variables: {
    changes: field("list<Change>", "What the plan does with every managed instance, and the data sources it reads while applying."),
    resources: field("list<Resource>", "Every managed instance that there will be after the apply."),
    outputs: field("list<Output>", "The root module's outputs."),
    problems: field("list<Problem>", "Errors and warnings of the plan."),
    rules: field("list<Rule>", "Pre- and postconditions, checks and validations, and how they came out."),
    drifted: field("list<Change>", "What is not as it was applied any more."),
    again: field("list<Change>", "With `later`: what a plan after the apply would do, without what it leaves as it is."),
    differences: field("list<Difference>", "With `compare` or `between`: where the two differ."),
    reachable: field("list<Reachable>", "With `probes`: what can be reached once the plan is applied."),
    buckets: field("list<Bucket>", "Every S3 bucket that there will be, and who may use it: ACLs, policies and access blocks together."),
    losses: field("list<Loss>", "What the plan destroys that holds data."),
    encryption: field("list<Encryption>", "Everything that will store something, and whether it is encrypted."),
    plain_secrets: field("list<PlainSecret>", "Secrets that the configuration gives away in plain text."),
    untagged: field("list<Untagged>", "With `tags`: what will lack one of them."),
  },
};

export type PlanOutcome = {
  readonly played: PlayedScenario;
  readonly probes: readonly { readonly port: number; readonly protocol?: "tcp" | "udp" | undefined; readonly from?: string | undefined }[];
  readonly between: { readonly left: string; readonly right: string; readonly except?: readonly string[] | undefined } | undefined;
  readonly tags: readonly string[];
  /** Where a place of the folder is in the repository. */
  readonly at: (span: Span) => Span;
};

const nothing = Object.fromEntries(Object.keys(terraformVocabulary.variables).map((name) => [name, []]));

/** A value for every variable of the vocabulary; empty lists where nothing could be planned. */
export function planValues(outcome: PlanOutcome | undefined): Readonly<Record<string, unknown>> {
  if (!outcome) return nothing;
  const { played, at } = outcome;
  const { plan } = played.first;
  return {
    changes: inOrder(plan.changes).map((change) => changeValue(change, at)),
    resources: inOrder(thereAfter(plan)).map((change) => resourceValue(change, at)),
    outputs: [...plan.outputs]
      .sort((a, b) => byText(a.name, b.name))
      .map(({ name, actions, after, sensitive }) => ({
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
    again: inOrder(played.again?.changes ?? [])
      .filter(({ actions }) => actions[0] !== "no-op")
      .map((change) => changeValue(change, at)),
    ...answers(outcome),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By address, so that checks meet them in an order that does not hang on the file's. */
const inOrder = (changes: readonly ResourceChange[]): readonly ResourceChange[] =>
  [...changes].sort((a, b) => byText(a.address, b.address));

const thereAfter = (plan: Plan): readonly ResourceChange[] =>
  plan.changes.filter(({ mode, after, deposed }) => mode === "managed" && after.kind !== "null" && deposed === undefined);

/** What is asked of the infrastructure that there will be. */
function answers({ played, probes, between, tags, at }: PlanOutcome): Readonly<Record<string, unknown>> {
  const { plan, state } = played.first;
  const estate = plannedEstate(plan, state);
  const places = new Map(plan.changes.map(({ address, source }) => [address, source ? { span: at(source.header) } : {}]));
  const placeOf = (address: string) => places.get(address) ?? {};
  return {
    differences: between
      ? environmentDifferences(plan, between.left, between.right, between.except).map(({ resource, argument = "", onlyIn }) => ({
          ...{ address: resource, path: argument, here: sideOf(onlyIn, between.left), there: sideOf(onlyIn, between.right) },
          ...placeOf(`${between.left}.${resource}`),
        }))
      : played.other
        ? differences(thereAfter(plan), played.other.plan, at)
        : [],
    reachable: probes.flatMap(({ port, protocol = "tcp", from = "0.0.0.0/0" }) =>
      exposures(estate, from, { port, protocol }).map(({ address, type, everyone, certain, ways, through }) => ({
        ...{ address, type, port, from, everyone, certain, rules: ways.map(({ rule }) => rule), through },
        ...placeOf(ways[0]?.rule ?? address),
      })),
    ),
    buckets: bucketAccess(estate).map((bucket) => ({
      ...{
        address: bucket.address,
        readable: bucket.readable,
        listable: bucket.listable,
        writable: bucket.writable,
        certain: bucket.certain,
      },
      ...{ because: bucket.grants.map(({ by }) => by), blocked: isBlocked(bucket), ...placeOf(bucket.address) },
    })),
    losses: dataLosses(plan).map(({ address, type, how, keptBy }) => ({
      ...{ address, type, how, kept_by: keptBy.map(({ argument }) => argument), ...placeOf(address) },
    })),
    encryption: encryptionOf(estate).map(({ address, type, key, argument }) => ({
      ...{ address, type, key, argument },
      ...placeOf(address),
    })),
    plain_secrets: plainSecrets(plan).map(({ address, path }) => ({ address, path: path.map(String).join("."), ...placeOf(address) })),
    untagged: tags.length > 0 ? missingTags(estate, tags).map(({ address, missing }) => ({ address, missing, ...placeOf(address) })) : [],
  };
}

/** Which side has a resource, in words; without an argument to name nothing else can be said of it. */
const sideOf = (onlyIn: string | undefined, side: string): string =>
  onlyIn === undefined ? "differs" : onlyIn === side ? "is there" : "is not there";

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
      return earlier === undefined || shortText(deepUnmarked(earlier)) !== shortText(deepUnmarked(value));
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

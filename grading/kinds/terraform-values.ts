import { deepUnmarked } from "#engines/hcl";
import type { Span } from "#engines/source";
import {
  type BucketRequest,
  bucketAccess,
  bucketAnswers,
  connections,
  dataLosses,
  type Estate,
  type Exposure,
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
  subnetWays,
} from "#engines/terraform";
import type { Trace } from "../model.ts";
import { terraformVocabulary } from "./terraform-vocabulary.ts";

export type PlanOutcome = {
  readonly played: PlayedScenario;
  readonly probes: readonly { readonly port: number; readonly protocol?: "tcp" | "udp" | undefined; readonly from?: string | undefined }[];
  readonly requests: readonly BucketRequest[];
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
function answers({ played, probes, requests, between, tags, at }: PlanOutcome): Readonly<Record<string, unknown>> {
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
    reachable: probes
      .flatMap((probe) => reached(estate, probe))
      .map((found) => ({ ...found, ...placeOf(found.rules[0] ?? found.address) })),
    subnets: subnetWays(estate).map(({ givesAddresses, leavesBy, ...subnet }) => ({
      ...{ ...subnet, gives_addresses: givesAddresses, leaves_by: leavesBy },
      ...placeOf(subnet.address),
    })),
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
    answers: requests.flatMap(({ as, action, tls = true }) =>
      bucketAnswers(estate, { as, action, tls }).map(({ bucket, verdict, certain, because }) => ({
        ...{ bucket, as, action, tls, verdict, certain, because },
        ...placeOf(because[0] ?? bucket),
      })),
    ),
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

type Reached = Pick<Exposure, "address" | "type" | "everyone" | "certain" | "through"> & {
  readonly port: number;
  readonly from: string;
  readonly rules: readonly string[];
};

/** From a range, what lets it in and has a way; from resources, what they can connect to. */
function reached(estate: Estate, { port, protocol = "tcp", from = "0.0.0.0/0" }: PlanOutcome["probes"][number]): readonly Reached[] {
  if (/^[\da-f.:]+\/\d+$/i.test(from))
    return exposures(estate, from, { port, protocol }).map(({ address, type, everyone, certain, ways, through }) => ({
      ...{ address, type, port, from, everyone, certain, rules: ways.map(({ rule }) => rule), through },
    }));
  return connections(estate, from, { port, protocol }).map(({ from: caller, to, type, certain, rules }) => ({
    ...{ address: to, type, port, from: caller, everyone: true, certain, rules, through: [] },
  }));
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

import { decodeJson, JsonFailure, type Value } from "#engines/hcl";
import { memberOf, textOf } from "../providers/objects.ts";

/** One statement of a policy, with every list a list. */
export type Statement = {
  readonly index: number;
  readonly effect: "Allow" | "Deny";
  /** Whether it speaks of everybody: `"*"` or `{"AWS": "*"}`. */
  readonly everybody: boolean;
  /** ARNs, accounts, services and `*`, as they are written. */
  readonly principals: readonly string[];
  readonly notPrincipals: readonly string[];
  /** Whether it says in a way that AWS takes whom it speaks of. */
  readonly principalIs: "valid" | "missing" | "invalid";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
};

export type Condition = { readonly operator: string; readonly key: string; readonly values: readonly string[] };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. Undefined for a text that is no policy. */
export function readStatements(text: string): Statement[] | undefined {
  let document: Value;
  try {
    document = decodeJson(text);
  } catch (error) {
    if (error instanceof JsonFailure) return undefined;
    throw error;
  }
  const written = memberOf(document, "Statement");
  if (!written) return undefined;
  return (written.kind === "sequence" ? written.items : [written]).map(readStatement);
}

function readStatement(statement: Value, index: number): Statement {
  const texts = (name: string) => textsOf(memberOf(statement, name));
  const [principal, excepted] = [memberOf(statement, "Principal"), memberOf(statement, "NotPrincipal")];
  return {
    index,
    effect: textOf(memberOf(statement, "Effect")) === "Deny" ? "Deny" : "Allow",
    // All but a few are everybody, too.
    everybody: isEverybody(principal) || excepted !== undefined,
    principals: principalsOf(principal),
    notPrincipals: principalsOf(excepted),
    principalIs: principal || excepted ? (isPrincipal(principal ?? excepted) ? "valid" : "invalid") : "missing",
    actions: texts("Action"),
    notActions: texts("NotAction"),
    resources: texts("Resource"),
    notResources: texts("NotResource"),
    conditions: readConditions(memberOf(statement, "Condition")),
  };
}

function textsOf(value: Value | undefined): string[] {
  const values = value?.kind === "sequence" ? value.items : value ? [value] : [];
  // A condition's value may be written without quotes.
  return values.flatMap((item) => (item.kind === "bool" ? String(item.value) : (textOf(item) ?? [])));
}

/** `"*"` is everybody, and so is a `*` of any kind but services. */
function principalsOf(written: Value | undefined): string[] {
  if (written?.kind !== "mapping") return textsOf(written);
  return [...written.entries.values()].flatMap((value) => textsOf(value));
}

const principalKinds = new Set(["AWS", "CanonicalUser", "Federated", "Service"]);
const account = /^(?:\*|\d{12}|arn:[\w-]+:(?:iam|sts)::(?:\d{12}|cloudfront):.+|[A-Z0-9]{16,})$/;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function isPrincipal(written: Value | undefined): boolean {
  if (written?.kind === "string") return written.value === "*";
  if (written?.kind !== "mapping" || written.entries.size === 0) return false;
  return [...written.entries].every(([kind, value]) => {
    const named = textsOf(value);
    return principalKinds.has(kind) && named.length > 0 && (kind !== "AWS" || named.every((each) => account.test(each)));
  });
}

function isEverybody(principal: Value | undefined): boolean {
  if (principal?.kind === "string") return principal.value === "*";
  return textsOf(memberOf(principal, "AWS")).includes("*") || textsOf(memberOf(principal, "CanonicalUser")).includes("*");
}

function readConditions(written: Value | undefined): Condition[] {
  if (written?.kind !== "mapping") return [];
  return [...written.entries].flatMap(([operator, keys]) =>
    keys.kind === "mapping"
      ? [...keys.entries].map(([key, values]) => ({ operator, key: key.toLowerCase(), values: textsOf(values) }))
      : [],
  );
}

/** Whether a pattern of a policy, with `*` and `?`, covers a text. Letters of actions count in either case. */
export function covers(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** Whether the statement speaks of this action on this resource. */
export function speaksOf(statement: Statement, action: string, resource: string): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => covers(pattern.toLowerCase(), action.toLowerCase()));
  const placed = (patterns: readonly string[]) => patterns.some((pattern) => covers(pattern, resource));
  const acts = statement.notActions.length > 0 ? !named(statement.notActions) : named(statement.actions);
  const holds = statement.notResources.length > 0 ? !placed(statement.notResources) : placed(statement.resources);
  return acts && holds;
}

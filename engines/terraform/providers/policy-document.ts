import { utf8Bytes } from "./bytes.ts";

/** Statements as the `statement` blocks of `aws_iam_policy_document` write them. */
export type WrittenStatement = {
  readonly sid?: string | null;
  readonly effect?: string | null;
  readonly actions?: readonly string[] | null;
  readonly not_actions?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly not_resources?: readonly string[] | null;
  readonly principals?: readonly WrittenPrincipal[] | null;
  readonly not_principals?: readonly WrittenPrincipal[] | null;
  readonly condition?: readonly { readonly test: string; readonly variable: string; readonly values: readonly string[] }[] | null;
};

type WrittenPrincipal = { readonly type: string; readonly identifiers: readonly string[] };

export type WrittenDocument = {
  readonly version?: string | null;
  readonly policy_id?: string | null;
  readonly statement?: readonly WrittenStatement[] | null;
  readonly source_policy_documents?: readonly string[] | null;
  readonly override_policy_documents?: readonly string[] | null;
};

type Statement = Readonly<Record<string, unknown>>;
type Document = { readonly version?: string; readonly id?: string; readonly statements: readonly Statement[] };

/**
 * The answer of `data.aws_iam_policy_document`: source documents, then the written statements, then overrides; a later statement
 * takes the place of an earlier one of the same Sid. Throws a SyntaxError for a document that is no JSON.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function policyDocument(written: WrittenDocument): { readonly json: string; readonly minified_json: string; readonly id: string } {
  let document: Document = { statements: [] };
  for (const source of written.source_policy_documents ?? []) document = merged(document, parsed(source));
  const own = (written.statement ?? []).map(statementOf);
  document = merged(document, { version: written.version ?? "", id: written.policy_id ?? "", statements: own });
  for (const override of written.override_policy_documents ?? []) document = merged(document, parsed(override));
  const value = {
    ...(document.version ? { Version: document.version } : {}),
    ...(document.id ? { Id: document.id } : {}),
    ...(document.statements.length > 0 ? { Statement: document.statements } : {}),
  };
  const json = withEscapes(JSON.stringify(value, null, 2));
  return { json, minified_json: withEscapes(JSON.stringify(value)), id: String(checksum(json)) };
}

function merged(into: Document, next: Document): Document {
  const statements = [...into.statements];
  const places = new Map<unknown, number>();
  for (const [place, { Sid }] of statements.entries()) if (Sid) places.set(Sid, place);
  for (const statement of next.statements) {
    const place = statement.Sid ? places.get(statement.Sid) : undefined;
    if (place !== undefined) statements[place] = statement;
    else {
      if (statement.Sid) places.set(statement.Sid, statements.length);
      statements.push(statement);
    }
  }
  const version = (next.version ?? "") > (into.version ?? "") ? next.version : into.version;
  return { version, id: next.id || into.id, statements };
}

function parsed(json: string): Document {
  const value: unknown = JSON.parse(json);
  if (!isRecord(value)) throw new SyntaxError("the policy is no JSON object");
  const statements = [value.Statement ?? []].flat().filter(isRecord);
  return {
    ...(typeof value.Version === "string" ? { version: value.Version } : {}),
    ...(typeof value.Id === "string" ? { id: value.Id } : {}),
    statements,
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function statementOf(written: WrittenStatement): Statement {
  return {
    ...(written.sid ? { Sid: written.sid } : {}),
    ...(written.effect ? { Effect: written.effect } : {}),
    ...listed("Action", written.actions),
    ...listed("NotAction", written.not_actions),
    ...listed("Resource", written.resources?.map(policyVariables)),
    ...listed("NotResource", written.not_resources?.map(policyVariables)),
    ...principals("Principal", written.principals),
    ...principals("NotPrincipal", written.not_principals),
    ...conditions(written.condition),
  };
}

/** One member is written as text, more as a list in descending order. */
function listed(key: string, members: readonly string[] | null | undefined): Statement {
  if (!members || members.length === 0) return {};
  return { [key]: single([...members].sort(descending)) };
}

function principals(key: string, blocks: readonly WrittenPrincipal[] | null | undefined): Statement {
  if (!blocks || blocks.length === 0) return {};
  const [only] = blocks;
  if (blocks.length === 1 && only?.type === "*" && only.identifiers.length === 1 && only.identifiers[0] === "*") return { [key]: "*" };
  const byType = new Map<string, string[]>();
  for (const { type, identifiers } of blocks)
    byType.set(type, [...(byType.get(type) ?? []), ...identifiers.map(policyVariables).sort(descending)]);
  return { [key]: inKeyOrder(byType) };
}

function conditions(blocks: WrittenStatement["condition"]): Statement {
  if (!blocks || blocks.length === 0) return {};
  const byTest = new Map<string, Map<string, string[]>>();
  for (const { test, variable, values } of blocks) {
    const byVariable = byTest.get(test) ?? new Map<string, string[]>();
    byVariable.set(variable, [...(byVariable.get(variable) ?? []), ...values.map(policyVariables)]);
    byTest.set(test, byVariable);
  }
  return { Condition: Object.fromEntries([...byTest].sort(byKey).map(([test, variables]) => [test, inKeyOrder(variables)])) };
}

const inKeyOrder = (lists: ReadonlyMap<string, string[]>) =>
  Object.fromEntries([...lists].sort(byKey).map(([key, members]) => [key, single(members)]));
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => descending(b, a);

/** `&{` stands for `${` of the policy language, which Terraform would take for its own. */
const policyVariables = (text: string): string => text.replaceAll("&{", "${");
const single = (members: readonly string[]) => (members.length === 1 ? members[0] : members);
const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
const withEscapes = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** CRC-32 (IEEE). */
function checksum(text: string): number {
  let sum = 0xffffffff;
  for (const byte of utf8Bytes(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

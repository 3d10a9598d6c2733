import { memberOf, textOf } from "../providers/objects.ts";
import { switchesOf } from "./bucket-access.ts";
import { type Estate, type EstateObject, isUnknown, linkedFrom, objectsOf } from "./estate.ts";
import { type Condition, covers, readStatements, type Statement, speaksOf } from "./policy-statements.ts";

/** Somebody asks a bucket for something. `as` is the ARN of a role or a user, or `anybody`; without TLS only if it is said. */
export type BucketRequest = { readonly as: string; readonly action: string; readonly tls?: boolean | undefined };

/** What the bucket's policies answer. What the caller's own policies allow besides is not asked. */
export type BucketAnswer = {
  readonly bucket: string;
  /** `denied` by a statement; `not allowed` where none speaks of it. */
  readonly verdict: "allowed" | "denied" | "not allowed";
  /** False where a policy is not known yet, or hangs on a condition about something else. */
  readonly certain: boolean;
  /** The policies that decide. */
  readonly because: readonly string[];
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: how every bucket of the estate answers. */
export const bucketAnswers = (estate: Estate, request: BucketRequest): BucketAnswer[] =>
  objectsOf(estate, "aws_s3_bucket").map((bucket) => answerOf(estate, bucket, request));

type Spoken = { readonly by: string; readonly effect: Statement["effect"]; readonly holds: true | "maybe" };

function answerOf(estate: Estate, bucket: EstateObject, request: BucketRequest): BucketAnswer {
  const holders = [bucket, ...linkedFrom(estate, bucket, "aws_s3_bucket_policy", ["bucket"])];
  const resources = resourcesOf(bucket, request.action);
  const known = holders.every((holder) => holder === bucket || !isUnknown(memberOf(holder.values, "policy")));
  const spoken = holders.flatMap(({ address, values }) =>
    (readStatements(textOf(memberOf(values, "policy")) ?? "") ?? []).flatMap((statement): Spoken[] => {
      const holds = resources.some((resource) => speaksOf(statement, request.action, resource)) && appliesTo(statement, request);
      return holds ? [{ by: address, effect: statement.effect, holds }] : [];
    }),
  );
  const of = (effect: Statement["effect"]) => spoken.filter((each) => each.effect === effect);
  const answer = (verdict: BucketAnswer["verdict"], deciding: readonly Spoken[], certain: boolean): BucketAnswer => ({
    ...{ bucket: bucket.address, verdict, certain: known && certain, because: [...new Set(deciding.map(({ by }) => by))] },
  });
  const [denials, grants] = [of("Deny"), of("Allow")];
  const surely = (all: readonly Spoken[]) => all.some(({ holds }) => holds === true);
  if (surely(denials)) return answer("denied", denials, true);
  const [block] = linkedFrom(estate, bucket, "aws_s3_bucket_public_access_block", ["bucket"]);
  const { block_public_policy: blocked, restrict_public_buckets: restricted } = switchesOf(block);
  if (request.as === anybody && (blocked === true || restricted === true)) return answer("not allowed", [], true);
  if (grants.length === 0) return answer("not allowed", [], true);
  return answer("allowed", grants, surely(grants) && denials.length === 0);
}

const anybody = "anybody";

/** The bucket, or any object in it: an action on objects is named for them. */
function resourcesOf({ values }: EstateObject, action: string): readonly string[] {
  const own = `arn:aws:s3:::${textOf(memberOf(values, "bucket")) ?? ""}`;
  const path = /Object/i.test(action) && !/Bucket/i.test(action) ? "/object" : "";
  return [own, textOf(memberOf(values, "arn")) ?? own].map((arn) => arn + path);
}

function appliesTo(statement: Statement, request: BucketRequest): true | "maybe" | false {
  const parts = [principalHolds(statement, request.as), ...statement.conditions.map((condition) => conditionHolds(condition, request))];
  if (parts.includes(false)) return false;
  return parts.includes("maybe") ? "maybe" : true;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html: an account stands for all in it, who may need its leave besides. */
function principalHolds({ effect, principals, notPrincipals }: Statement, as: string): true | "maybe" | false {
  if (notPrincipals.length > 0) return !notPrincipals.includes(as);
  if (principals.some((each) => each === "*" || each === as)) return true;
  const account = /^arn:aws:(?:iam|sts)::(\d{12}):/.exec(as)?.[1];
  const delegated = account !== undefined && principals.some((each) => each === account || each === `arn:aws:iam::${account}:root`);
  return delegated && (effect === "Deny" || "maybe");
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html, of what a request here says. */
function conditionHolds({ operator, key, values }: Condition, { as, tls = true }: BucketRequest): true | "maybe" | false {
  const said = key === "aws:securetransport" ? String(tls) : key === "aws:principalarn" && as !== anybody ? as : undefined;
  if (said === undefined) return "maybe";
  const named = operator.replace(/IfExists$/, "");
  switch (named) {
    case "Bool":
    case "StringEqualsIgnoreCase":
      return values.some((value) => value.toLowerCase() === said.toLowerCase());
    case "StringEquals":
      return values.includes(said);
    case "StringNotEquals":
      return !values.includes(said);
    case "StringLike":
    case "ArnLike":
    case "ArnEquals":
      return values.some((value) => covers(value, said));
    case "StringNotLike":
    case "ArnNotLike":
    case "ArnNotEquals":
      return !values.some((value) => covers(value, said));
    case "Null":
      return values.includes("false");
    default:
      return "maybe";
  }
}

import { z } from "zod";

/** What a certificate of ours says, read from a credential whose proof holds. */
export type Claims = {
  readonly id: string;
  readonly title: string;
  readonly course: string;
  readonly version: string;
  readonly criteria: string;
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly awardedAt: string;
  /** Only the learner's own credential has a name and a grade (percent). */
  readonly name?: string;
  readonly grade?: string;
  readonly evidence: readonly { readonly name: string; readonly narrative: string }[];
  readonly status: { readonly list: string; readonly index: number };
};

const Certificate = z.looseObject({
  id: z.string(),
  name: z.string(),
  issuer: z.looseObject({ url: z.string() }),
  awardedDate: z.string(),
  credentialSubject: z.looseObject({
    identifier: z.array(z.looseObject({ hashed: z.boolean(), identityType: z.string(), identityHash: z.string() })),
    achievement: z.looseObject({ id: z.string(), name: z.string(), version: z.string() }),
    result: z.array(z.looseObject({ value: z.string() })).optional(),
  }),
  evidence: z.array(z.looseObject({ name: z.string(), narrative: z.string() })),
  credentialStatus: z.looseObject({
    type: z.literal("BitstringStatusListEntry"),
    statusPurpose: z.literal("revocation"),
    statusListCredential: z.string(),
    statusListIndex: z.string().regex(/^\d{1,9}$/),
  }),
});

/** Nothing for a credential of another kind, such as a status list. */
export function claimsOf(document: unknown): Claims | undefined {
  const parsed = Certificate.safeParse(document);
  if (!parsed.success) return undefined;
  const { id, name: title, issuer, awardedDate, credentialSubject, evidence, credentialStatus } = parsed.data;
  const { achievement, identifier, result } = credentialSubject;
  const name = identifier.find((each) => !each.hashed && each.identityType === "name")?.identityHash;
  const grade = result?.[0]?.value;
  return {
    id,
    title,
    course: achievement.name,
    version: achievement.version,
    criteria: achievement.id,
    issuer: issuer.url,
    awardedAt: awardedDate,
    ...(name === undefined ? {} : { name }),
    ...(grade === undefined ? {} : { grade }),
    evidence: evidence.map((each) => ({ name: each.name, narrative: each.narrative })),
    status: { list: credentialStatus.statusListCredential, index: Number(credentialStatus.statusListIndex) },
  };
}

import { z } from "zod";

/** No certificate of ours is larger, deeper or of more parts; what is need not be looked at. */
const maxBytes = 64 * 1024;
const maxDepth = 16;
const maxParts = 1000;

const Credential = z.looseObject({
  "@context": z.array(z.string()).min(1),
  id: z.string(),
  type: z.array(z.string()).refine((types) => types.includes("VerifiableCredential")),
  issuer: z.union([z.string().transform((id) => ({ id })), z.looseObject({ id: z.string() })]),
  proof: z.union([
    z.looseObject({ verificationMethod: z.string() }).transform((proof) => [proof]),
    z.array(z.looseObject({ verificationMethod: z.string() })).min(1),
  ]),
});

export type ReadCredential = {
  /** As it came: what the proof is checked against. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly contexts: readonly string[];
  readonly issuer: string;
  readonly verificationMethods: readonly string[];
  /** Parts that linked data ignores, so that no proof would cover them. */
  readonly uncovered: string | undefined;
};

export type Read = { readonly ok: true; readonly credential: ReadCredential } | { readonly ok: false; readonly because: string };

/** Reads bytes that somebody sent; hostile until read. */
export function readCredential(bytes: Uint8Array): Read {
  if (bytes.byteLength > maxBytes) return { ok: false, because: "It is larger than any certificate of ours (64 kB)." };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, because: "It is not text in UTF-8." };
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { ok: false, because: "It is not JSON. If a certificate was changed by hand, its JSON may be broken." };
  }
  const walked = walk(document);
  if (!walked.ok) return walked;
  const parsed = Credential.safeParse(document);
  if (!parsed.success || !isRecord(document))
    return { ok: false, because: "It is JSON, but no verifiable credential: it lacks a context, a type, an issuer or a proof." };
  const { issuer, proof } = parsed.data;
  return {
    ok: true,
    credential: {
      document,
      contexts: parsed.data["@context"],
      issuer: issuer.id,
      verificationMethods: proof.map((each) => each.verificationMethod),
      uncovered: walked.uncovered,
    },
  };
}

type Walked = { readonly ok: true; readonly uncovered: string | undefined } | { readonly ok: false; readonly because: string };

function walk(document: unknown): Walked {
  let uncovered: string | undefined;
  const waiting = [{ value: document, depth: 0 }];
  let parts = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    parts += 1;
    if (next.depth > maxDepth) return { ok: false, because: `It is nested deeper than any certificate of ours (${maxDepth} levels).` };
    if (parts > maxParts) return { ok: false, because: `It has more parts than any certificate of ours (${maxParts}).` };
    if (next.value === null) uncovered ??= "null";
    if (typeof next.value !== "object" || next.value === null) continue;
    const list = Array.isArray(next.value);
    if (list && Object.keys(next.value).length === 0) uncovered ??= "[]";
    for (const [key, value] of Object.entries(next.value)) {
      if (!list && key.startsWith("@") && !(key === "@context" && next.depth === 0)) uncovered ??= key;
      waiting.push({ value, depth: next.depth + 1 });
    }
  }
  return { ok: true, uncovered };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

"use server";

import { isPdf, readAttachment } from "#credentials/pdf-attachment";
import { utcDay } from "#credentials/snapshot";
import type { Verification } from "#credentials/verify";
import { clientAddress } from "#server/client-address";
import { verifyBytes } from "#server/issuer";
import { takeRateLimit, waitInWords } from "#server/rate-limit";
import { maxBytes, tooLarge } from "./limit.ts";
import type { VerifyState } from "./verify-form.tsx";

export async function verifyAction(_: VerifyState, form: FormData): Promise<VerifyState> {
  const limit = await takeRateLimit("verify", await clientAddress());
  if (!limit.ok) return said("status-unknown", `You can check again ${waitInWords(limit.retryAfterSeconds)}.`);
  const file = form.get("file");
  const text = form.get("text");
  if (file instanceof File && file.size > maxBytes) return said("not-ours", tooLarge);
  const given =
    file instanceof File && file.size > 0
      ? new Uint8Array(await file.arrayBuffer())
      : new TextEncoder().encode(typeof text === "string" ? text.trim() : "");
  if (given.length === 0) return said("not-ours", "Choose a file, or paste the credential.");
  if (given.length > maxBytes) return said("not-ours", tooLarge);
  if (!isPdf(given)) return answer(await verifyBytes(given));
  const attached = readAttachment(given);
  return attached.ok ? answer(await verifyBytes(attached.bytes)) : said("not-ours", attached.because);
}

const said = (verdict: VerifyState["verdict"], because: string): VerifyState => ({ verdict, because, facts: [] });

function answer(verification: Verification): VerifyState {
  switch (verification.verdict) {
    case "altered":
      return said("altered", verification.because);
    case "foreign-issuer":
    case "unknown-key":
    case "not-a-credential":
      return said("not-ours", verification.because);
    default: {
      const { verdict, because, claims } = verification;
      const { name, grade, course, version, issuer, awardedAt, evidence } = claims;
      const facts = [
        ...(name === undefined ? [] : [{ term: "Who", text: name }]),
        { term: "What", text: `${course}, version ${version}` },
        { term: "When", text: `${utcDay(new Date(awardedAt))} (UTC)` },
        { term: "Issued by", text: issuer },
        ...(grade === undefined ? [] : [{ term: "Grade", text: `${grade} %` }]),
        ...evidence.map((each) => ({ term: each.name, text: each.narrative })),
      ];
      return { verdict, because, facts };
    }
  }
}

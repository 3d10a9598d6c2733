"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { clientAddress } from "#server/client-address";
import { claimFirstAdministrator } from "#server/first-administrator";
import { takeRateLimit } from "#server/rate-limit";
import { requireViewer } from "#server/viewer";

const Claim = z.object({ token: z.string().regex(/^[\w-]{43}$/) });

export async function claimAction(form: FormData): Promise<void> {
  const { token } = Claim.parse(Object.fromEntries(form));
  const viewer = await requireViewer(`/claim/${token}`);
  const limit = await takeRateLimit("claim-address", await clientAddress());
  const isClaimed = limit.ok && (await claimFirstAdministrator(token, viewer.id));
  redirect(isClaimed ? "/account" : `/claim/${token}`);
}

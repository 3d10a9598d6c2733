import { and, eq } from "drizzle-orm";
import type { Variant } from "#grading/model";
import { db } from "../client.ts";
import { variants } from "../schema.ts";
import { one } from "./one.ts";

/** Drawn once: whoever comes second gets what the first one drew. `values` is this caller's draw. */
export async function insertVariant(userId: string, lab: string, values: Variant): Promise<Variant> {
  const [drawn] = await db.insert(variants).values({ userId, lab, values }).onConflictDoNothing().returning({ values: variants.values });
  if (drawn) return drawn.values;
  return one(
    await db
      .select({ values: variants.values })
      .from(variants)
      .where(and(eq(variants.userId, userId), eq(variants.lab, lab))),
  ).values;
}

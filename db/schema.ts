/**
 * The whole schema, for the client and for drizzle-kit.
 * Documents that are hashed, signed or answered are `json`, not `jsonb`: jsonb reorders keys and refuses U+0000, so what is read
 * would not be what was written. Tables marked append-only refuse UPDATE, DELETE and TRUNCATE by trigger (migration 0001).
 */
export * from "./schema/certificates.ts";
export * from "./schema/learning.ts";
export * from "./schema/people.ts";

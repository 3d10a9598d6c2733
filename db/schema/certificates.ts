import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  json,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytes, now, oneOf, time } from "./columns.ts";
import { editions } from "./learning.ts";
import { users } from "./people.ts";

export const certificateEventKinds = ["issued", "revoked", "superseded", "name-shared", "name-hidden", "erased"] as const;
export type CertificateEventKind = (typeof certificateEventKinds)[number];

export type Signatory = { readonly name: string; readonly title: string };

export const signingKeys = pgTable(
  "signing_keys",
  {
    id: text("id").primaryKey(),
    algorithm: text("algorithm", { enum: ["Ed25519", "ES256"] }).notNull(),
    publicKey: text("public_key").notNull(),
    /** Encrypted with KEY_ENCRYPTION_SECRET by the credentials room; null once destroyed. */
    encryptedPrivateKey: text("encrypted_private_key"),
    createdAt: now("created_at"),
    retiredAt: time("retired_at"),
    compromisedAt: time("compromised_at"),
  },
  (table) => [
    check("signing_keys_algorithm", oneOf(table.algorithm, ["Ed25519", "ES256"])),
    // Two replicas that start at once agree on one key.
    uniqueIndex("signing_keys_current").on(table.algorithm).where(sql`${table.retiredAt} is null and ${table.compromisedAt} is null`),
  ],
);

export const statusLists = pgTable(
  "status_lists",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    size: integer("size").notNull().default(131_072),
    nextIndex: integer("next_index").notNull().default(0),
    createdAt: now("created_at"),
  },
  (table) => [
    check("status_lists_next", sql`${table.nextIndex} between 0 and ${table.size}`),
    uniqueIndex("status_lists_open").on(sql`(true)`).where(sql`${table.nextIndex} < ${table.size}`),
  ],
);

/** Append-only: a frozen snapshot. What changes afterwards (revoked, name shared, erased) is a certificate event. */
export const certificates = pgTable(
  "certificates",
  {
    /** `urn:uuid` of the credential. */
    id: uuid("id").primaryKey(),
    /** Unguessable, in the public address. */
    slug: text("slug").notNull().unique(),
    learnerId: uuid("learner_id")
      .notNull()
      .references(() => users.id),
    /** Null after erasure, as are the signed bytes. */
    printedName: text("printed_name"),
    nameSource: text("name_source").notNull(),
    course: text("course").notNull(),
    courseTitle: text("course_title").notNull(),
    courseVersion: text("course_version").notNull(),
    locale: text("locale").notNull(),
    editionId: uuid("edition_id")
      .notNull()
      .references(() => editions.id),
    contentHash: text("content_hash").notNull(),
    gradingPolicyHash: text("grading_policy_hash").notNull(),
    grade: doublePrecision("grade").notNull(),
    evidenceManifestHash: text("evidence_manifest_hash").notNull(),
    identityLevel: text("identity_level", { enum: ["A0", "A1", "A2", "A3", "A4"] }).notNull(),
    identityMethod: text("identity_method").notNull(),
    identityAt: time("identity_at").notNull(),
    honourCodeVersion: text("honour_code_version").notNull(),
    signatories: json("signatories").$type<readonly Signatory[]>().notNull(),
    /** The issuer's address; a certificate issued under localhost is a practice certificate. */
    issuer: text("issuer").notNull(),
    issuedAt: time("issued_at").notNull(),
    keyIds: text("key_ids").array().notNull(),
    statusListId: integer("status_list_id")
      .notNull()
      .references(() => statusLists.id),
    statusIndex: integer("status_index").notNull(),
    signedBytes: bytes("signed_bytes"),
    /** The learner's own credential, with name and grade; signed with the other, and as large a part of what was issued. */
    fullSignedBytes: bytes("full_signed_bytes"),
    /** SHA-256 of the signed bytes, hex. */
    sha256: text("sha256").notNull(),
    supersedes: uuid("supersedes")
      .references((): AnyPgColumn => certificates.id)
      .unique(),
    exceptionActorId: uuid("exception_actor_id").references(() => users.id),
    exceptionReason: text("exception_reason"),
    erasedAt: time("erased_at"),
  },
  (table) => [
    unique("certificates_status").on(table.statusListId, table.statusIndex),
    // One first certificate per learner and course; every later one supersedes exactly one, so they form a line.
    uniqueIndex("certificates_first").on(table.learnerId, table.course).where(sql`${table.supersedes} is null`),
    index("certificates_learner").on(table.learnerId, table.course, table.issuedAt),
    check("certificates_grade", sql`${table.grade} between 0 and 1`),
    check("certificates_identity", oneOf(table.identityLevel, ["A0", "A1", "A2", "A3", "A4"])),
    check("certificates_sha256", sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
    check("certificates_exception", sql`(${table.exceptionActorId} is null) = (${table.exceptionReason} is null)`),
    check(
      "certificates_erased",
      sql`(${table.erasedAt} is not null) = (${table.signedBytes} is null) and (${table.erasedAt} is not null) = (${table.printedName} is null)`,
    ),
  ],
);

/** Append-only. */
export const certificateEvents = pgTable(
  "certificate_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    certificateId: uuid("certificate_id")
      .notNull()
      .references(() => certificates.id),
    kind: text("kind", { enum: certificateEventKinds }).notNull(),
    /** Null when the system itself did it, as when completing work issues. */
    actorId: uuid("actor_id").references(() => users.id),
    reason: text("reason"),
    at: now("at"),
  },
  (table) => [
    index("certificate_events_certificate").on(table.certificateId, table.id),
    check("certificate_events_kind", oneOf(table.kind, certificateEventKinds)),
    check("certificate_events_reason", sql`${table.kind} <> 'revoked' or (${table.reason} is not null and ${table.actorId} is not null)`),
  ],
);

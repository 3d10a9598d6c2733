import { sql } from "drizzle-orm";
import { bigint, check, index, integer, json, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { now, oneOf, time } from "./columns.ts";

export const roles = ["learner", "instructor", "admin"] as const;
export type Role = (typeof roles)[number];
export const courseRoleNames = ["instructor", "staff"] as const;
export type CourseRole = (typeof courseRoleNames)[number];
export const tokenPurposes = ["confirm-email", "reset-password", "first-administrator"] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

export const users = pgTable(
  "users",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    email: text("email").notNull().unique(),
    emailVerifiedAt: time("email_verified_at"),
    /** argon2id in PHC form; null for people who only sign in through a provider. */
    passwordHash: text("password_hash"),
    name: text("name").notNull(),
    /** The name for certificates; null means `name`. */
    printedName: text("printed_name"),
    locale: text("locale").notNull().default("en"),
    role: text("role", { enum: roles }).notNull().default("learner"),
    honourCodeVersion: text("honour_code_version"),
    honourCodeAcceptedAt: time("honour_code_accepted_at"),
    createdAt: now("created_at"),
  },
  (table) => [
    check("users_email_lower", sql`${table.email} = lower(${table.email})`),
    check("users_role", oneOf(table.role, roles)),
    check("users_honour_code", sql`(${table.honourCodeVersion} is null) = (${table.honourCodeAcceptedAt} is null)`),
    index("users_admins").on(table.role).where(sql`${table.role} = 'admin'`),
  ],
);

export const accounts = pgTable(
  "accounts",
  {
    provider: text("provider").notNull(),
    providerAccountId: text("provider_account_id").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The verified address the provider gave when the account was linked. */
    email: text("email").notNull(),
    linkedAt: now("linked_at"),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.providerAccountId] }),
    unique("accounts_user_provider").on(table.userId, table.provider),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: now("created_at"),
    lastSeenAt: now("last_seen_at"),
    expiresAt: time("expires_at").notNull(),
    revokedAt: time("revoked_at"),
    userAgent: text("user_agent"),
    /** Set from the account page: the provider that the next OAuth answer in this session may be linked to, and until when. */
    linkProvider: text("link_provider"),
    linkUntil: time("link_until"),
  },
  (table) => [index("sessions_user").on(table.userId)],
);

export const tokens = pgTable(
  "tokens",
  {
    /** SHA-256 of the token, hex: the token itself is only in the link. */
    hash: text("hash").primaryKey(),
    purpose: text("purpose", { enum: tokenPurposes }).notNull(),
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    createdAt: now("created_at"),
    expiresAt: time("expires_at").notNull(),
    usedAt: time("used_at"),
  },
  (table) => [
    index("tokens_user").on(table.userId, table.purpose),
    check("tokens_purpose", oneOf(table.purpose, tokenPurposes)),
    check("tokens_user_known", sql`(${table.userId} is null) = (${table.purpose} = 'first-administrator')`),
  ],
);

export const courseRoles = pgTable(
  "course_roles",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    course: text("course").notNull(),
    role: text("role", { enum: courseRoleNames }).notNull(),
    grantedAt: now("granted_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.course] }), check("course_roles_role", oneOf(table.role, courseRoleNames))],
);

/** Append-only. The actor is no foreign key: an entry outlives the person. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    actorId: uuid("actor_id"),
    action: text("action").notNull(),
    /** What it was done to, as `user:<id>`, `certificate:<id>`, `course:<slug>`. */
    subject: text("subject").notNull(),
    why: text("why").notNull(),
    details: json("details"),
    at: now("at"),
  },
  (table) => [index("audit_log_subject").on(table.subject, table.id), index("audit_log_actor").on(table.actorId, table.id)],
);

export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").primaryKey(),
    count: integer("count").notNull(),
    endsAt: time("ends_at").notNull(),
  },
  (table) => [index("rate_limits_ends").on(table.endsAt)],
);

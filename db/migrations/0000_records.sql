CREATE TABLE "certificate_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "certificate_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"certificate_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"actor_id" uuid,
	"reason" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "certificate_events_kind" CHECK ("certificate_events"."kind" in ('issued', 'revoked', 'superseded', 'name-shared', 'name-hidden', 'erased')),
	CONSTRAINT "certificate_events_reason" CHECK ("certificate_events"."kind" <> 'revoked' or ("certificate_events"."reason" is not null and "certificate_events"."actor_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"learner_id" uuid NOT NULL,
	"printed_name" text,
	"name_source" text NOT NULL,
	"course" text NOT NULL,
	"course_title" text NOT NULL,
	"course_version" text NOT NULL,
	"locale" text NOT NULL,
	"edition_id" uuid NOT NULL,
	"content_hash" text NOT NULL,
	"grading_policy_hash" text NOT NULL,
	"grade" double precision NOT NULL,
	"evidence_manifest_hash" text NOT NULL,
	"identity_level" text NOT NULL,
	"identity_method" text NOT NULL,
	"identity_at" timestamp with time zone NOT NULL,
	"honour_code_version" text NOT NULL,
	"signatories" json NOT NULL,
	"issuer" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"key_ids" text[] NOT NULL,
	"status_list_id" integer NOT NULL,
	"status_index" integer NOT NULL,
	"signed_bytes" "bytea",
	"sha256" text NOT NULL,
	"supersedes" uuid,
	"exception_actor_id" uuid,
	"exception_reason" text,
	"erased_at" timestamp with time zone,
	CONSTRAINT "certificates_slug_unique" UNIQUE("slug"),
	CONSTRAINT "certificates_supersedes_unique" UNIQUE("supersedes"),
	CONSTRAINT "certificates_status" UNIQUE("status_list_id","status_index"),
	CONSTRAINT "certificates_grade" CHECK ("certificates"."grade" between 0 and 1),
	CONSTRAINT "certificates_identity" CHECK ("certificates"."identity_level" in ('A0', 'A1', 'A2', 'A3', 'A4')),
	CONSTRAINT "certificates_sha256" CHECK ("certificates"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "certificates_exception" CHECK (("certificates"."exception_actor_id" is null) = ("certificates"."exception_reason" is null)),
	CONSTRAINT "certificates_erased" CHECK (("certificates"."erased_at" is not null) = ("certificates"."signed_bytes" is null) and ("certificates"."erased_at" is not null) = ("certificates"."printed_name" is null))
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" text NOT NULL,
	"encrypted_private_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone,
	"compromised_at" timestamp with time zone,
	CONSTRAINT "signing_keys_algorithm" CHECK ("signing_keys"."algorithm" in ('Ed25519', 'ES256'))
);
--> statement-breakpoint
CREATE TABLE "status_lists" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "status_lists_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"size" integer DEFAULT 131072 NOT NULL,
	"next_index" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "status_lists_next" CHECK ("status_lists"."next_index" between 0 and "status_lists"."size")
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"user_id" uuid NOT NULL,
	"lab" text NOT NULL,
	"files" json NOT NULL,
	"files_hash" text NOT NULL,
	"revision" integer NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "drafts_user_id_lab_pk" PRIMARY KEY("user_id","lab"),
	CONSTRAINT "drafts_revision" CHECK ("drafts"."revision" >= 1)
);
--> statement-breakpoint
CREATE TABLE "editions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"course" text NOT NULL,
	"content_hash" text NOT NULL,
	"locale" text NOT NULL,
	"snapshot" json NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "editions_content" UNIQUE("course","content_hash")
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"user_id" uuid NOT NULL,
	"course" text NOT NULL,
	"edition_id" uuid NOT NULL,
	"honour_code_version" text NOT NULL,
	"honour_code_accepted_at" timestamp with time zone NOT NULL,
	"enrolled_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "enrolments_user_id_course_pk" PRIMARY KEY("user_id","course")
);
--> statement-breakpoint
CREATE TABLE "grades" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "grades_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid NOT NULL,
	"course" text NOT NULL,
	"edition_id" uuid NOT NULL,
	"grade" double precision NOT NULL,
	"passed" boolean NOT NULL,
	"items" json NOT NULL,
	"actor_id" uuid,
	"reason" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "grades_grade" CHECK ("grades"."grade" between 0 and 1),
	CONSTRAINT "grades_actor" CHECK (("grades"."actor_id" is null) = ("grades"."reason" is null))
);
--> statement-breakpoint
CREATE TABLE "lesson_progress" (
	"user_id" uuid NOT NULL,
	"course" text NOT NULL,
	"lesson" text NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lesson_progress_user_id_course_lesson_pk" PRIMARY KEY("user_id","course","lesson")
);
--> statement-breakpoint
CREATE TABLE "question_attempts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "question_attempts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" uuid NOT NULL,
	"course" text NOT NULL,
	"lesson" text NOT NULL,
	"question" text NOT NULL,
	"answer" json NOT NULL,
	"correct" boolean NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"learner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lab" text NOT NULL,
	"lab_content_hash" text NOT NULL,
	"course" text NOT NULL,
	"edition_id" uuid,
	"variant" json NOT NULL,
	"files" json NOT NULL,
	"files_hash" text NOT NULL,
	"report" json NOT NULL,
	"score" double precision NOT NULL,
	"max" double precision NOT NULL,
	"passed" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "submissions_learner_id_id_pk" PRIMARY KEY("learner_id","id"),
	CONSTRAINT "submissions_score" CHECK ("submissions"."score" >= 0 and "submissions"."score" <= "submissions"."max" and "submissions"."max" > 0)
);
--> statement-breakpoint
CREATE TABLE "traces" (
	"learner_id" uuid NOT NULL,
	"submission_id" uuid NOT NULL,
	"run" text NOT NULL,
	"trace" json NOT NULL,
	CONSTRAINT "traces_learner_id_submission_id_run_pk" PRIMARY KEY("learner_id","submission_id","run")
);
--> statement-breakpoint
CREATE TABLE "variants" (
	"user_id" uuid NOT NULL,
	"lab" text NOT NULL,
	"values" json NOT NULL,
	"drawn_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "variants_user_id_lab_pk" PRIMARY KEY("user_id","lab")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"email" text NOT NULL,
	"linked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_provider_provider_account_id_pk" PRIMARY KEY("provider","provider_account_id"),
	CONSTRAINT "accounts_user_provider" UNIQUE("user_id","provider")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"actor_id" uuid,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"why" text NOT NULL,
	"details" json,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "course_roles" (
	"user_id" uuid NOT NULL,
	"course" text NOT NULL,
	"role" text NOT NULL,
	"granted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "course_roles_user_id_course_pk" PRIMARY KEY("user_id","course"),
	CONSTRAINT "course_roles_role" CHECK ("course_roles"."role" in ('instructor', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"user_agent" text,
	"link_provider" text,
	"link_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"user_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "tokens_purpose" CHECK ("tokens"."purpose" in ('confirm-email', 'reset-password', 'first-administrator')),
	CONSTRAINT "tokens_user_known" CHECK (("tokens"."user_id" is null) = ("tokens"."purpose" = 'first-administrator'))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"email_verified_at" timestamp with time zone,
	"password_hash" text,
	"name" text NOT NULL,
	"printed_name" text,
	"locale" text DEFAULT 'en' NOT NULL,
	"role" text DEFAULT 'learner' NOT NULL,
	"honour_code_version" text,
	"honour_code_accepted_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_email_lower" CHECK ("users"."email" = lower("users"."email")),
	CONSTRAINT "users_role" CHECK ("users"."role" in ('learner', 'instructor', 'admin')),
	CONSTRAINT "users_honour_code" CHECK (("users"."honour_code_version" is null) = ("users"."honour_code_accepted_at" is null))
);
--> statement-breakpoint
ALTER TABLE "certificate_events" ADD CONSTRAINT "certificate_events_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_events" ADD CONSTRAINT "certificate_events_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_learner_id_users_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_status_list_id_status_lists_id_fk" FOREIGN KEY ("status_list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_supersedes_certificates_id_fk" FOREIGN KEY ("supersedes") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_exception_actor_id_users_id_fk" FOREIGN KEY ("exception_actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolments" ADD CONSTRAINT "enrolments_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grades" ADD CONSTRAINT "grades_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lesson_progress" ADD CONSTRAINT "lesson_progress_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_attempts" ADD CONSTRAINT "question_attempts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_learner_id_users_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "traces" ADD CONSTRAINT "traces_learner_id_submission_id_submissions_learner_id_id_fk" FOREIGN KEY ("learner_id","submission_id") REFERENCES "public"."submissions"("learner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variants" ADD CONSTRAINT "variants_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "course_roles" ADD CONSTRAINT "course_roles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "certificate_events_certificate" ON "certificate_events" USING btree ("certificate_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_first" ON "certificates" USING btree ("learner_id","course") WHERE "certificates"."supersedes" is null;--> statement-breakpoint
CREATE INDEX "certificates_learner" ON "certificates" USING btree ("learner_id","course","issued_at");--> statement-breakpoint
CREATE UNIQUE INDEX "signing_keys_current" ON "signing_keys" USING btree ("algorithm") WHERE "signing_keys"."retired_at" is null and "signing_keys"."compromised_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "status_lists_open" ON "status_lists" USING btree ((true)) WHERE "status_lists"."next_index" < "status_lists"."size";--> statement-breakpoint
CREATE INDEX "enrolments_edition" ON "enrolments" USING btree ("edition_id");--> statement-breakpoint
CREATE INDEX "grades_owner" ON "grades" USING btree ("user_id","course","id");--> statement-breakpoint
CREATE INDEX "question_attempts_owner" ON "question_attempts" USING btree ("user_id","course","lesson","question","id");--> statement-breakpoint
CREATE INDEX "submissions_lab" ON "submissions" USING btree ("learner_id","lab","created_at");--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "rate_limits_ends" ON "rate_limits" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "tokens_user" ON "tokens" USING btree ("user_id","purpose");--> statement-breakpoint
CREATE INDEX "users_admins" ON "users" USING btree ("role") WHERE "users"."role" = 'admin';
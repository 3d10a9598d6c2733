import { z } from "zod";

const url = z.url({ error: "must be an absolute URL" });
const webUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });
const secret = z.string().min(32, "must be at least 32 characters of random text");

/** Every variable the server reads; `docs/operating.md` explains each. */
const Environment = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must look like postgres://user:password@host:5432/database" }),
    NEXTAUTH_SECRET: secret,
    /** Encrypts the signing keys of certificates where they are stored. */
    KEY_ENCRYPTION_SECRET: secret,
    /** Where learners reach this server, without a trailing slash; it names the issuer of certificates. */
    PUBLIC_URL: webUrl.transform((address) => address.replace(/\/+$/, "")),
    GITHUB_ID: z.string().optional(),
    GITHUB_SECRET: z.string().optional(),
    OIDC_ISSUER: webUrl.optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    OIDC_NAME: z.string().default("Single sign-on"),
    SMTP_URL: url.optional(),
    MAIL_FROM: z.string().optional(),
    /** The folder that mail is written to while SMTP_URL is not set. */
    OUTBOX: z.string().default(".data/outbox"),
    CONTENT_DIR: z.string().default("content"),
  })
  .superRefine((given, context) => {
    const together = [
      ["GITHUB_ID", "GITHUB_SECRET"],
      ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
      ["SMTP_URL", "MAIL_FROM"],
    ] as const;
    for (const names of together) {
      const missing = names.find((name) => given[name] === undefined);
      const present = names.find((name) => given[name] !== undefined);
      if (missing && present) context.addIssue({ code: "custom", path: [missing], message: `must be set when ${present} is` });
    }
  });

export type Env = z.infer<typeof Environment>;

/** Reads an environment; empty variables count as unset. Throws one sentence that names every variable at fault. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const read = Environment.safeParse(withoutEmpty(variables));
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return variables[name] ? `${name} ${issue.message}` : issue.code === "custom" ? `${name} ${issue.message}` : `${name} is not set`;
  });
  throw new Error(`The environment is not complete: ${faults.join("; ")}.`);
}

/**
 * This process's environment, read when a variable is first asked for. During `next build` no variable may be asked for that
 * the server cannot do without: what it says then would be baked into static pages, and the server's own would be ignored.
 */
export const env = new Proxy({} as Env, { get: (_, name) => lookUp(name as keyof Env) });

let known: Env | undefined;

function lookUp(name: keyof Env): Env[keyof Env] {
  if (process.env.NEXT_PHASE !== "phase-production-build") {
    known ??= readEnv(process.env);
    return known[name];
  }
  const field = Environment.shape[name].safeParse(process.env[name] || undefined);
  if (field.success) return field.data;
  throw new Error(`${name} was read during the build; read it when a request is served.`);
}

function withoutEmpty(variables: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}

import "server-only";
import { cookies, headers } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { insertSession, revokeSessionById } from "#db/queries/sessions";
import { env } from "#env";

export const sessionSeconds = 30 * 24 * 60 * 60;

/** One definition of next-auth's cookie, for next-auth and for the forms that work without script. */
export function sessionCookie() {
  const secure = env.PUBLIC_URL.startsWith("https:");
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.session-token`,
    options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
  };
}

/** The row behind a new cookie; the session this browser had before ends. */
export async function createSession(userId: string): Promise<string> {
  await revokeCookieSession();
  const userAgent = (await headers()).get("user-agent")?.slice(0, 300);
  return insertSession({ userId, userAgent, expiresAt: new Date(Date.now() + sessionSeconds * 1000) });
}

/** Signs this browser in. */
export async function startSession(userId: string): Promise<void> {
  const sid = await createSession(userId);
  const { name, options } = sessionCookie();
  const value = await encode({ token: { sid }, secret: env.NEXTAUTH_SECRET, maxAge: sessionSeconds });
  (await cookies()).set(name, value, { ...options, maxAge: sessionSeconds });
}

/** Revokes this browser's session and takes its cookie away. */
export async function endSession(): Promise<void> {
  await revokeCookieSession();
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}

/** The session id this browser's cookie carries; whether the session still lives, only its row knows. */
export async function cookieSessionId(): Promise<string | undefined> {
  const value = (await cookies()).get(sessionCookie().name)?.value;
  return value ? (known(value) ?? decrypt(value)) : undefined;
}

type Decrypted = { readonly sid: string; readonly expiresAtMs: number };

/** What cookies say that were decrypted lately: the same one comes with every request, and decrypting it costs more than most queries. */
const decrypted = new Map<string, Decrypted>();
const maxDecrypted = 2000;

function known(value: string): string | undefined {
  const found = decrypted.get(value);
  return found && found.expiresAtMs > Date.now() ? found.sid : undefined;
}

async function decrypt(value: string): Promise<string | undefined> {
  // next-auth throws on a cookie it did not encrypt, as after the secret was changed: that is no session.
  const token = await decode({ token: value, secret: env.NEXTAUTH_SECRET }).catch(() => null);
  const { sid, exp } = token ?? {};
  if (sid === undefined || typeof exp !== "number") return sid;
  const oldest = decrypted.size >= maxDecrypted ? decrypted.keys().next().value : undefined;
  if (oldest !== undefined) decrypted.delete(oldest);
  decrypted.set(value, { sid, expiresAtMs: exp * 1000 });
  return sid;
}

async function revokeCookieSession(): Promise<void> {
  const sid = await cookieSessionId();
  if (sid) await revokeSessionById(sid);
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = "1";

/**
 * Encrypts by AES-256-GCM under a key derived from `secret` with a salt of its own. `label` is not stored: opening needs the same,
 * so a sealed text cannot be moved to another row.
 */
export function seal(text: string, secret: string, label: string): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", derivedKey(secret, salt), nonce).setAAD(Buffer.from(label));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [version, ...[salt, nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
}

/** Nothing when the secret or the label is another one, or the text was changed. */
export function unseal(sealed: string, secret: string, label: string): string | undefined {
  const [found, ...parts] = sealed.split(".");
  const [salt, nonce, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
  if (found !== version || !salt || nonce?.length !== 12 || tag?.length !== 16 || !text) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", derivedKey(secret, salt), nonce).setAAD(Buffer.from(label)).setAuthTag(tag);
  const opened = decipher.update(text);
  try {
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch {
    // Only the authentication tag is checked here, and a wrong one is an expected answer.
    return undefined;
  }
}

const derivedKey = (secret: string, salt: Buffer) => Buffer.from(hkdfSync("sha256", secret, salt, "fivenines signing key", 32));

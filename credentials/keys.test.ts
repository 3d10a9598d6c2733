import { expect, test } from "vitest";
import { didDocument, didOf, isPractice } from "./did.ts";
import { newSigningKey, openSigner } from "./keys.ts";
import { seal, unseal } from "./sealed-secret.ts";
import { testSecret } from "./testing.ts";

test("what is sealed opens with the same secret and label, and with no other", () => {
  const sealed = seal("zABC", testSecret, "key-1");
  expect(sealed).not.toContain("zABC");
  expect(seal("zABC", testSecret, "key-1")).not.toBe(sealed);
  expect(unseal(sealed, testSecret, "key-1")).toBe("zABC");
  expect(unseal(sealed, `${testSecret}x`, "key-1")).toBeUndefined();
  expect(unseal(sealed, testSecret, "key-2")).toBeUndefined();
  for (const broken of ["", "1.a.b.c.d", sealed.slice(0, -2), `2${sealed.slice(1)}`])
    expect(unseal(broken, testSecret, "key-1")).toBeUndefined();
});

test("a wrong secret is said in one sentence that names the variable and the key", async () => {
  const key = await newSigningKey(testSecret);
  expect(await openSigner(key, "another-secret-0123456789-0123456789", "did:web:a")).toEqual({
    ok: false,
    because: expect.stringContaining(`The signing key "${key.id}" cannot be decrypted: KEY_ENCRYPTION_SECRET is not the one`),
  });
  expect(await openSigner(key, testSecret, "did:web:a")).toMatchObject({ ok: true, signer: { id: `did:web:a#${key.id}` } });
});

test("the DID document keeps retired keys and drops compromised ones", () => {
  const key = (id: string, state: "current" | "retired" | "compromised") => ({ id, publicKey: `z${id}`, state });
  const document = didDocument("did:web:a", [key("one", "current"), key("two", "retired"), key("three", "compromised")]);
  expect(document.assertionMethod).toEqual(["did:web:a#one", "did:web:a#two"]);
  expect(document.verificationMethod.map((method) => method.publicKeyMultibase)).toEqual(["zone", "ztwo"]);
});

test.each([
  { url: "https://learn.example", did: "did:web:learn.example", practice: false },
  { url: "http://localhost:3000", did: "did:web:localhost%3A3000", practice: true },
  { url: "http://127.0.0.1:80", did: "did:web:127.0.0.1", practice: true },
  { url: "http://[::1]:3000", did: "did:web:%5B%3A%3A1%5D%3A3000", practice: true },
  { url: "https://localhost.example", did: "did:web:localhost.example", practice: false },
])("$url", ({ url, did, practice }) => expect([didOf(url), isPractice(url)]).toEqual([did, practice]));

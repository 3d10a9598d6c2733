import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { insertSigningKey, retireSigningKey, selectOptionalCurrentSigningKey, selectSigningKeys } from "./signing-keys.ts";

test("replicas that make a key at once agree on one; a retired one stays known but signs no more", async () => {
  const old = await selectOptionalCurrentSigningKey("ES256");
  if (old) await retireSigningKey(old.id, "retired");
  const make = () => insertSigningKey({ id: randomUUID(), algorithm: "ES256", publicKey: "p", encryptedPrivateKey: "e" });
  const [first, second] = await Promise.all([make(), make()]);
  expect(first.id).toBe(second.id);
  await retireSigningKey(first.id, "compromised");
  expect(await selectOptionalCurrentSigningKey("ES256")).toBeUndefined();
  const kept = (await selectSigningKeys()).find((key) => key.id === first.id);
  expect(kept).toMatchObject({ encryptedPrivateKey: null, compromisedAt: expect.any(Date) });
});

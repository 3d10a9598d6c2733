import { expect, test } from "vitest";
import { signCredentials } from "./credential.ts";
import { someIssuer, someSnapshot } from "./testing.ts";
import { verifyCredential } from "./verify.ts";

const { signer, trusting } = await someIssuer();
const snapshot = someSnapshot();
const { publicBytes, fullBytes } = await signCredentials(snapshot, signer);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const parse = (bytes: Uint8Array): Json => JSON.parse(Buffer.from(bytes).toString());
const bytesOf = (document: unknown) => Buffer.from(JSON.stringify(document));

/** Every leaf of a document, as a copy of the document in which that leaf alone is another. */
function* changedLeaves(value: Json, path = ""): Generator<{ path: string; changed: Json }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const { path: inner, changed } of changedLeaves(item, `${path}/${index}`))
        yield { path: inner, changed: value.with(index, changed) };
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      for (const { path: inner, changed } of changedLeaves(item, `${path}/${key}`))
        yield { path: inner, changed: { ...value, [key]: changed } };
  } else if (typeof value === "string") yield { path, changed: `${value.slice(0, -1)}${value.endsWith("a") ? "b" : "a"}` };
  else yield { path, changed: typeof value === "boolean" ? !value : 7 };
}

test("what was issued is valid, and says what was frozen", async () => {
  const open = await verifyCredential(publicBytes, trusting());
  expect(open).toMatchObject({
    verdict: "valid",
    claims: { id: `urn:uuid:${snapshot.id}`, title: `Certificate of Achievement: ${snapshot.courseTitle}`, version: "2026.11" },
  });
  expect(open).not.toHaveProperty("claims.name");
  expect(publicBytes.toString()).not.toContain("Ada");
  const full = await verifyCredential(fullBytes, trusting());
  expect(full).toMatchObject({ verdict: "valid", claims: { name: "Ada Lovelace", grade: "87", status: { index: 94 } } });
});

test("not one leaf can be changed", async () => {
  const survivors: string[] = [];
  let leaves = 0;
  for (const { path, changed } of changedLeaves(parse(fullBytes))) {
    leaves += 1;
    const { verdict } = await verifyCredential(bytesOf(changed), trusting());
    if (verdict === "valid" || verdict === "revoked" || verdict === "status-unknown") survivors.push(path);
  }
  expect(leaves).toBeGreaterThan(50);
  expect(survivors).toEqual([]);
});

// Some hundred signatures are looked at: slow where the machine is busy.
test("a changed byte is noticed, wherever it is", { timeout: 30_000 }, async () => {
  const survivors: number[] = [];
  // Every seventh byte meets keys, values and punctuation alike.
  for (let at = 0; at < publicBytes.length; at += 7) {
    const changed = Buffer.from(publicBytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const { verdict } = await verifyCredential(changed, trusting());
    if (verdict === "valid") survivors.push(at);
  }
  expect(survivors.map((at) => publicBytes.subarray(at - 20, at + 20).toString())).toEqual([]);
});

test("a changed word is called altered", async () => {
  const changed = Buffer.from(publicBytes.toString().replace("DevOps and site", "DevOps and Site"));
  expect(await verifyCredential(changed, trusting())).toMatchObject({ verdict: "altered" });
});

test.each([
  { why: "a part that linked data ignores", add: { "@index": "with distinction" } },
  { why: "a part set to nothing", add: { awardedBy: null } },
  { why: "an empty list", add: { evidences: [] } },
  { why: "a part that no context defines", add: { distinction: "yes" } },
  {
    why: "a context that would explain the part away",
    add: { "@context": [...JSON.parse(publicBytes.toString())["@context"], "https://www.w3.org/2018/credentials/v1"] },
  },
])("$why is called altered", async ({ add }) => {
  const document = { ...JSON.parse(publicBytes.toString()), ...add };
  expect(await verifyCredential(bytesOf(document), trusting())).toMatchObject({ verdict: "altered" });
});

test("a second proof is called altered", async () => {
  const document = JSON.parse(publicBytes.toString());
  document.proof.push(JSON.parse(fullBytes.toString()).proof[0]);
  expect(await verifyCredential(bytesOf(document), trusting())).toMatchObject({ verdict: "altered" });
});

test("only its own place in the status list revokes it", async () => {
  expect(await verifyCredential(publicBytes, trusting({ revoked: [94] }))).toMatchObject({
    verdict: "revoked",
    claims: { course: snapshot.courseTitle },
  });
  expect(await verifyCredential(fullBytes, trusting({ revoked: [94] }))).toMatchObject({ verdict: "revoked" });
  expect(await verifyCredential(publicBytes, trusting({ revoked: [93, 95] }))).toMatchObject({ verdict: "valid" });
});

test("without the status list the proof still holds, and the status is said to be unknown", async () => {
  const away = { ...trusting(), statusList: async () => undefined };
  expect(await verifyCredential(publicBytes, away)).toMatchObject({ verdict: "status-unknown" });
  const altered = Buffer.from(publicBytes.toString().replace("2026.11", "2026.12"));
  expect(await verifyCredential(altered, away)).toMatchObject({ verdict: "altered" });
});

test("a status list that somebody else signed says nothing", async () => {
  const other = await someIssuer();
  const forged = { ...trusting(), statusList: other.trusting().statusList };
  expect(await verifyCredential(publicBytes, forged)).toMatchObject({ verdict: "status-unknown" });
  const wrongList = { ...trusting(), statusList: () => trusting().statusList("https://learn.example/status/2") };
  expect(await verifyCredential(publicBytes, wrongList)).toMatchObject({ verdict: "status-unknown" });
});

test("a retired key still proves what it signed; a compromised one does not", async () => {
  expect(await verifyCredential(publicBytes, trusting({ state: "retired" }))).toMatchObject({ verdict: "valid" });
  expect(await verifyCredential(publicBytes, trusting({ state: "compromised" }))).toMatchObject({ verdict: "unknown-key" });
});

test("another's key and another's name are told apart", async () => {
  const forger = await someIssuer();
  const forged = await signCredentials(snapshot, forger.signer);
  expect(await verifyCredential(forged.publicBytes, trusting())).toMatchObject({ verdict: "unknown-key" });
  const stranger = await someIssuer("https://elsewhere.example");
  const foreign = await signCredentials(someSnapshot({ publicUrl: "https://elsewhere.example" }), stranger.signer);
  expect(await verifyCredential(foreign.publicBytes, trusting())).toMatchObject({
    verdict: "foreign-issuer",
    because: expect.stringContaining("did:web:elsewhere.example"),
  });
});

test("a forger who names our key does not get past the signature", async () => {
  const forger = await someIssuer();
  const forged = JSON.parse((await signCredentials(snapshot, forger.signer)).publicBytes.toString());
  forged.proof[0].verificationMethod = JSON.parse(publicBytes.toString()).proof[0].verificationMethod;
  expect(await verifyCredential(bytesOf(forged), trusting())).toMatchObject({ verdict: "altered" });
});

test.each([
  { why: "nothing", bytes: Buffer.from(""), because: "not JSON" },
  { why: "no text", bytes: Buffer.from([0xff, 0xfe, 0x00]), because: "not text in UTF-8" },
  { why: "other JSON", bytes: Buffer.from('{"a":1}'), because: "no verifiable credential" },
  { why: "a list", bytes: Buffer.from("[]"), because: "no verifiable credential" },
  { why: "deep nesting", bytes: Buffer.from(`${"[".repeat(20_000)}${"]".repeat(20_000)}`), because: "nested deeper" },
  { why: "many parts", bytes: Buffer.from(`[${"1,".repeat(5000)}1]`), because: "more parts" },
  { why: "much text", bytes: Buffer.alloc(65 * 1024, 32), because: "larger" },
])("$why is no credential, and the answer says why", async ({ bytes, because }) => {
  expect(await verifyCredential(bytes, trusting())).toEqual({ verdict: "not-a-credential", because: expect.stringContaining(because) });
});

test("a graph that is hard to put in order is answered in time", async () => {
  const document = JSON.parse(publicBytes.toString());
  // Blank nodes that all look alike and all point to each other: canonical order takes factorial time where nothing bounds it.
  const nodes = Array.from({ length: 12 }, (_, index) => `_:b${index}`);
  const clique = nodes.map((id) => ({
    id,
    type: ["Profile"],
    parentOrg: nodes.filter((other) => other !== id).map((other) => ({ id: other, type: ["Profile"] })),
  }));
  document.credentialSubject.achievement.creator = clique[0];
  document.credentialSubject.source = clique[1];
  document.evidence.push(...Array.from({ length: 40 }, () => ({ type: ["Evidence"], name: "x" })));
  const started = performance.now();
  expect((await verifyCredential(bytesOf(document), trusting())).verdict).toBe("altered");
  expect(performance.now() - started).toBeLessThan(2000);
});

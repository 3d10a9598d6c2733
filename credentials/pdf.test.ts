import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { signCredentials } from "./credential.ts";
import { fingerprint } from "./keys.ts";
import { type Print, printCertificate } from "./pdf.ts";
import { isPdf, readAttachment } from "./pdf-attachment.ts";
import { someIssuer, someSnapshot } from "./testing.ts";
import { verifyCredential } from "./verify.ts";

const { sealed, signer, trusting } = await someIssuer();
const { fullBytes } = await signCredentials(someSnapshot(), signer);
const printOf = (instead: Partial<Print> = {}): Print => ({
  ...someSnapshot(),
  keyFingerprint: fingerprint(sealed.publicKey),
  credential: fullBytes,
  ...instead,
});

/** Nothing where the machine has no pdftotext. */
function textOf(pdf: Buffer): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "pdf-"));
  try {
    writeFileSync(join(folder, "a.pdf"), pdf);
    return execFileSync("pdftotext", ["-layout", join(folder, "a.pdf"), "-"], { encoding: "utf8" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each([
  { script: "Latin", name: "Zoë Müller-Łukasiewicz" },
  { script: "Greek", name: "Γιώργος Σεφέρης" },
  { script: "Cyrillic", name: "Владимир Ковалёв" },
  { script: "Chinese", name: "王小明" },
  { script: "Japanese", name: "山田 たろう" },
  { script: "Korean", name: "김철수" },
  { script: "mixed", name: "山田 太郎 (Taro)" },
])("a name in $script is printed as text", async ({ name }) => {
  const pdf = await printCertificate(printOf({ printedName: name }));
  expect(isPdf(pdf)).toBe(true);
  const text = textOf(pdf);
  if (text === undefined) return;
  expect(text).toContain(name);
  for (const said of [
    "Certificate of Achievement",
    "22 November 2026",
    "Grade 87 %",
    "No identity document was checked",
    fingerprint(sealed.publicKey),
  ])
    expect(text).toContain(said);
  expect(text).not.toContain("Practice");
});

test("a hundred wide characters stay on the page and are all there", async () => {
  const name = "寿限無".repeat(33);
  const pdf = await printCertificate(printOf({ printedName: name }));
  const text = textOf(pdf);
  if (text !== undefined) expect(text.replace(/\s/g, "")).toContain(name);
});

test("the same certificate is the same bytes", async () => {
  const print = printOf({ printedName: "山田 太郎" });
  expect((await printCertificate(print)).equals(await printCertificate(print))).toBe(true);
});

test("a certificate of localhost says that it is for practice", async () => {
  const text = textOf(await printCertificate(printOf({ publicUrl: "http://localhost:3000" })));
  if (text !== undefined) expect(text).toContain("Practice certificate");
});

test("the attached credential is the signed one, byte for byte", async () => {
  const attached = readAttachment(await printCertificate(printOf()));
  if (!attached.ok) throw new Error(attached.because);
  expect(attached.bytes.equals(fullBytes)).toBe(true);
  expect(await verifyCredential(attached.bytes, trusting())).toMatchObject({ verdict: "valid", claims: { name: "Ada Lovelace" } });
});

const withStream = (dictionary: string, content: Buffer) =>
  Buffer.concat([Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile ${dictionary} >>\nstream\n`), content, Buffer.from("\nendstream")]);
const bomb = deflateSync(Buffer.alloc(50_000_000));

test.each([
  { why: "no attachment", pdf: Buffer.from("%PDF-1.7\n"), because: "No credential is attached" },
  { why: "a bomb", pdf: withStream(`/Length ${bomb.length} /Filter /FlateDecode`, bomb), because: "larger than any" },
  { why: "a stream cut off", pdf: withStream("/Length 5000", Buffer.from("{}")), because: "cannot be read" },
  { why: "no deflated text", pdf: withStream("/Length 2 /Filter /FlateDecode", Buffer.from("{}")), because: "cannot be read" },
  { why: "another filter", pdf: withStream("/Length 2 /Filter /LZWDecode", Buffer.from("{}")), because: "cannot be read" },
  { why: "no length", pdf: withStream("", Buffer.from("{}")), because: "cannot be read" },
])("a PDF with $why is refused in words", ({ pdf, because }) => {
  expect(readAttachment(pdf)).toEqual({ ok: false, because: expect.stringContaining(because) });
});

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const bundle = "node_modules/just-bash/dist/bundle/browser.js";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "patch-"));
  mkdirSync(join(folder, bundle, ".."), { recursive: true });
  cpSync("node_modules/just-bash/package.json", join(folder, "node_modules/just-bash/package.json"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = () => spawnSync(process.execPath, [resolve("tools/just-bash/patch.mjs")], { cwd: folder, encoding: "utf8" });

test("the installed library is patched, and is left alone the second time", () => {
  cpSync(bundle, join(folder, bundle));
  const before = readFileSync(join(folder, bundle), "utf8");
  expect(before).toContain("// Changed by Fivenines");
  expect(run().status).toBe(0);
  expect(readFileSync(join(folder, bundle), "utf8")).toBe(before);
});

test("a bundle in which the texts do not stand is refused and left as it was", () => {
  writeFileSync(join(folder, bundle), "export const nothing = 1;\n");
  const { status, stderr } = run();
  expect(status).not.toBe(0);
  expect(stderr).toContain("browser.js is not as it was");
  expect(readFileSync(join(folder, bundle), "utf8")).toBe("export const nothing = 1;\n");
});

test("another version of the library is refused", () => {
  const manifest = join(folder, "node_modules/just-bash/package.json");
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, "utf8")), version: "99.0.0" }));
  writeFileSync(join(folder, bundle), "");
  const { status, stderr } = run();
  expect(status).not.toBe(0);
  expect(stderr).toContain("is for just-bash 3.4.2; this is 99.0.0");
});

import { randomBytes, randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf, Failure } from "./failure.ts";

/** The secret kept in `file` (mode 0600), generated the first time. Two processes that start at once get the same one. */
export function keepSecret(file: string): string {
  try {
    return read(file) ?? create(file);
  } catch (error) {
    if (codeOf(error) !== "EACCES") throw error;
    const folder = dirname(file);
    throw new Failure(`The data in ${folder} belongs to another user: start as that user, or name a folder of your own in DATA_DIR.`);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function create(file: string): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600 });
  try {
    // A link never replaces what is there, and what it shows is complete.
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, "utf8");
}

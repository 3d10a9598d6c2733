import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { readOfficially } from "#engines/github-actions";
import type { Case, Outcome } from "./suite.ts";

const reason = "the official library lists it as not passed in TypeScript";

/** A file: options, the workflow, pairs of a called file's name and its text, the expected result, between lines of `---`. */
export function readerCases(folder: string): readonly Case[] {
  const list = join(folder, "reader-not-passed-by-the-official-library.json");
  const skipped = new Set(existsSync(list) ? z.array(z.string()).parse(JSON.parse(readFileSync(list, "utf8"))) : []);
  return readdirSync(join(folder, "reader"))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({
      id: `reader/${name}`,
      ...(skipped.has(name) ? { skip: reason } : {}),
      run: () => check(name, readFileSync(join(folder, "reader", name), "utf8")),
    }));
}

function check(name: string, text: string): Outcome {
  const [options = "", workflow = "", ...rest] = text.replaceAll("\r\n", "\n").split("\n---\n");
  const expected: unknown = JSON.parse(rest.pop() ?? "null");
  const called = new Map<string, string>();
  for (let at = 0; at + 1 < rest.length; at += 2) called.set((rest[at] ?? "").trim(), rest[at + 1] ?? "");
  const { template, problems } = readOfficially({ path: `.github/workflows/${name}`, text: workflow }, (reference) => {
    const found = called.get(reference) ?? called.get(reference.replace(/^\.\//, ""));
    return found === undefined ? undefined : { path: reference, text: found };
  });
  const result: Record<string, unknown> = { ...template };
  if (!(options.includes("- Go") && options.includes("- C#"))) delete result.events;
  if (problems.length > 0) {
    delete result.jobs;
    result.errors = problems.map(({ message }) => ({ Message: message }));
  }
  const got: unknown = JSON.parse(JSON.stringify(result));
  if (isDeepStrictEqual(got, expected)) return { passed: true };
  return { passed: false, why: `expected ${JSON.stringify(expected).slice(0, 600)}\ngot ${JSON.stringify(got).slice(0, 600)}` };
}

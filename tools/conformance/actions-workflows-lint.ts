import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lintWorkflow } from "#engines/github-actions";
import type { SourceFile } from "#engines/source";
import type { Case, Outcome } from "./suite.ts";

/** Workflows, each with the lines of the errors it has; those of `ok` have none. The folder is the root of their repository. */
export function actionlintCases(folder: string, part: string): readonly Case[] {
  const repository = filesBelow(folder, ".github");
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ id: `actionlint/${part}/${name}`, run: () => check(join(folder, name), repository) }));
}

function check(path: string, repository: readonly SourceFile[]): Outcome {
  const file = { path: "test.yaml", text: readFileSync(path, "utf8") };
  const out = path.replace(/\.ya?ml$/, ".out");
  const expected = existsSync(out)
    ? readFileSync(out, "utf8")
        .split(/\r?\n/)
        .filter((line) => line !== "")
    : [];
  const { diagnostics } = lintWorkflow(file, repository);
  const firstLines = firstLinesOf(file.text);
  const got = new Map(diagnostics.map(({ span, summary }) => [firstLines.get(span.start.line) ?? span.start.line, summary]));
  const places = expected.map(placeOf);
  const wanted = new Set(places.filter((line) => line > 0));
  // The place 0 says that the text is no YAML at all; a line without a place may be at any one.
  if (places.includes(0) && diagnostics.length > 0 && diagnostics.every(({ code }) => code.startsWith("yaml/"))) return { passed: true };
  const anywhere = places.filter((line) => line < 0).length;
  const missing = [...wanted].filter((line) => !got.has(line));
  const extra = [...got].filter(([line]) => !wanted.has(line));
  if (missing.length === 0 && (extra.length === 0 || extra.length === anywhere) && (anywhere === 0 || got.size > 0))
    return { passed: true };
  const told = (line: number) => expected.find((each) => placeOf(each) === line) ?? "";
  return {
    passed: false,
    why: [...missing.map((line) => `missing ${told(line)}`), ...extra.map(([line, summary]) => `extra ${line}: ${summary}`)].join("\n"),
  };
}

/** `test.yaml:LINE:COLUMN: …`, the same between slashes as a regular expression, or no place. */
const placeOf = (line: string): number => Number(/^\/?test\\?\.yaml:(\d+):/.exec(line)?.[1] ?? -1);

/** actionlint places all that stands inside a block (`run: |`) at the line where the block begins. */
function firstLinesOf(text: string): ReadonlyMap<number, number> {
  const lines = text.split("\n");
  const first = new Map<number, number>();
  lines.forEach((line, index) => {
    if (!/(^|[\s:-])[|>][-+0-9]*\s*(#.*)?$/.test(line) || /^\s*#/.test(line)) return;
    const indent = line.search(/\S/);
    for (let at = index + 1; at < lines.length; at++) {
      const inner = lines[at] ?? "";
      if (inner.trim() !== "" && inner.search(/\S/) <= indent) break;
      first.set(at + 1, index + 1);
    }
  });
  return first;
}

/** The `index.js` which two actions name are left out of the folder; they count as there. */
function filesBelow(root: string, folder: string): SourceFile[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const full = join(entry.parentPath, entry.name);
    const relative = full.slice(root.length + 1).replaceAll("\\", "/");
    const file = { path: relative, text: readFileSync(full, "utf8") };
    return /^action\.ya?ml$/.test(entry.name) ? [file, { path: `${relative.replace(/[^/]+$/, "")}index.js`, text: "" }] : [file];
  });
}

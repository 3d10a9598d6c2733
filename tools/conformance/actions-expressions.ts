import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { evaluateTree, parseExpression, toData, type Value } from "#engines/github-actions";
import type { Case, Outcome, Suite } from "./suite.ts";

const ExpressionCase = z.object({
  expr: z.string(),
  contexts: z.record(z.string(), z.json()).optional(),
  result: z.object({ kind: z.string(), value: z.json().optional() }).optional(),
  err: z.object({ kind: z.enum(["lexing", "parsing", "evaluation"]), value: z.string() }).optional(),
  options: z.object({ skip: z.array(z.string()).optional() }).optional(),
});
type ExpressionCase = z.infer<typeof ExpressionCase>;
const CaseFile = z.record(z.string(), z.array(ExpressionCase));

/** GitHub's own table of expressions and their values. */
export const suite: Suite = { name: "actions-expressions", cases };

async function cases(folder: string): Promise<readonly Case[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.flatMap((file) => {
    const groups = CaseFile.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
    return Object.entries(groups).flatMap(([group, rows]) =>
      rows.map((row, index) => ({
        id: `${file}/${group}/${index + 1}`,
        ...(row.options?.skip?.includes("typescript") ? { skip: "marked by its authors as not for TypeScript" } : {}),
        run: () => check(row),
      })),
    );
  });
}

function check(row: ExpressionCase): Outcome {
  const contexts = new Map<string, Value>(Object.entries(row.contexts ?? {}));
  const parsed = parseExpression(row.expr, [...contexts.keys()], []);
  if (!parsed.ok) return row.err ? sameError(row.err, parsed.phase, parsed.message) : wrong(row, `${parsed.phase}: ${parsed.message}`);
  const evaluated = evaluateTree(parsed.tree, contexts);
  if (!evaluated.ok) return row.err ? sameError(row.err, "evaluation", evaluated.message) : wrong(row, evaluated.message);
  const got = { kind: kindOf(evaluated.value), value: shown(evaluated.value) };
  if (!row.result) return wrong(row, JSON.stringify(got));
  const want = row.result;
  const value = want.kind === "Object" && Array.isArray(want.value) ? want.value : shown(want.value ?? null);
  const same = got.kind === want.kind && isDeepStrictEqual(got.value, value);
  return same ? { passed: true } : wrong(row, JSON.stringify(got));
}

function sameError(want: { kind: string; value: string }, kind: string, message: string): Outcome {
  if (want.kind === kind && message.includes(want.value)) return { passed: true };
  return { passed: false, why: `expected ${want.kind}: ${want.value}\ngot ${kind}: ${message}` };
}

const wrong = (row: ExpressionCase, got: string): Outcome => ({
  passed: false,
  why: `${row.expr}\nexpected ${JSON.stringify(row.result ?? row.err)}\ngot ${got}`,
});

const kindOf = (value: Value) =>
  ["String", "Array", "Object", "Boolean", "Number", "CaseSensitiveDictionary", "Null"][toData(value).kind] ?? "";

/** As the table writes a value: JSON, an object as pairs of key and value. */
function shown(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shown);
  return Object.entries(value).map(([k, v]) => ({ k, v: shown(v) }));
}

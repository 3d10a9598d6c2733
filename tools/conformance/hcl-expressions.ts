import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { encodeJson, evaluate, parseHcl, references, toDouble, typeText, type Value, whollyKnown } from "#engines/hcl";
import type { Diagnostic } from "#engines/source";
import { readScope, type TestScope } from "./hcl-scope.ts";
import type { Case, Outcome, Suite } from "./suite.ts";

const ExpressionCase = z.object({
  id: z.string(),
  expr: z.string(),
  type: z.string().optional(),
  value: z.json().optional(),
  json: z.string().optional(),
  unknown: z.json().optional(),
  sensitive: z.json().optional(),
  error: z.object({ summary: z.string(), detail: z.string() }).optional(),
});
type ExpressionCase = z.infer<typeof ExpressionCase>;
const CaseFile = z.object({ scope: z.string(), cases: z.array(ExpressionCase) });

/** Expressions with the values that Terraform gives them. Of an error the summary counts: explanations are in our own words. */
export const suite: Suite = { name: "hcl-expressions", cases };

async function cases(folder: string): Promise<readonly Case[]> {
  const file = CaseFile.parse(JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")));
  return file.cases.map((row) => ({ id: row.id, run: () => check(row, readScope(file.scope)) }));
}

function check(row: ExpressionCase, scope: TestScope): Outcome {
  const answer = ask(row.expr, scope);
  const want: Record<string, unknown> = row.error
    ? { error: row.error.summary }
    : {
        type: row.type,
        value: row.value,
        ...(row.json === undefined ? {} : { json: row.json }),
        unknown: row.unknown ?? false,
        sensitive: row.sensitive ?? false,
      };
  const got: Record<string, unknown> = "error" in answer ? { error: answer.error } : shown(answer.value, row.json !== undefined);
  if (isDeepStrictEqual(got, want)) return { passed: true };
  const detail = "detail" in answer ? ` (${answer.detail})` : "";
  return { passed: false, why: `${row.expr}\nexpected ${JSON.stringify(want)}\ngot      ${JSON.stringify(got)}${detail}` };
}

type Answer = { readonly value: Value } | { readonly error: string; readonly detail: string };

function ask(expr: string, scope: TestScope): Answer {
  const { model, diagnostics } = parseHcl({ path: "case.tf", text: `locals {\n  case = ${expr}\n}\n` });
  if (diagnostics.length > 0) return firstOf(diagnostics);
  const expression = model.blocks[0]?.body.attributes.get("case")?.value;
  if (!expression) return { error: "no expression", detail: "" };
  for (const reference of references(expression)) {
    const refused = scope.refusal(reference);
    if (refused !== undefined) return { error: refused, detail: reference.root };
  }
  const { diagnostics: faults } = evaluate(expression, scope.validation);
  if (faults.length > 0) return firstOf(faults);
  const { value, diagnostics: wrong } = evaluate(expression, scope.evaluation);
  return wrong.length > 0 ? firstOf(wrong) : { value };
}

/** As Terraform prints them: by position, then by summary. */
function firstOf(diagnostics: readonly Diagnostic[]): Answer {
  const [first] = [...diagnostics].sort(
    (a, b) => a.span.start.line - b.span.start.line || a.span.start.column - b.span.start.column || (a.summary < b.summary ? -1 : 1),
  );
  return { error: first?.summary ?? "", detail: first?.detail ?? "" };
}

function shown(value: Value, exact: boolean): Record<string, unknown> {
  const unknown = marks(value, (inner) => inner.kind === "unknown");
  return {
    type: typeText(value.type),
    value: unknown === true ? undefined : plain(value),
    ...(exact && whollyKnown(value) ? { json: encodeJson(value, { escapeHtml: true }) } : {}),
    unknown,
    sensitive: marks(value, (inner) => inner.marks.has("sensitive")),
  };
}

function plain(value: Value): unknown {
  switch (value.kind) {
    case "sequence":
      return value.items.map((item) => plain(item));
    case "mapping":
      return Object.fromEntries([...value.entries].filter(([, item]) => item.kind !== "unknown").map(([key, item]) => [key, plain(item)]));
    case "number": {
      const double = toDouble(value.value);
      // What no double can hold stands as null beside its full text.
      return Number.isFinite(double) ? double : null;
    }
    case "bool":
    case "string":
      return value.value;
    default:
      return null;
  }
}

/** Where the property holds, in the value's shape; false if nowhere. */
function marks(value: Value, holds: (value: Value) => boolean): unknown {
  if (holds(value)) return true;
  if (value.kind === "sequence") {
    const inner = value.items.map((item) => marks(item, holds));
    return inner.some((mark) => mark !== false) ? inner : false;
  }
  if (value.kind !== "mapping") return false;
  const inner = [...value.entries].map(([key, item]) => [key, marks(item, holds)] as const).filter(([, mark]) => mark !== false);
  return inner.length > 0 ? Object.fromEntries(inner) : false;
}

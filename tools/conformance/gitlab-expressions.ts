import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { expressions } from "#engines/gitlab-ci";
import type { Outcome, Suite } from "./suite.ts";

const {
  compareValues,
  compilePattern,
  evaluateExpression,
  expressionHolds,
  ExpressionError,
  inputsOf,
  lex,
  parseExpression,
  patternAtStart,
  printExpression,
} = expressions;

const Value = z.union([z.string(), z.boolean(), z.null(), z.object({ regexp: z.string() })]);
const Case = z.object({
  test: z.enum(["evaluate", "truthful", "tree", "tokens", "pattern", "operator", "input-names"]),
  expr: z.string().optional(),
  variables: z.record(z.string(), z.union([z.string(), z.null()])).optional(),
  inputs: z.record(z.string(), z.union([z.string(), z.boolean(), z.number(), z.null()])).optional(),
  operator: z.enum(["==", "!=", "=~", "!~"]).optional(),
  left: Value.optional(),
  right: Value.optional(),
  want: z.unknown(),
});

export const suite: Suite = {
  name: "gitlab-expressions",
  cases: async (folder) =>
    z
      .array(Case)
      .parse(JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")))
      .map((each, index) => ({
        id: `${index + 1} ${each.test} ${each.expr ?? JSON.stringify([each.left, each.operator, each.right])}`,
        run: () => judge(each),
      })),
};

function judge(each: z.infer<typeof Case>): Outcome {
  const wantsError = z.object({ error: z.unknown() }).safeParse(each.want).success;
  let got: unknown;
  try {
    got = answer(each);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return wantsError ? { passed: true } : { passed: false, why: `error: ${error.message}` };
  }
  const want = each.test === "input-names" && Array.isArray(each.want) ? [...each.want].sort() : each.want;
  if (!wantsError && isDeepStrictEqual(got, want)) return { passed: true };
  return { passed: false, why: `wanted ${JSON.stringify(each.want)}, got ${JSON.stringify(got)}` };
}

function answer({
  test,
  expr = "",
  variables = {},
  inputs = {},
  operator = "==",
  left = null,
  right = null,
}: z.infer<typeof Case>): unknown {
  const known = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? undefined]));
  switch (test) {
    case "evaluate":
      return evaluateExpression(
        parseExpression(expr),
        known,
        Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, inputOf(value)])),
      );
    case "truthful":
      try {
        return expressionHolds(expr, known);
      } catch (error) {
        // A rule whose condition is no expression does not match.
        if (error instanceof ExpressionError) return false;
        throw error;
      }
    case "tree":
      return printExpression(parseExpression(expr));
    case "tokens":
      return lex(expr).map(({ at, length }) => expr.slice(at, at + length));
    case "pattern":
      return patternOf(expr);
    case "operator":
      return compareValues(operator, operandOf(left), operandOf(right));
    case "input-names":
      return inputsOf(parseExpression(expr)).toSorted();
    default:
      return test satisfies never;
  }
}

const inputOf = (value: string | boolean | number | null) => (typeof value === "number" ? String(value) : (value ?? undefined));

const operandOf = (value: z.infer<typeof Value>) =>
  value !== null && typeof value === "object" ? { pattern: compilePattern(value.regexp, "", 0) } : value;

/** The pattern that the text begins with, in RE2's own form; a text that begins with none is no error here. */
function patternOf(text: string): string | null {
  const found = patternAtStart(text);
  return found ? compilePattern(found.source, found.flags, 0).pattern() : null;
}

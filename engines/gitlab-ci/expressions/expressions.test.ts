import { describe, expect, test } from "vitest";
import { evaluateExpression, expressionHolds } from "./evaluate.ts";
import { ExpressionError } from "./lex.ts";
import { parseExpression } from "./parse.ts";
import { inputsOf, printExpression } from "./print.ts";

// https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
const variables = { A: "a", EMPTY: "", SPACES: "  ", TEXT: "abbb", PATTERN: "/^ab+/", LINES: "x\n/^ab+/\ny", NONE: "/(/" };

describe("values", () => {
  test.each([
    { expression: '!$A == "false"', is: true, why: "not binds tighter than a comparison" },
    { expression: "!($A && $EMPTY)", is: true, why: "not asks whether there is something" },
    { expression: "!!$UNDEFINED", is: false, why: "not can stand before not" },
    { expression: "!$SPACES", is: true, why: "spaces are as good as nothing" },
    { expression: "false || $A", is: "a", why: "booleans are values" },
    { expression: '$A == "a" == true', is: true, why: "comparisons go from left to right" },
    { expression: "$TEXT =~ $PATTERN", is: true, why: "a variable may hold a pattern" },
    { expression: "$TEXT =~ $LINES", is: true, why: "on a line of its own" },
    { expression: '$A =~ "xay"', is: true, why: "a text that is no pattern is searched for the left side" },
    { expression: "$TEXT =~ $NONE", is: false, why: "nor is what RE2 does not take" },
    { expression: "$UNDEFINED =~ /^$/", is: true, why: "what is undefined is an empty text for a pattern" },
    { expression: "$UNDEFINED !~ /x?y?/", is: false, why: "that holds for !~, too" },
    { expression: "$A =~ $UNDEFINED", is: false, why: "nothing matches what is undefined" },
    { expression: "$TEXT =~ /AB\\/|^AB/i", is: true, why: "a slash may stand behind a backslash" },
    { expression: '== $A "a"', is: true, why: "operands are taken from a stack" },
  ])("$expression: $why", ({ expression, is }) => expect(evaluateExpression(parseExpression(expression), variables)).toBe(is));
});

test.each([
  { expression: "$SPACES", holds: false },
  { expression: "$SPACES && $A", holds: true },
  { expression: "$A && $SPACES", holds: false },
  { expression: Array(50).fill("$A").join(" && "), holds: true },
])("$expression holds: $holds", ({ expression, holds }) => expect(expressionHolds(expression, variables)).toBe(holds));

test.each([
  { expression: "$A =~ /a/", says: "a pattern has at least two characters", at: 6 },
  { expression: "\u0024{A}", says: "a variable has no braces here", at: 0 },
  { expression: '"a\nb"', says: "this is no part of an expression", at: 0 },
  { expression: "$A ! $A", says: "an operator is missing before this", at: 3 },
  { expression: "($A || $A", says: "this parenthesis is not closed", at: 0 },
  { expression: "$A)", says: "this parenthesis closes nothing", at: 2 },
  { expression: "$A && !", says: "a value is missing at the end", at: 7 },
  { expression: "()", says: "a value is missing before this", at: 1 },
  { expression: Array(51).fill("$A").join(" && "), says: "it has more than 99 parts", at: 297 },
])("$expression is refused", ({ expression, says, at }) => {
  let error: unknown;
  try {
    parseExpression(expression);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ExpressionError);
  expect(error).toMatchObject({ message: says, at });
});

test("as a tree, texts are quoted as Ruby quotes them", () => {
  const text = `!$A && ($B =~ /x\\/y/i || 'say "hi"' == $[[ inputs.c ]] || true != null)`;
  expect(printExpression(parseExpression(text))).toBe(
    'and(not($A), or(or(matches($B, //x/y/i/), equals("say \\"hi\\"", $[[ inputs.c ]])), not_equals(true, null)))',
  );
  expect(inputsOf(parseExpression(`!(${text}) && $[[ inputs.d ]]`))).toEqual(["c", "d"]);
});

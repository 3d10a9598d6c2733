import { RE2JS } from "re2js";
import { whenConditions } from "../catalog/directives.ts";
import type { Condition, When } from "../model.ts";
import type { Reader } from "../read/reader.ts";
import { checkStepArguments } from "./arguments.ts";

export function checkWhen(reader: Reader, when: When): void {
  for (const condition of when.conditions) checkCondition(reader, condition);
}

function checkCondition(reader: Reader, condition: Condition): void {
  const { name, children, span } = condition;
  if (name.value === "error" || name.value === "expression") return;
  const known = whenConditions.get(name.value);
  if (!known) {
    const names = [...whenConditions.keys()];
    reader.unknown("unknown-condition", name, `Unknown conditional ${name.value}. Valid conditionals are: ${names.join(", ")}`, names);
    return;
  }
  if (known.children === 0) {
    if (children.length > 0) {
      const summary = `No children when conditions are allowed for when condition "${name.value}".`;
      reader.error("condition-children", span, summary, "Only allOf, anyOf and not hold other conditions.");
      return;
    }
    checkStepArguments(reader, name.value, span, condition.arguments ?? [], known);
    if (name.value === "changelog") checkPattern(reader, condition);
    return;
  }
  if (condition.arguments) {
    const summary = `No additional arguments are allowed for children when condition "${name.value}".`;
    reader.error("condition-arguments", span, summary, `Write \`${name.value} { … }\`.`);
  } else if (known.children < 0 && children.length === 0) {
    const summary = `Nested when condition "${name.value}" requires at least one child condition.`;
    reader.error("condition-empty", span, summary, "Write a condition into it.");
  } else if (known.children > 0 && children.length !== known.children) {
    const summary = `Nested when condition "${name.value}" requires exactly ${known.children} child condition(s).`;
    reader.error("condition-count", span, summary, "Join several with `allOf { … }` or `anyOf { … }`.");
  }
  for (const child of children) checkCondition(reader, child);
}

function checkPattern(reader: Reader, { arguments: args, span }: Condition): void {
  const given = args?.find(({ name }) => !name || (name.kind === "literal" && name.value === "pattern"));
  if (!given) reader.error("changelog-pattern", span, 'Changelog is missing required parameter "pattern".', "Write `changelog 'pattern'`.");
  if (given?.value.kind !== "literal" || given.value.type !== "string") return;
  const pattern = String(given.value.value);
  const problem = patternProblem(pattern);
  if (problem !== undefined)
    reader.error(
      "bad-pattern",
      given.value.span,
      `"${pattern}" is not a valid regular expression. ${problem}`,
      "It is read as Java reads it.",
    );
}

/** What is wrong with a Java pattern; undefined if nothing is. */
function patternProblem(pattern: string): string | undefined {
  const bare = pattern.replace(/\\[\s\S]/g, "x").replace(/\[[^\]]*\]/g, "x");
  const repetition = /\{(?!\d+(?:,\d*)?\})/.exec(bare);
  if (repetition) return `Illegal repetition near index ${repetition.index}`;
  // What looks ahead or behind is Java's and not RE2's.
  if (/\(\?[=!<>]/.test(bare)) return undefined;
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

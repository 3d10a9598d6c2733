import { type Attribute, tryConvert } from "#engines/hcl";
import { constant } from "./constant.ts";
import type { Findings } from "./findings.ts";

export type Version = { readonly numbers: readonly number[]; readonly prerelease: string };
type Operator = "=" | "!=" | ">" | "<" | ">=" | "<=" | "~>";

/** `~> 1.2.3` and the like: https://developer.hashicorp.com/terraform/language/expressions/version-constraints */
export type Constraint = { readonly operator: Operator; readonly version: Version; readonly given: number };

const numbered =
  /^v?([0-9]+(?:\.[0-9]+)*?)(-([0-9]+[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*)|(?:-?([A-Za-z\-~]+[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*)))?(\+([0-9A-Za-z\-~]+(?:\.[0-9A-Za-z\-~]+)*))?$/;
const constrained = /^\s*(=|!=|>=|<=|>|<|~>|)\s*(\S+)\s*$/;

/** The parts of a constraint; undefined where it is none. */
export function parseConstraints(text: string): readonly Constraint[] | undefined {
  if (text.length > 500) return undefined;
  const constraints: Constraint[] = [];
  for (const part of text.split(",")) {
    const [, operator = "", written = ""] = constrained.exec(part) ?? [];
    const version = parseVersion(written);
    if (!version) return undefined;
    constraints.push({ operator: (operator || "=") as Operator, version, given: version.numbers.length });
  }
  return constraints;
}

export function parseVersion(text: string): Version | undefined {
  const found = numbered.exec(text);
  if (!found) return undefined;
  const numbers = (found[1] ?? "").split(".").map(Number);
  if (numbers.some((number) => number > Number.MAX_SAFE_INTEGER)) return undefined;
  return { numbers, prerelease: found[3] ?? found[4] ?? "" };
}

/** Whether a version satisfies a constraint. Versions of releases only: numbers and nothing behind them. */
export function satisfies(release: readonly number[], { operator, version, given }: Constraint): boolean {
  const order = compareNumbers(release, version.numbers) || (version.prerelease === "" ? 0 : 1);
  switch (operator) {
    case "=":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case "~>":
      return (
        (order >= 0 && version.numbers.slice(0, Math.max(1, given - 1)).every((number, index) => (release[index] ?? 0) === number)) ||
        (given === 1 && order >= 0)
      );
    default:
      return operator satisfies never;
  }
}

export const isRelease = ({ prerelease }: Version): boolean => prerelease === "";

/** Of releases. */
export const compareVersions = (a: Version, b: Version): number => compareNumbers(a.numbers, b.numbers);

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The constraint that an argument gives, as text; says what is wrong with it. */
export function checkConstraintArgument(attribute: Attribute, findings: Findings): string | undefined {
  const before = findings.errors;
  const value = constant(attribute.value, findings);
  // Null constrains nothing. What could not be read has a message already.
  if (findings.errors > before || value.kind === "null" || value.kind === "unknown") return undefined;
  const conversion = tryConvert(value, { kind: "string" });
  const text = conversion.ok && conversion.value.kind === "string" ? conversion.value.value : undefined;
  if (text !== undefined && parseConstraints(text)) return text;
  const detail =
    text === undefined
      ? `"${attribute.name}" is a text such as "~> 1.2".`
      : `"${text}" is no version constraint. One is made of operators and versions, as in ">= 1.2, < 2.0".`;
  findings.error("version-constraint", "Invalid version constraint", detail, attribute.value.span);
  return undefined;
}

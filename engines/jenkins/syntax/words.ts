/** By precedence, loosest first. */
const binaryLevels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!=", "===", "!==", "<=>", "=~", "==~"],
  ["<", "<=", ">", ">=", "in", "instanceof", "as"],
  ["<<", ">>", ">>>", "..", "..<"],
  ["+", "-"],
  ["*", "/", "%"],
  ["**"],
];
export const levelOf = new Map(binaryLevels.flatMap((level, index) => level.map((operator) => [operator, index] as const)));
export const assignments = new Set(["=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>="]);
/** Links of a chain hang inside each other, so a chain is as deep as it is long. */
export const maxLinks = 300;

/** Names that no expression begins with. */
export const reserved = new Set([
  "in",
  "instanceof",
  "as",
  "else",
  "catch",
  "finally",
  "case",
  "default",
  "if",
  "for",
  "while",
  "try",
  "switch",
  "return",
  "throw",
]);

export { compareValues, compilePattern, evaluateExpression, expressionHolds, isPattern } from "./evaluate.ts";
export { ExpressionError, lex, patternAtStart } from "./lex.ts";
export { parseExpression } from "./parse.ts";
export { inputsOf, printExpression } from "./print.ts";

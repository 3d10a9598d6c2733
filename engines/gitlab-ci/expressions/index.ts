export { compareValues, compilePattern, evaluateExpression, expressionHolds, isPattern } from "./evaluate.ts";
export { ExpressionError, lex, patternAtStart } from "./lex.ts";
export { parseExpression } from "./parse.ts";
export { inputsOf, printExpression, printToken } from "./print.ts";

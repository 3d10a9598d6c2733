export { type BodyContent, type BodySchema, bodyContent, justAttributes, layeredBody, partialContent } from "./body/content.ts";
export { jsonExpression } from "./body/json-expression.ts";
export { attributeOf, elementAt } from "./evaluate/access.ts";
export { Budget } from "./evaluate/budget.ts";
export { constantValue } from "./evaluate/constant.ts";
export { evaluate, evaluateAs } from "./evaluate/evaluate.ts";
export type { Evaluated, Evaluation, Scope } from "./evaluate/model.ts";
export { readTypeConstraint, type TypeConstraint } from "./evaluate/type-constraint.ts";
export {
  addressText as ipAddressText,
  type Prefix as IpPrefix,
  parseAddress as parseIpAddress,
  parsePrefix as parseIpPrefix,
} from "./functions/addresses.ts";
export type { FunctionHost, FunctionTable, HclFunction } from "./functions/model.ts";
export { terraformFunctions } from "./functions/table.ts";
export { compare, fromDouble, type HclNumber, isInteger, parseNumber, signOf, toBigInt } from "./numbers/number.ts";
export { numberText, toDouble } from "./numbers/text.ts";
export type * from "./syntax/ast.ts";
export { graphemes } from "./syntax/graphemes.ts";
export { parseHclJson } from "./syntax/json.ts";
export { parseHcl, parseHclExpression, parseHclTemplate } from "./syntax/parse.ts";
export { type HclPlace, HclPlaces } from "./syntax/places.ts";
export { type Reference, references } from "./syntax/references.ts";
export { staticCall, staticKeyword, staticList, staticMap, staticText, staticTraversal } from "./syntax/static.ts";
export { type Conversion, convert, type PathStep, tryConvert } from "./values/convert.ts";
export { applyDefaults, type Defaults } from "./values/defaults.ts";
export { equals, identical } from "./values/equal.ts";
export { decodeJson, encodeJson, JsonFailure, typeFromJson, typeToJson } from "./values/json.ts";
export * from "./values/marks.ts";
export { identity, setValue } from "./values/sets.ts";
export * from "./values/type.ts";
export { convertible, unify } from "./values/unify.ts";
export * from "./values/value.ts";

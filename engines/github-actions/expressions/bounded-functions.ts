import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { Kind } from "@actions/expressions/data/expressiondata";
import { wellKnownFunctions } from "@actions/expressions/funcs";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";

/** GitHub's own bound for what a template makes is some megabytes; a text that an expression makes may be this long here. */
export const maxTextLength = 1024 * 1024;

const tooLong = () => new Error("Maximum object size exceeded");
const lengthOf = (data: ExpressionData | undefined): number => (data?.kind === Kind.String ? data.value.length : 32);
const longest = (all: readonly ExpressionData[]): number => all.reduce((most, data) => Math.max(most, lengthOf(data)), 0);

/** The library's functions that repeat their arguments, refused where the result would be too long. */
export const boundedFunctions: ReadonlyMap<string, FunctionDefinition> = new Map([
  bounded("format", ([first, ...rest]) => {
    const places = first?.kind === Kind.String ? first.value.split("{").length - 1 : 0;
    return lengthOf(first) + places * longest(rest);
  }),
  bounded("join", ([list, separator]) => {
    const items = list?.kind === Kind.Array ? list.values() : [];
    return items.length * (longest(items) + lengthOf(separator));
  }),
]);

function bounded(name: "format" | "join", lengthOfResult: (args: readonly ExpressionData[]) => number): [string, FunctionDefinition] {
  const known = wellKnownFunctions[name];
  if (!known) throw new Error(`bug: the expression library has no function "${name}"`);
  const call = (...args: ExpressionData[]) => {
    if (lengthOfResult(args) > maxTextLength) throw tooLong();
    return known.call(...args);
  };
  return [name, { ...known, call }];
}

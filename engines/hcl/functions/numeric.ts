import {
  add,
  compare,
  count,
  fromBigInt,
  fromDouble,
  type HclNumber,
  isInteger,
  NotANumber,
  negate,
  signOf,
  toBigInt,
  zero,
} from "../numbers/number.ts";
import { toDouble } from "../numbers/text.ts";
import { tryConvert } from "../values/convert.ts";
import { friendlyName, listOf, number } from "../values/type.ts";
import { countValue, listValue, numberValue, unknownValue, type Value } from "../values/value.ts";
import { anything, integerAt, numberAt, numeric, valueAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";

const unary = (work: (value: HclNumber) => HclNumber): HclFunction => ({
  parameters: [numeric("num")],
  returns: number,
  run: (args) => numberValue(work(numberAt(args, 0))),
});

const double = (work: (a: number, b: number) => number, names: readonly [string, string]): HclFunction => ({
  parameters: names.map(numeric),
  returns: number,
  run: (args) => {
    try {
      return numberValue(fromDouble(work(toDouble(numberAt(args, 0)), toDouble(numberAt(args, 1)))));
    } catch (error) {
      if (error instanceof NotANumber) throw new CallFailure("the result is not a number");
      throw error;
    }
  },
});

/** The number itself where it is whole: infinities have no fraction either. */
const floor = (value: HclNumber): HclNumber => {
  if (value.infinite || isInteger(value)) return value;
  const whole = toBigInt(value);
  return fromBigInt(value.mantissa < 0n ? whole - 1n : whole);
};

const extreme = (sign: 1 | -1): HclFunction => ({
  parameters: [],
  variadic: { ...numeric("numbers"), untyped: true },
  returns: number,
  run: (args) => {
    if (args.length === 0) throw new CallFailure("must pass at least one number");
    let best = args[0] as Value;
    for (const arg of args) if (arg.kind === "number" && best.kind === "number" && compare(arg.value, best.value) * sign > 0) best = arg;
    return best;
  },
});

function range(args: readonly Value[], host: FunctionHost): Value {
  if (args.length === 0 || args.length > 3) throw new CallFailure(`takes one, two or three arguments, and is given ${args.length}`);
  const [first, second] = [numberAt(args, 0), args.length > 1 ? numberAt(args, 1) : undefined];
  const [start, end] = second ? [first, second] : [zero, first];
  const descends = compare(end, start) < 0;
  const step = args.length > 2 ? numberAt(args, 2) : descends ? count(-1) : count(1);
  if (signOf(step) === 0) {
    if (compare(start, end) === 0) return listValue(number, []);
    throw new CallFailure("the step must not be zero");
  }
  if (descends && signOf(step) > 0) throw new ArgumentFailure(2, "the end is before the start, so the step must be negative");
  if (!descends && signOf(step) < 0 && compare(start, end) !== 0)
    throw new ArgumentFailure(2, "the end is behind the start, so the step must be positive");
  const items: Value[] = [];
  for (let at = start; descends ? compare(at, end) > 0 : compare(at, end) < 0; at = add(at, step)) {
    // The original's own limit: https://developer.hashicorp.com/terraform/language/functions/range
    if (items.length >= 1024) throw new CallFailure("more than 1024 values would be made; take a larger step, or bring the ends closer");
    host.budget.step();
    items.push(numberValue(at));
  }
  return listValue(number, items);
}

function sum(list: Value): Value {
  if (list.kind === "mapping") throw new ArgumentFailure(0, `a list, set or tuple is required, and this is ${friendlyName(list.type)}`);
  if (list.kind !== "sequence") throw new ArgumentFailure(0, "a list, set or tuple of numbers is required");
  if (list.items.length === 0) throw new ArgumentFailure(0, "an empty list has no sum");
  let total: HclNumber = zero;
  let unknown = false;
  for (const item of list.items) {
    const conversion = tryConvert(item, number);
    if (!conversion.ok || conversion.value.kind === "null") throw new ArgumentFailure(0, "every element must be a number");
    if (conversion.value.kind === "number") total = add(total, conversion.value.value);
    else unknown = true;
  }
  return unknown ? unknownValue(number, { notNull: true }) : numberValue(total);
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function parseInteger(value: Value, base: number): Value {
  if (base < 2 || base > 62) throw new ArgumentFailure(1, "the base must be a whole number from 2 to 62");
  if (value.kind !== "string") throw new ArgumentFailure(0, `a string is required, and this is ${friendlyName(value.type)}`);
  const match = /^([+-]?)([0-9A-Za-z]+)$/.exec(value.value);
  const written = base <= 36 ? (match?.[2] ?? "").toLowerCase() : (match?.[2] ?? "");
  let result = 0n;
  let valid = match !== null && written.length <= 4_000;
  for (const digit of valid ? written : "") {
    const worth = digits.indexOf(digit);
    if (worth >= base) valid = false;
    result = result * BigInt(base) + BigInt(worth);
  }
  if (!valid) throw new ArgumentFailure(0, `${JSON.stringify(value.value)} is no whole number in base ${base}`);
  return numberValue(fromBigInt(match?.[1] === "-" ? -result : result));
}

export const numericFunctions: Readonly<Record<string, HclFunction>> = {
  abs: unary((value) => (signOf(value) < 0 ? negate(value) : value)),
  ceil: unary((value) => (value.infinite ? value : negate(floor(negate(value))))),
  floor: unary(floor),
  signum: {
    parameters: [numeric("num")],
    returns: number,
    run: (args) => {
      if (!isInteger(numberAt(args, 0))) throw new CallFailure("a whole number is required");
      return countValue(signOf(numberAt(args, 0)));
    },
  },
  log: double((value, base) => Math.log(value) / Math.log(base), ["num", "base"]),
  pow: double((value, power) => value ** power, ["num", "power"]),
  max: extreme(1),
  min: extreme(-1),
  parseint: {
    parameters: [anything("number"), numeric("base")],
    returns: number,
    run: (args) => parseInteger(valueAt(args, 0), integerBase(args)),
  },
  range: { parameters: [], variadic: numeric("params"), returns: listOf(number), run: (args, _type, host) => range(args, host) },
  sum: { parameters: [anything("list")], returns: number, run: (args) => sum(valueAt(args, 0)) },
};

function integerBase(args: readonly Value[]): number {
  const base = numberAt(args, 1);
  return isInteger(base) ? integerAt(args, 1) : 0;
}

import { type HclNumber, isInteger, toBigInt } from "../numbers/number.ts";
import type { Type } from "../values/type.ts";
import * as types from "../values/type.ts";
import type { Value } from "../values/value.ts";
import { CallFailure, type Parameter } from "./model.ts";

// Parameters, and the arguments behind them, which the caller has converted to the parameter's type.

export const text = (name: string): Parameter => ({ name, type: types.string });
export const numeric = (name: string): Parameter => ({ name, type: types.number });
export const anything = (name: string, more: Partial<Parameter> = {}): Parameter => ({ name, type: types.dynamic, ...more });
export const listParameter = (name: string, element: Type = types.dynamic): Parameter => ({ name, type: types.listOf(element) });

export function textAt(args: readonly Value[], index: number): string {
  const value = args[index];
  if (value?.kind !== "string") throw new Error("bug: the argument is no string");
  return value.value;
}

export function numberAt(args: readonly Value[], index: number): HclNumber {
  const value = args[index];
  if (value?.kind !== "number") throw new Error("bug: the argument is no number");
  return value.value;
}

/** A whole number that a loop may count to. */
export function integerAt(args: readonly Value[], index: number): number {
  const value = numberAt(args, index);
  if (!isInteger(value)) throw new CallFailure("a whole number is required");
  const whole = toBigInt(value);
  if (whole > BigInt(Number.MAX_SAFE_INTEGER) || whole < BigInt(Number.MIN_SAFE_INTEGER)) throw new CallFailure("the number is too large");
  return Number(whole);
}

export function itemsAt(args: readonly Value[], index: number): readonly Value[] {
  const value = args[index];
  if (value?.kind !== "sequence") throw new Error("bug: the argument is no sequence");
  return value.items;
}

export function valueAt(args: readonly Value[], index: number): Value {
  const value = args[index];
  if (!value) throw new Error("bug: the argument is missing");
  return value;
}

export const isSequence = (type: Type): boolean => type.kind === "list" || type.kind === "set" || type.kind === "tuple";

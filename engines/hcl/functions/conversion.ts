import { ConversionFailure, convert } from "../values/convert.ts";
import { shallowUnmarked, withMark, withMarks } from "../values/marks.ts";
import { bool, dynamic, listOf, mapOf, number, setOf, string, type Type } from "../values/type.ts";
import { boolValue, nullValue, unknownValue, unmarked, type Value } from "../values/value.ts";
import { anything, valueAt } from "./arguments.ts";
import { ArgumentFailure, type HclFunction } from "./model.ts";

function to(wanted: Type): HclFunction {
  const converted = (value: Value): Value => {
    try {
      return convert(value, wanted);
    } catch (error) {
      if (error instanceof ConversionFailure) throw new ArgumentFailure(0, error.message, error.path);
      throw error;
    }
  };
  return {
    parameters: [anything("v", { nullable: true, unknowns: true, untyped: true, marked: true })],
    returns: (args) => converted(valueAt(args, 0)).type,
    run: (args) => converted(valueAt(args, 0)),
    mayBeNull: true,
  };
}

const observed = anything("value", { nullable: true, unknowns: true, untyped: true, marked: true });

/** A value whose type is not known yet might turn out to be marked. */
const undecided = (value: Value): boolean => value.kind === "unknown" && value.type.kind === "dynamic";

export const conversionFunctions: Readonly<Record<string, HclFunction>> = {
  tobool: to(bool),
  tolist: to(listOf(dynamic)),
  tomap: to(mapOf(dynamic)),
  tonumber: to(number),
  toset: to(setOf(dynamic)),
  tostring: to(string),
  sensitive: { parameters: [observed], returns: dynamic, run: (args) => withMark(valueAt(args, 0), "sensitive"), mayBeNull: true },
  nonsensitive: {
    parameters: [observed],
    returns: dynamic,
    run: (args) =>
      withMarks(shallowUnmarked(valueAt(args, 0)), new Set([...valueAt(args, 0).marks].filter((mark) => mark !== "sensitive"))),
    mayBeNull: true,
  },
  issensitive: {
    parameters: [observed],
    returns: bool,
    run: (args) => {
      const value = valueAt(args, 0);
      if (value.marks.has("sensitive")) return boolValue(true);
      return undecided(value) ? unknownValue(bool, { notNull: true }) : boolValue(false);
    },
  },
  ephemeralasnull: { parameters: [observed], returns: dynamic, run: (args) => ephemeralAsNull(valueAt(args, 0)), mayBeNull: true },
};

function ephemeralAsNull(value: Value): Value {
  if (value.marks.has("ephemeral")) {
    const rest = new Set([...value.marks].filter((mark) => mark !== "ephemeral"));
    return { ...nullValue(value.type), marks: rest.size === 0 ? unmarked : rest };
  }
  if (value.kind === "sequence") return { ...value, items: value.items.map(ephemeralAsNull) };
  if (value.kind === "mapping")
    return { ...value, entries: new Map([...value.entries].map(([key, inner]) => [key, ephemeralAsNull(inner)])) };
  return value;
}

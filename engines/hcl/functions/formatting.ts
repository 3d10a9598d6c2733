import { listOf, string, type Type } from "../values/type.ts";
import { listValue, stringValue, unknownValue, type Value } from "../values/value.ts";
import { anything, text, textAt } from "./arguments.ts";
import { FormatFailure, formatText } from "./format.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";

function named(error: unknown, iteration?: number): unknown {
  if (!(error instanceof FormatFailure)) return error;
  const where = iteration === undefined ? "" : `in round ${iteration}, `;
  return error.argument === undefined
    ? new CallFailure(where + error.message)
    : new ArgumentFailure(error.argument + 1, where + error.message);
}

function format(args: readonly Value[], host: FunctionHost): Value {
  const [form, ...rest] = args;
  const known = form?.kind === "string" ? prefixOf(form.value) : "";
  try {
    const result = formatText(textAt(args, 0), rest);
    if (result === undefined) return unknownValue(string, { notNull: true, ...(known === "" ? {} : { prefix: known }) });
    host.budget.text(result.length);
    return stringValue(result);
  } catch (error) {
    throw named(error);
  }
}

/** What stands before the first verb stands before every result. */
const prefixOf = (form: string): string => form.slice(0, Math.max(0, form.includes("%") ? form.indexOf("%") : form.length));

/** Lists are gone through side by side; everything else is the same in each round. */
function formatList(args: readonly Value[], host: FunctionHost): Value {
  const rest = args.slice(1);
  let rounds: number | undefined;
  let unknown = false;
  for (const [index, arg] of rest.entries()) {
    if (!iterates(arg.type)) continue;
    if (arg.kind === "unknown") unknown = true;
    if (arg.kind !== "sequence") continue;
    if (rounds !== undefined && rounds !== arg.items.length)
      throw new ArgumentFailure(index + 1, `this list has ${arg.items.length} elements, and another has ${rounds}`);
    rounds = arg.items.length;
  }
  if (unknown) return unknownValue(listOf(string), { notNull: true });
  const results: Value[] = [];
  for (let round = 0; round < (rounds ?? 1); round++) {
    host.budget.step();
    const values = rest.map((arg) => (arg.kind === "sequence" ? (arg.items[round] ?? arg) : arg));
    try {
      const result = formatText(textAt(args, 0), values);
      host.budget.text(result?.length ?? 0);
      results.push(result === undefined ? unknownValue(string, { notNull: true }) : stringValue(result));
    } catch (error) {
      throw named(error, round);
    }
  }
  return listValue(string, results);
}

const iterates = (type: Type): boolean => type.kind === "list" || type.kind === "set" || type.kind === "tuple";

const values = anything("args", { nullable: true, unknowns: true });

export const formattingFunctions: Readonly<Record<string, HclFunction>> = {
  format: { parameters: [text("format")], variadic: values, returns: string, run: (args, _type, host) => format(args, host) },
  formatlist: {
    parameters: [text("format")],
    variadic: values,
    returns: listOf(string),
    run: (args, _type, host) => formatList(args, host),
  },
};

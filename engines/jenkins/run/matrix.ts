import { Refusal } from "../groovy/errors.ts";
import type { Axis, Matrix, Stage } from "../model.ts";

/** Cells of one matrix: more are refused. */
const maxCells = 400;

export type Cell = { readonly stage: Stage; readonly values: Readonly<Record<string, string>> };

/** One stage a cell; the first axis changes fastest. */
export function cellsOf(matrix: Matrix): readonly Cell[] {
  let combinations: readonly (readonly (readonly [string, string])[])[] = [[]];
  for (const axis of [...(matrix.axes ?? [])].reverse()) {
    const [name, values] = [nameOf(axis), textsOf(axis.values)];
    if (combinations.length * values.length > maxCells) throw new Refusal("budget", `a matrix of more than ${maxCells} cells`, matrix.span);
    combinations = combinations.flatMap((rest) => values.map((value) => [[name, value] as const, ...rest]));
  }
  const cells = combinations.filter((cell) => !matrix.excludes.some(({ axes }) => axes.every((axis) => excludes(axis, new Map(cell)))));
  return cells.map((cell) => {
    const name = `Matrix - ${cell.map(([axis, value]) => `${axis} = '${value}'`).join(", ")}`;
    return { stage: { ...matrix.cell, name }, values: Object.fromEntries(cell) };
  });
}

function excludes(axis: Axis, cell: ReadonlyMap<string, string>): boolean {
  const value = cell.get(nameOf(axis));
  if (value === undefined) return false;
  return axis.values.length > 0 ? textsOf(axis.values).includes(value) : !textsOf(axis.notValues).includes(value);
}

const nameOf = ({ name }: Axis): string => (name?.kind === "literal" ? String(name.value) : name?.kind === "name" ? name.name : "");

const textsOf = (values: Axis["values"]): readonly string[] =>
  values.flatMap((value) => (value.kind === "literal" ? [String(value.value)] : []));

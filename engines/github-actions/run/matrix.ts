import { isList, textOf, type Value } from "../expressions/evaluate.ts";
import type { Combinations, Matrix } from "../model.ts";
import { type Scope, TemplateFault } from "./scope.ts";

export type Combination = Readonly<Record<string, Value>>;

/** https://docs.github.com/en/actions/reference/limits: jobs that one matrix may make. */
const maxCombinations = 256;

/** The combinations of a matrix, in GitHub's order: rows multiplied, `exclude` taken out, then `include` laid over or added. */
export function combinationsOf(matrix: Matrix, scope: Scope): readonly Combination[] {
  const { rows, include, exclude } = matrix.expression ? fromExpression(scope.value(matrix.expression)) : fromFile(matrix, scope);
  let combinations: Combination[] = rows.length > 0 ? [{}] : [];
  for (const [name, values] of rows) {
    if (values.length === 0) throw new TemplateFault(`Matrix vector '${name}' does not contain any values`);
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })));
    if (combinations.length > maxCombinations) throw new TemplateFault(`The matrix has more than ${maxCombinations} combinations`);
  }
  const kept = combinations.filter((combination) => !exclude.some((part) => includesAll(combination, part)));
  return withIncluded(kept, include, new Set(rows.map(([name]) => name)));
}

/** An item that overwrites no value of the rows is laid over every combination it fits; one that fits none is a combination itself. */
function withIncluded(
  combinations: readonly Combination[],
  include: readonly Combination[],
  rows: ReadonlySet<string>,
): readonly Combination[] {
  const originals = combinations;
  const result: Combination[] = [...combinations];
  for (const item of include) {
    let fits = false;
    originals.forEach((original, index) => {
      if (!Object.entries(item).every(([name, value]) => !rows.has(name) || equal(original[name], value))) return;
      fits = true;
      result[index] = { ...result[index], ...item };
    });
    if (!fits) result.push(item);
    if (result.length > maxCombinations) throw new TemplateFault(`The matrix has more than ${maxCombinations} combinations`);
  }
  return result;
}

type Parts = {
  readonly rows: readonly (readonly [string, readonly Value[]])[];
  readonly include: readonly Combination[];
  readonly exclude: readonly Combination[];
};

function fromFile({ rows, include, exclude }: Matrix, scope: Scope): Parts {
  return {
    rows: [...rows.values()].map(({ name, values, expression }) => [
      name.value,
      expression ? listOf(scope.value(expression), name.value) : values.map((value) => scope.node(value)),
    ]),
    include: items(include, scope),
    exclude: items(exclude, scope),
  };
}

function items(list: Combinations | undefined, scope: Scope): readonly Combination[] {
  if (!list) return [];
  if (list.expression) return listOf(scope.value(list.expression), "include").map(objectOf);
  return list.items.map(({ entries, expression }) =>
    expression ? objectOf(scope.value(expression)) : Object.fromEntries(entries.map(({ key, value }) => [key.value, scope.node(value)])),
  );
}

function fromExpression(value: Value): Parts {
  const { include, exclude, ...rows } = objectOf(value);
  return {
    rows: Object.entries(rows).map(([name, values]) => [name, listOf(values, name)]),
    include: include === undefined ? [] : listOf(include, "include").map(objectOf),
    exclude: exclude === undefined ? [] : listOf(exclude, "exclude").map(objectOf),
  };
}

function listOf(value: Value, name: string): readonly Value[] {
  if (isList(value)) return value;
  throw new TemplateFault(`The matrix needs a list for '${name}'`);
}

function objectOf(value: Value): Combination {
  if (typeof value === "object" && value !== null && !isList(value)) return value;
  throw new TemplateFault("The matrix needs a map of lists");
}

const includesAll = (combination: Combination, part: Combination): boolean =>
  Object.entries(part).every(([name, value]) => partOf(combination[name], value));

function partOf(value: Value | undefined, part: Value): boolean {
  if (typeof part === "object" && part !== null && !isList(part) && typeof value === "object" && value !== null && !isList(value))
    return Object.entries(part).every(([name, each]) => partOf(value[name], each));
  return equal(value, part);
}

const equal = (a: Value | undefined, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

/** ` (ubuntu-latest, 20)` behind the job's name, or nothing. */
export function suffixOf(combination: Combination): string {
  const values = Object.values(combination).flatMap(function texts(value: Value): string[] {
    if (typeof value === "object" && value !== null) return (isList(value) ? value : Object.values(value)).flatMap(texts);
    return [textOf(value)];
  });
  return values.length > 0 ? ` (${values.join(", ")})` : "";
}

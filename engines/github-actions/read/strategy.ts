import type { YamlNode } from "#engines/yaml";
import type { Combinations, Matrix, MatrixRow, Strategy } from "../model.ts";
import { type Entry, isNull, isOneExpression, type WorkflowReader } from "./reader.ts";

export function readStrategy({ value }: Entry, reader: WorkflowReader): Strategy {
  const found: { -readonly [Key in keyof Strategy]: Strategy[Key] } = {};
  for (const entry of reader.map(value, "`strategy`")) {
    if (entry.id === "matrix") found.matrix = readMatrix(entry, reader);
    else if (entry.id === "fail-fast") found.failFast = reader.bool(entry.value, "`fail-fast`");
    else if (entry.id === "max-parallel") found.maxParallel = reader.number(entry.value, "`max-parallel`", "integer");
    else reader.unknown(entry, "`strategy`", ["fail-fast", "matrix", "max-parallel"]);
  }
  return found;
}

function readMatrix({ key, value }: Entry, reader: WorkflowReader): Matrix {
  const rows = new Map<string, MatrixRow>();
  const found: { -readonly [Key in keyof Matrix]: Matrix[Key] } = { rows, span: key.span };
  if (value.kind === "scalar" && !isNull(value)) {
    found.expression = reader.expression(value, "`matrix`", "a map");
    return found;
  }
  for (const entry of reader.map(value, "`matrix`", { freeNames: true })) {
    if (entry.id === "include") found.include = readCombinations(entry, reader);
    else if (entry.id === "exclude") found.exclude = readCombinations(entry, reader);
    else rows.set(entry.id, readRow(entry, reader));
  }
  return found;
}

function readRow({ key, value }: Entry, reader: WorkflowReader): MatrixRow {
  const what = `The matrix row "${key.value}"`;
  if (value.kind === "scalar" && !isNull(value)) return { name: key, values: [], expression: reader.expression(value, what, "a list") };
  const values: readonly YamlNode[] = reader.list(value, what) ?? [];
  return { name: key, values };
}

function readCombinations({ value, key }: Entry, reader: WorkflowReader): Combinations {
  const what = `\`${key.value}\``;
  if (value.kind === "scalar" && !isNull(value)) return { items: [], expression: reader.expression(value, what, "a list") };
  const items = (reader.list(value, what) ?? []).map((item) => {
    if (item.kind === "scalar" && typeof item.value === "string" && isOneExpression(item.value))
      return { entries: [], expression: reader.text(item, `An item of ${what}`) };
    const entries = reader.map(item, `An item of ${what}`, { freeNames: true }).map((entry) => ({ key: entry.key, value: entry.value }));
    return { entries };
  });
  return { items };
}

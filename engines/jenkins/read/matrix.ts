import type { Axis, Exclude, Matrix } from "../model.ts";
import type { Expression, Statement } from "../syntax/ast.ts";
import { sectionBlock } from "./directives.ts";
import { blockOf, callOf, type Reader } from "./reader.ts";
import { readSections } from "./stages.ts";

const matrixSections = new Set(["agent", "when", "post", "options", "input", "tools", "environment", "stages"]);

export function readMatrix(reader: Reader, statement: Statement): Matrix {
  const body = sectionBlock(reader, statement, "matrix") ?? [];
  let axes: readonly Axis[] | undefined;
  let axesSpan = statement.span;
  let excludes: readonly Exclude[] = [];
  let excludesSpan: Matrix["excludesSpan"];
  for (const line of body) {
    const name = callOf(line)?.name.value;
    if (name === "axes") {
      axes = readBlocks(reader, line, "axes", "axis", (axis) => readAxis(reader, axis));
      axesSpan = line.span;
    } else if (name === "excludes") {
      excludesSpan = line.span;
      excludes = readBlocks(reader, line, "excludes", "exclude", (exclude) => readExclude(reader, exclude));
    }
  }
  const cell = readSections(reader, "", statement.span, statement, body, matrixSections);
  const hasStages = cell.work.length > 0;
  return { span: statement.span, axes, axesSpan, excludes, excludesSpan, cell, hasStages };
}

function readBlocks<Item>(
  reader: Reader,
  statement: Statement,
  section: string,
  item: string,
  read: (statement: Statement) => Item,
): readonly Item[] {
  return (sectionBlock(reader, statement, section) ?? []).flatMap((line) => {
    const call = callOf(line);
    if (call?.name.value === item && blockOf(line)) return [read(line)];
    reader.error("expected-block", line.span, `Expected a block for ${item}`, `\`${section}\` holds \`${item} { … }\`.`);
    return [];
  });
}

function readExclude(reader: Reader, statement: Statement): Exclude {
  const body = blockOf(statement)?.closure.body ?? [];
  const axes = body.flatMap((line) => {
    if (callOf(line)?.name.value === "axis" && blockOf(line)) return [readAxis(reader, line)];
    reader.error("expected-block", line.span, "Expected a block for axis", "`exclude` holds `axis { … }`.");
    return [];
  });
  return { axes, span: statement.span };
}

function readAxis(reader: Reader, statement: Statement): Axis {
  let name: Expression | undefined;
  const lists: Record<"values" | "notValues", Expression[]> = { values: [], notValues: [] };
  for (const line of blockOf(statement)?.closure.body ?? []) {
    const call = callOf(line);
    const key = call?.name.value;
    if (call && key === "name") name = call.arguments[0]?.value;
    else if (call && (key === "values" || key === "notValues")) lists[key].push(...call.arguments.map((argument) => argument.value));
    else {
      const summary = `Not a valid section definition: "${reader.source(line)}". Some extra configuration is required.`;
      reader.error("invalid-section", line.span, summary, "An axis has a `name` and `values`.");
    }
  }
  return { name, ...lists, span: statement.span };
}

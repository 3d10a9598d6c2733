import type { Axis, Matrix } from "../model.ts";
import { invalidIdentifier, isIdentifier } from "../read/directives.ts";
import type { Reader } from "../read/reader.ts";
import type { Expression } from "../syntax/ast.ts";

export function checkMatrix(reader: Reader, matrix: Matrix): void {
  if (!matrix.axes)
    reader.error("missing-section", matrix.span, 'Missing required section "axes"', "A matrix has axes: `axes { axis { … } }`.");
  if (!matrix.hasStages)
    reader.error("missing-section", matrix.span, 'Missing required section "stages"', "A matrix has stages, which run in each cell.");
  if (matrix.axes?.length === 0) noAxes(reader, matrix.axesSpan);
  checkAxisNames(reader, matrix.axes ?? []);
  for (const axis of matrix.axes ?? []) {
    checkAxis(reader, axis);
    if (axis.values.length === 0) noValues(reader, axis);
  }
  if (matrix.excludesSpan && matrix.excludes.length === 0)
    reader.error(
      "no-excludes",
      matrix.excludesSpan,
      "No exclude directives specified",
      "Write `exclude { axis { … } }`, or remove the block.",
    );
  for (const exclude of matrix.excludes) {
    if (exclude.axes.length === 0) noAxes(reader, exclude.span);
    checkAxisNames(reader, exclude.axes);
    for (const axis of exclude.axes) {
      checkAxis(reader, axis);
      if (axis.values.length > 0 && axis.notValues.length > 0) {
        const summary = 'Exclude axis must contain either "values" or "notValues"';
        reader.error("exclude-values", axis.span, summary, "Keep one of them.");
      } else if (axis.values.length === 0 && axis.notValues.length === 0) noValues(reader, axis);
    }
  }
}

function noAxes(reader: Reader, span: Matrix["span"]): void {
  reader.error("no-axes", span, "No axis directives specified", "Write `axis { name 'NAME'; values 'a', 'b' }`.");
}

function noValues(reader: Reader, axis: Axis): void {
  reader.error("missing-section", axis.span, 'Missing required section "values"', "Write `values 'a', 'b'`.");
}

function checkAxisNames(reader: Reader, axes: readonly Axis[]): void {
  const seen = new Set<string>();
  for (const { name } of axes) {
    if (name?.kind !== "literal" || name.value === "") continue;
    const text = String(name.value);
    if (seen.has(text)) reader.error("duplicate-axis", name.span, `Duplicate axis name: "${text}"`, "Give all its values in one axis.");
    seen.add(text);
  }
}

function checkAxis(reader: Reader, axis: Axis): void {
  if (!axis.name)
    reader.error("missing-section", axis.span, 'Missing required section "name"', "The name is the variable that holds the value.");
  else {
    const name = reader.literal(axis.name);
    if (name !== undefined && !isIdentifier(name)) invalidIdentifier(reader, { value: name, span: axis.name.span });
  }
  checkValues(reader, axis.values);
  checkValues(reader, axis.notValues);
}

function checkValues(reader: Reader, values: readonly Expression[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (value.kind !== "literal") {
      const summary = `Expected string literal but got ${reader.source(value)}`;
      reader.error("axis-value", value.span, summary, "The cells are known before the build runs.");
      continue;
    }
    const text = String(value.value);
    if (seen.has(text)) reader.error("duplicate-axis-value", value.span, `Duplicate axis value: "${text}"`, "Keep one of them.");
    seen.add(text);
  }
}

import { readText } from "../functions/files.ts";
import { ArgumentFailure, CallFailure } from "../functions/model.ts";
import type { TemplateExpression } from "../syntax/ast.ts";
import { parseHclTemplate } from "../syntax/parse.ts";
import { references } from "../syntax/references.ts";
import { tryConvert } from "../values/convert.ts";
import { deepMarks, deepUnmarked, withMarks } from "../values/marks.ts";
import { string } from "../values/type.ts";
import { unknownDynamic, unknownValue, type Value } from "../values/value.ts";
import { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";
import { checkCount, type SpecialCall } from "./special-calls.ts";
import { evaluateTemplate } from "./templates.ts";

/** Renders a template that came from elsewhere: its first argument must be a reference. */
export const templateString: SpecialCall = (evaluator, call, scope) => {
  const [source, variables] = call.args;
  if (!checkCount(evaluator, call, 2) || !source || !variables) return unknownDynamic;
  if (source.kind !== "traversal")
    throw new ArgumentFailure(
      0,
      "the template must be a reference to a text that stands elsewhere; a text written here is a template already",
    );
  const before = evaluator.diagnostics.length;
  const given = evaluator.evaluate(source, scope);
  const names = evaluator.evaluate(variables, scope);
  if (evaluator.diagnostics.length > before) return unknownDynamic;
  const marks = new Set([...deepMarks(given), ...deepMarks(names)]);
  const text = requiredText(given);
  const inner = templateVariables(deepUnmarked(names));
  if (text === undefined || !inner) return withMarks(unknownValue(string, { notNull: true }), marks);
  const result = render(evaluator, "<templatestring argument>", text, inner);
  const converted = tryConvert(result, string);
  if (!converted.ok) throw new ArgumentFailure(0, `the template's result must be a text: ${converted.message}`);
  return withMarks(converted.value, marks);
};

/** Renders a file of the workspace; a template cannot call `templatefile` itself. */
export const templateFile: SpecialCall = (evaluator, call, scope) => {
  const [source, variables] = call.args;
  if (!checkCount(evaluator, call, 2) || !source || !variables) return unknownDynamic;
  const before = evaluator.diagnostics.length;
  const given = evaluator.evaluate(source, scope);
  const names = evaluator.evaluate(variables, scope);
  if (evaluator.diagnostics.length > before) return unknownDynamic;
  const marks = new Set([...deepMarks(given), ...deepMarks(names)]);
  const path = requiredText(given);
  if (path === undefined) return withMarks(unknownDynamic, marks);
  const text = readText(path, evaluator.evaluation.host);
  const inner = templateVariables(deepUnmarked(names));
  return withMarks(inner ? render(evaluator, path, text, inner) : unknownDynamic, marks);
};

function requiredText(marked: Value): string | undefined {
  const conversion = tryConvert(deepUnmarked(marked), string);
  if (!conversion.ok) throw new ArgumentFailure(0, conversion.message);
  if (conversion.value.kind === "null") throw new ArgumentFailure(0, "argument must not be null");
  return conversion.value.kind === "string" ? conversion.value.value : undefined;
}

/** The names a template may speak of; undefined where they are not known yet. */
function templateVariables(value: Value): Scope | undefined {
  if (value.kind === "null") throw new ArgumentFailure(1, "argument must not be null");
  if (value.kind === "mapping") {
    for (const name of value.entries.keys())
      if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name))
        throw new ArgumentFailure(1, `"${name}" cannot be the name of a variable in a template`);
    return { variables: value.entries };
  }
  if (value.kind === "unknown" && ["map", "object", "dynamic"].includes(value.type.kind)) return undefined;
  throw new ArgumentFailure(1, "the variables of a template are given as a map or an object");
}

function render(evaluator: Evaluator, path: string, text: string, scope: Scope): Value {
  const { model, diagnostics } = parseHclTemplate({ path, text });
  const [unreadable] = diagnostics;
  if (unreadable || !model) throw new CallFailure(`the template cannot be read: ${unreadable ? described(unreadable) : "it is empty"}`);
  checkNames(model, scope);
  const inner = new Evaluator({
    ...evaluator.evaluation,
    scope,
    inTemplate: true,
  });
  const value = evaluateTemplate(inner, model, scope);
  const [wrong] = inner.diagnostics;
  if (wrong) throw new CallFailure(`the template failed: ${described(wrong)}`);
  return value;
}

function checkNames(template: TemplateExpression, scope: Scope): void {
  for (const { root, span } of references(template))
    if (!scope.variables.has(root))
      throw new ArgumentFailure(1, `the variables do not include "${root}", which the template uses on line ${span.start.line}`);
}

const described = ({ summary, detail, span }: Evaluator["diagnostics"][number]): string =>
  `${summary} on line ${span.start.line}: ${detail.replace(/\.$/, "")}`;

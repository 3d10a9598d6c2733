import { ArgumentFailure, CallFailure } from "../functions/model.ts";
import type { TemplateExpression } from "../syntax/ast.ts";
import { references } from "../syntax/references.ts";
import type { Value } from "../values/value.ts";
import type { Evaluated, Evaluation, Scope } from "./model.ts";

/** The names a template may speak of, from the argument at this index; undefined where they are not known yet. */
export function templateVariables(value: Value, index: number): Scope | undefined {
  if (value.kind === "null") throw new ArgumentFailure(index, "argument must not be null");
  if (value.kind === "mapping") {
    for (const name of value.entries.keys())
      if (!/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name))
        throw new ArgumentFailure(index, `"${name}" cannot be the name of a variable in a template`);
    return { variables: value.entries };
  }
  if (value.kind === "unknown" && ["map", "object", "dynamic"].includes(value.type.kind)) return undefined;
  throw new ArgumentFailure(index, "the variables of a template are given as a map or an object");
}

/** Renders, refusing names that were not given. */
export function renderTemplate(
  _evaluation: Evaluation,
  template: TemplateExpression,
  scope: Scope,
  render: (template: TemplateExpression, scope: Scope) => Evaluated,
): Value {
  for (const { root, span } of references(template))
    if (!scope.variables.has(root))
      throw new ArgumentFailure(1, `the variables do not include "${root}", which the template uses on line ${span.start.line}`);
  const { value, diagnostics } = render(template, scope);
  const [wrong] = diagnostics;
  if (wrong) throw new CallFailure(`${wrong.summary} on line ${wrong.span.start.line} of the template: ${wrong.detail}`);
  return value;
}

import {
  applyDefaults,
  type Block,
  bodyContent,
  dynamic,
  type Expression,
  isPrimitive,
  listOf,
  mapOf,
  readTypeConstraint,
  references,
  staticKeyword,
  tryConvert,
  unknownDynamic,
  type Value,
} from "#engines/hcl";
import { isError, type Span } from "#engines/source";
import { constant, constantBool, constantText, quietText } from "./constant.ts";
import type { VariableDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import type { Validation, Variable } from "./model.ts";
import { moduleSchema, variableSchema } from "./schemas.ts";
import { checkName, isQuoted } from "./shapes.ts";
import { readValidation } from "./validations.ts";

/** https://developer.hashicorp.com/terraform/language/block/variable */
export function readVariable(block: Block, override: boolean, findings: Findings): VariableDraft {
  const [label] = block.labels;
  const name = label?.value ?? "";
  const nameSpan = label?.span ?? block.header;
  const { attributes, blocks, diagnostics } = bodyContent(block.body, variableSchema);
  findings.take(diagnostics);
  checkName("variable name", name, nameSpan, findings);
  if (reserved.has(name)) {
    const detail = `"${name}" is a word of module blocks, so that no module could be given a variable of this name.`;
    findings.error("name", "Invalid variable name", detail, nameSpan);
  }
  const given = <T>(argument: string, read: (expression: Expression) => T): T | undefined => {
    const attribute = attributes.get(argument);
    return attribute && read(attribute.value);
  };
  const bool = (argument: string) => given(argument, (expression) => constantBool(expression, findings));
  const description = given("description", (expression) => constantText(expression, findings));
  const type = given("type", (expression) => readType(expression, findings));
  const [sensitive, ephemeral, nullable] = [bool("sensitive"), bool("ephemeral"), bool("nullable")];
  const fallback = given("default", (expression) => {
    const value = constant(expression, findings);
    return override ? value : settle(value, type, nullable ?? true, expression.span, findings);
  });
  const validations = blocks.flatMap((each) => validationOf(name, each, override, findings) ?? []);
  return {
    name,
    ...(type ? { type } : {}),
    ...(fallback ? { fallback } : {}),
    ...(description === undefined ? {} : { description }),
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(ephemeral === undefined ? {} : { ephemeral }),
    ...(nullable === undefined ? {} : { nullable }),
    validations,
    span: block.header,
  };
}

const reserved = new Set([...moduleSchema.attributes.map(({ name }) => name), ...moduleSchema.blocks.map(({ type }) => type)]);

export function finishVariable(draft: VariableDraft): Variable {
  const { type, sensitive = false, ephemeral = false, nullable = true, ...rest } = draft;
  return { ...rest, sensitive, ephemeral, nullable, ...(type ?? { type: dynamic, parsing: "literal" }) };
}

/** The default as a value of the variable's type; unknown where it is none. */
export function settle(value: Value, type: VariableDraft["type"], nullable: boolean, span: Span, findings: Findings): Value {
  const conversion = type ? tryConvert(applyDefaults(value, type.defaults, type.type), type.type) : { ok: true as const, value };
  if (!conversion.ok)
    findings.error(
      "default",
      "Invalid default value for variable",
      `The default is not of the variable's type: ${conversion.message}.`,
      span,
    );
  const settled = conversion.ok ? conversion.value : unknownDynamic;
  if (!nullable && settled.kind === "null")
    findings.error("default", "Invalid default value for variable", "The variable is not nullable, so its default cannot be null.", span);
  return settled;
}

function readType(expression: Expression, findings: Findings): VariableDraft["type"] {
  if (isQuoted(expression)) {
    const value = constant(expression, findings);
    if (value.kind === "unknown") return undefined;
    const text = quietText(value) ?? "";
    const old = text === "string" || text === "list" || text === "map";
    const instead = text === "string" ? "string" : `${text}(string)`;
    const detail = `A type is written without quotes${old ? `, as ${instead}` : ""}.`;
    findings.error("type", old ? "Invalid quoted type constraints" : "Invalid legacy variable type hint", detail, expression.span);
    return undefined;
  }
  const keyword = staticKeyword(expression);
  // The short forms mean elements of any one type.
  if (keyword === "list") return { type: listOf(dynamic), parsing: "expression" };
  if (keyword === "map") return { type: mapOf(dynamic), parsing: "expression" };
  const { type, defaults, diagnostics } = readTypeConstraint(expression);
  findings.take(diagnostics);
  if (diagnostics.some(isError)) return { type: dynamic, parsing: "expression" };
  return { type, ...(defaults ? { defaults } : {}), parsing: isPrimitive(type) ? "literal" : "expression" };
}

function validationOf(name: string, block: Block, override: boolean, findings: Findings): Validation | undefined {
  const validation = readValidation(block, override, findings);
  const condition = validation?.condition ?? block.body.attributes.get("condition")?.value;
  if (override || !condition) return validation;
  const speaks = references(condition).some(
    ({ root, steps: [step] }) => root === "var" && step?.kind === "attribute" && step.name === name,
  );
  if (!speaks) {
    const detail = `The condition of a validation is about its own variable, and has to mention var.${name}.`;
    findings.error("validation", "Invalid variable validation condition", detail, condition.span);
  }
  return validation;
}

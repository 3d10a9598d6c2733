import type { Agent, Directive, Input, Setting, Tool, Variable } from "../model.ts";
import type { Call, Closure, Expression, Statement } from "../syntax/ast.ts";
import { blockOf, callOf, type Reader } from "./reader.ts";

/** The block of a section, or an error that it has none. */
export function sectionBlock(reader: Reader, statement: Statement, section: string): readonly Statement[] | undefined {
  const block = blockOf(statement);
  if (!block) reader.error("expected-block", statement.span, `Expected a block for ${section}`, `Write \`${section} { … }\`.`);
  return block?.closure.body;
}

export function readEnvironment(reader: Reader, statement: Statement): readonly Variable[] {
  const body = sectionBlock(reader, statement, "environment");
  const variables = new Map<string, Variable>();
  if (body?.length === 0)
    reader.error(
      "empty-environment",
      statement.span,
      "No variables specified for environment",
      "Write `NAME = 'value'`, or remove the block.",
    );
  for (const line of body ?? []) {
    const assigned =
      line.kind === "expression" && line.expression.kind === "assign" && line.expression.operator === "=" ? line.expression : undefined;
    if (!assigned) {
      notAVariable(reader, line);
      continue;
    }
    const name = reader.literal(assigned.target);
    if (name === undefined) continue;
    const located = { value: name, span: assigned.target.span };
    if (variables.has(name)) {
      const summary = `Duplicate environment variable name: "${name}"`;
      reader.error("duplicate-variable", located.span, summary, "Each variable is set once in a block.");
      continue;
    }
    if (!isIdentifier(name)) invalidIdentifier(reader, located);
    environmentValue(reader, assigned.value);
    variables.set(name, { name: located, value: assigned.value, span: line.span });
  }
  return [...variables.values()];
}

export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

export function invalidIdentifier(reader: Reader, { value, span }: { readonly value: string; readonly span: Variable["span"] }): void {
  const rule = "Identifiers must start with a letter or underscore and can contain only letters, numbers or underscores.";
  const summary = `"${value}" is not a valid identifier and cannot be used for an environment variable. ${rule}`;
  reader.error("invalid-identifier", span, summary, "Choose a name that a shell accepts.");
}

function notAVariable(reader: Reader, line: Statement): void {
  const text = reader.source(line);
  const key = text.split("=")[0]?.trim() ?? "";
  if (text.includes("=")) invalidIdentifier(reader, { value: key, span: line.span });
  else {
    const summary = `"${text}" is not a valid environment expression. Use "key = value" pairs with valid Java/shell keys.`;
    reader.error("environment-expression", line.span, summary, "Write `NAME = 'value'`.");
  }
  reader.error("expected-pairs", line.span, "Expected name=value pairs", "Every line of the block is `NAME = value`.");
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: Groovy's own
const intoString = 'Put the expression into a string: `"${…}"`.';

function environmentValue(reader: Reader, value: Expression): void {
  reader.value(value);
  if (value.kind === "literal" || value.kind === "gstring" || (value.kind === "unary" && value.operand.kind === "literal")) return;
  if (value.kind === "call") {
    if (value.name.value !== "credentials" || value.target) return;
    if (value.arguments.some((argument) => argument.value.kind !== "literal" && argument.value.kind !== "gstring"))
      reader.error("credentials-argument", value.span, "Internal function call parameters must be strings.", 'Write `credentials("id")`.');
    return;
  }
  if (value.kind !== "binary") {
    const summary = "Environment variable values must either be single quoted, double quoted, or function calls.";
    reader.error("environment-value", value.span, summary, intoString);
    return;
  }
  concatenation(reader, value);
}

function concatenation(reader: Reader, value: Expression): void {
  if (value.kind === "binary") {
    if (value.operator === "+") {
      concatenation(reader, value.left);
      if (value.right.kind !== "literal" && value.right.kind !== "gstring") notQuoted(reader, value.right);
      return;
    }
    const summary = "Environment variable values can only be joined together with ‘+’s.";
    reader.error("environment-operation", value.span, summary, intoString);
    return;
  }
  if (value.kind !== "literal" && value.kind !== "gstring") notQuoted(reader, value);
}

function notQuoted(reader: Reader, value: Expression): void {
  const summary = "Environment variable values to be concatenated together must be single or double quoted.";
  reader.error("environment-concatenation", value.span, summary, intoString);
}

export function readTools(reader: Reader, statement: Statement): readonly Tool[] {
  const body = sectionBlock(reader, statement, "tools");
  if (body?.length === 0) reader.error("no-tools", statement.span, "No tools specified", "Write `maven 'name'`, or remove the block.");
  return (body ?? []).flatMap((line): Tool[] => {
    const call = callOf(line);
    if (!call) {
      reader.error(
        "expected-tool",
        line.span,
        'Expected to find ‘someTool "someVersion"’',
        "Every line of the block is a type and a name.",
      );
      return [];
    }
    const [first, ...more] = call.arguments;
    const type = reader.name(call);
    if (!first) reader.error("no-tool", type.span, `No argument for tool "${type.value}"`, "Name the installation.");
    else if (more.length > 0)
      reader.error("too-many-tools", type.span, `Too many arguments for tool "${type.value}"`, "Name one installation.");
    else return [{ type, version: first.value, span: line.span }];
    return [];
  });
}

/** `options`, `parameters` and `triggers`: lines that are calls. */
export function readDirectives(
  reader: Reader,
  statement: Statement,
  section: "options" | "parameters" | "triggers",
  body = sectionBlock(reader, statement, section),
): readonly Directive[] {
  const words = {
    options: ["Options", "an option"],
    parameters: ["Build parameters", "a build parameter definition"],
    triggers: ["Triggers", "a trigger"],
  };
  const [plural = "", one = ""] = words[section];
  if (body?.length === 0)
    reader.error("empty-section", statement.span, `${section} can not be empty`, "Write a line into it, or remove it.");
  return (body ?? []).flatMap((line): Directive[] => {
    const call = callOf(line);
    if (!call) {
      const isMap = line.kind === "expression" && line.expression.kind === "map";
      if (isMap) reader.error("map-not-allowed", line.span, `${plural} cannot be defined as maps`, "Write `name(argument: value)`.");
      else reader.error("expected-directive", line.span, `Expected ${one}`, "Every line of the block is a name with its arguments.");
      return [];
    }
    if (blockOf(line)) {
      reader.error("no-blocks", line.span, `${plural} definitions cannot have blocks`, "Write its arguments in parentheses.");
      return [];
    }
    argumentValues(reader, call);
    return [{ name: reader.name(call), arguments: call.arguments, span: line.span }];
  });
}

function argumentValues(reader: Reader, call: Call): void {
  for (const { value } of call.arguments) {
    if (value.kind === "closure")
      reader.error("block-argument", value.span, "Method call arguments", "A block cannot be an argument here.");
    else if (value.kind === "call" && value.name.value !== "$") argumentValues(reader, value);
    else reader.value(value);
  }
}

export function readAgent(reader: Reader, statement: Statement): Agent | undefined {
  const block = blockOf(statement);
  if (!block) return bareAgent(reader, statement);
  const [first, ...more] = block.closure.body;
  if (!first) {
    reader.error(
      "expected-agent",
      statement.span,
      "Expected an agent",
      "Name a type: `label`, `docker`, `dockerfile`, `kubernetes` or `node`.",
    );
    return { type: { value: "", span: statement.span }, settings: [], span: statement.span };
  }
  if (more.length > 0) {
    reader.error("one-agent", statement.span, "Only one agent type is allowed per agent section", "Keep one of them.");
    return undefined;
  }
  const call = callOf(first);
  if (!call) {
    // `agent { any }` is a name alone.
    reader.error("expected-agent", first.span, "Expected an agent", "`agent any` and `agent none` are written without a block.");
    return undefined;
  }
  const type = reader.name(call);
  const [argument, second] = call.arguments;
  if (second)
    reader.error("too-many-arguments", type.span, `Too many arguments for map key "${type.value}"`, "Write the settings into a block.");
  if (!argument) reader.error("no-argument", type.span, `No argument for map key "${type.value}"`, "Give it a value.");
  if (!argument) return { type, settings: [], span: statement.span };
  if (argument.value.kind !== "closure") {
    reader.value(argument.value);
    const name = type.value === "docker" ? "image" : type.value === "dockerfile" ? "filename" : type.value;
    return { type, settings: [{ name: { value: name, span: type.span }, value: argument.value }], span: statement.span };
  }
  const written = type.value === "label" ? { ...type, value: "node" } : type;
  return { type: written, settings: readSettings(reader, argument.value), span: statement.span };
}

function bareAgent(reader: Reader, statement: Statement): Agent | undefined {
  const call = callOf(statement);
  const [first, ...more] = call?.arguments ?? [];
  if (!first) {
    reader.error(
      "expected-agent",
      statement.span,
      call ? "No argument for agent" : "Expected an agent",
      "Write `agent any`, `agent none` or `agent { … }`.",
    );
    return undefined;
  }
  const name = first.value.kind === "name" || first.value.kind === "literal" ? reader.literal(first.value) : undefined;
  if (more.length === 0 && (name === "any" || name === "none"))
    return { type: { value: name, span: first.value.span }, settings: [], span: statement.span };
  reader.error(
    "invalid-agent",
    statement.span,
    'Only "agent none", "agent any" or "agent {...}" are allowed.',
    "A label stands in a block: `agent { label 'name' }`.",
  );
  return undefined;
}

/** Lines of `name value`; a value may be a block of such lines. */
function readSettings(reader: Reader, closure: Closure): readonly Setting[] {
  return closure.body.flatMap((line): Setting[] => {
    const call = callOf(line);
    if (!call) {
      reader.error(
        "expected-setting",
        line.span,
        'Expected to find ‘someKey "someValue"’',
        "Every line of the block is a name and a value.",
      );
      return [];
    }
    const name = reader.name(call);
    const [first, ...more] = call.arguments;
    if (!first) reader.error("no-argument", name.span, `No argument for map key "${name.value}"`, "Give it a value.");
    else if (more.length > 0)
      reader.error("too-many-arguments", name.span, `Too many arguments for map key "${name.value}"`, "Give it one value.");
    else {
      if (first.value.kind === "closure") readSettings(reader, first.value);
      else reader.value(first.value);
      return [{ name, value: first.value }];
    }
    return [];
  });
}

const inputFields = new Set(["message", "id", "ok", "submitter", "submitterParameter", "parameters"]);

export function readInput(reader: Reader, statement: Statement): Input {
  const fields: Setting[] = [];
  const parameters: Directive[] = [];
  const seen = new Set<string>();
  const body = sectionBlock(reader, statement, "input");
  for (const line of body ?? []) {
    const call = callOf(line);
    if (!call) {
      const summary = `Not a valid section definition: "${reader.source(line)}". Some extra configuration is required.`;
      reader.error("invalid-section", line.span, summary, "Every line of the block is a name and a value.");
      continue;
    }
    const name = reader.name(call);
    if (seen.has(name.value))
      reader.error("duplicate-section", name.span, `Multiple occurrences of the ${name.value} section`, "Keep one.");
    seen.add(name.value);
    const [first, ...more] = call.arguments;
    if (!inputFields.has(name.value)) reader.unknown("input-field", name, `Not a valid field for input: "${name.value}"`, inputFields);
    else if (!first) reader.error("no-argument", name.span, `No argument for field "${name.value}"`, "Give it a value.");
    else if (more.length > 0)
      reader.error("too-many-arguments", name.span, `Too many arguments for field "${name.value}"`, "Give it one value.");
    else if (name.value === "parameters") parameters.push(...readDirectives(reader, line, "parameters"));
    else {
      reader.value(first.value);
      fields.push({ name, value: first.value });
    }
  }
  if (body && !fields.some((field) => field.name.value === "message"))
    reader.error("no-message", statement.span, "No message specified for input", "Write `message 'the question'`.");
  return { fields, parameters, span: statement.span };
}

import type { YamlNode } from "#engines/yaml";
import { knownAction } from "../actions/known.ts";
import type { Repository } from "../actions/repository.ts";
import { builtInContexts } from "../expressions/contexts.ts";
import { splitTemplate } from "../expressions/template.ts";
import {
  any,
  arrayOf,
  bool,
  type ExpressionType,
  loose,
  mapOf,
  merge,
  nothing,
  number,
  strict,
  strictMap,
  string,
} from "../expressions/types.ts";
import type { Job, Matrix, Step, Text, Workflow } from "../model.ts";

export type ContextTypes = Readonly<Record<string, ExpressionType>>;

/** Finds the type of an expression without telling what is wrong with it. */
export type TypeOf = (expression: Text) => ExpressionType;

/** What the events of a workflow give to all its expressions. */
export function workflowContexts(workflow: Workflow): ContextTypes {
  const inputs = new Map<string, ExpressionType>();
  let eventInputs: ExpressionType | undefined;
  let secrets = builtInContexts.secrets ?? loose;
  const add = (name: string, type: ExpressionType) => {
    const known = inputs.get(name);
    inputs.set(name, known ? merge(known, type) : type);
  };
  for (const event of workflow.events) {
    if (event.kind === "dispatch") {
      for (const [name, input] of event.inputs) add(name, inputType(input.type));
      eventInputs = strictMap(new Map([...event.inputs.keys()].map((name) => [name, string])));
    } else if (event.kind === "call") {
      for (const [name, input] of event.inputs) add(name, inputType(input.type));
      if (event.declaresSecrets) {
        const names = [...event.secrets.keys(), "github_token", "actions_step_debug", "actions_runner_debug"];
        secrets = strictMap(new Map(names.map((name) => [name, string])));
      }
    }
  }
  return { ...builtInContexts, inputs: strictMap(inputs), secrets, ...(eventInputs ? { github: withEventInputs(eventInputs) } : {}) };
}

function inputType(type: string | undefined): ExpressionType {
  if (type === undefined) return any;
  return type === "boolean" ? bool : type === "number" ? number : string;
}

function withEventInputs(inputs: ExpressionType): ExpressionType {
  const { github } = builtInContexts;
  if (github?.kind !== "object") return loose;
  const event: ExpressionType = { kind: "object", properties: new Map([["inputs", inputs]]), others: any };
  return { ...github, properties: new Map([...github.properties, ["event", event]]) };
}

/** A job sees the outputs of the jobs it needs, and of no others. */
export function needsType(job: Job, workflow: Workflow, repository: Repository): ExpressionType {
  const needs = new Map<string, ExpressionType>();
  for (const need of job.needs) {
    const needed = workflow.jobs.get(need.value.toLowerCase());
    if (needed) needs.set(need.value.toLowerCase(), jobType(needed, repository));
  }
  return strictMap(needs);
}

export function jobType(job: Job, repository: Repository): ExpressionType {
  const outputs = job.call
    ? calledOutputs(job.call.uses.value, repository)
    : strictMap(new Map([...job.outputs.keys()].map((name) => [name, string])));
  return strict({ outputs, result: string });
}

function calledOutputs(uses: string, repository: Repository): ExpressionType {
  const call = uses.startsWith("./") ? repository.workflow(uses)?.events.find((event) => event.kind === "call") : undefined;
  return call ? strictMap(new Map([...call.outputs.keys()].map((name) => [name, string]))) : mapOf(string);
}

export function stepType(step: Step, repository: Repository): ExpressionType {
  return strict({ outputs: outputsType(step, repository), conclusion: string, outcome: string });
}

function outputsType({ action }: Step, repository: Repository): ExpressionType {
  if (action.kind !== "uses") return mapOf(string);
  const uses = action.uses.value;
  const metadata = uses.startsWith("./") ? repository.action(uses)?.metadata : knownAction(uses);
  return metadata?.outputs ? strictMap(new Map([...metadata.outputs].map((name) => [name, string]))) : mapOf(string);
}

/** What the combinations of a matrix hold, as far as they stand in the file. */
export function matrixType(matrix: Matrix | undefined, typeOf: TypeOf): ExpressionType {
  if (!matrix) return strict({});
  if (matrix.expression) return loose;
  const rows = new Map<string, ExpressionType>();
  for (const [name, row] of matrix.rows) {
    if (row.expression) {
      const list = typeOf(row.expression);
      rows.set(name, list.kind === "array" ? list.element : any);
    } else rows.set(name, mergeAll(row.values.map((value) => nodeType(value, typeOf))));
  }
  for (const item of matrix.include?.items ?? []) {
    if (item.expression) return loose;
    for (const { key, value } of item.entries) {
      const known = rows.get(key.value.toLowerCase());
      const type = nodeType(value, typeOf);
      rows.set(key.value.toLowerCase(), known ? merge(known, type) : type);
    }
  }
  return matrix.include?.expression ? loose : strictMap(rows);
}

function nodeType(node: YamlNode, typeOf: TypeOf): ExpressionType {
  if (node.kind === "seq") return arrayOf(mergeAll(node.items.map((item) => nodeType(item, typeOf))));
  if (node.kind === "map") return strictMap(new Map(node.entries.map(({ key, value }) => [key.toLowerCase(), nodeType(value, typeOf)])));
  if (node.value === null) return nothing;
  if (typeof node.value === "number") return number;
  if (typeof node.value === "boolean") return bool;
  const pieces = splitTemplate(node.value);
  if (pieces.length === 1 && pieces[0]?.kind === "expression") return typeOf({ value: node.value, span: node.span, node });
  return string;
}

const mergeAll = (types: readonly ExpressionType[]): ExpressionType =>
  types.reduce<ExpressionType | undefined>((sum, type) => (sum ? merge(sum, type) : type), undefined) ?? any;

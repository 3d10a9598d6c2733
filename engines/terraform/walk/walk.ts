import type { Body } from "#engines/hcl";
import {
  type Budget,
  deepUnmarked,
  type Evaluated,
  type Evaluation,
  type Expression,
  evaluate,
  type FunctionHost,
  type Reference,
  references,
  type Scope,
  terraformFunctions,
  unknownDynamic,
  unknownValue,
  type Value,
} from "#engines/hcl";
import { type Diagnostic, isError, type Span } from "#engines/source";
import { type ModuleAddress, moduleText } from "../addresses.ts";
import type { Configuration, Module, Resource } from "../configuration/index.ts";
import { type Decoded, decodeBody } from "../evaluation/decode.ts";
import { prepareBody } from "../evaluation/prepare-body.ts";
import { once, type Repetition } from "../evaluation/repetition.ts";
import type { Graph } from "../graph/graph.ts";
import type { Node } from "../graph/nodes.ts";
import type { Providers } from "../graph/providers.ts";
import type { PlanDiagnostic } from "../model.ts";
import { type BlockSchema, type ResourceSchema, validateResource } from "../providers/index.ts";
import { impliedType } from "../providers/objects.ts";
import { namesFor } from "./names.ts";

/** Validation knows no instances and no values; planning knows what the configuration and the state say; applying knows everything. */
export type Operation = "validate" | "plan" | "apply";

/** One of the modules that a call stands for. */
export type ModuleInstance = {
  readonly module: Module;
  readonly address: ModuleAddress;
  readonly text: string;
  /** Absent for the root. */
  readonly caller?: ModuleInstance;
  /** What `count` and `each` mean in the arguments of its call. */
  readonly repetition: Repetition;
};

/** Where an expression is evaluated. */
export type Place = {
  readonly instance: ModuleInstance;
  readonly repetition: Repetition;
  /** What `self` stands for. */
  readonly self?: Value;
  /** The resource that `self` is an instance of. */
  readonly selfOf?: Resource;
  /** A variable that is held against its own rules, with its value as they see it. */
  readonly checked?: { readonly name: string; readonly value: Value };
  /** The check block whose own data source may be spoken of. */
  readonly check?: string;
  /** Scopes made already for expressions of the same node and module instance. */
  readonly scopes?: Map<object, Scope>;
};

export type WalkInput = {
  readonly operation: Operation;
  readonly configuration: Configuration;
  readonly graph: Graph;
  readonly providers: Providers;
  readonly host: Omit<FunctionHost, "budget">;
  readonly budget: Budget;
  /** Whether values are held against what providers say of them, beyond the schema. */
  readonly checksValues: boolean;
};

/** What is known so far, and how expressions are evaluated with it. */
export class Walk {
  readonly operation: Operation;
  readonly configuration: Configuration;
  readonly graph: Graph;
  readonly providers: Providers;
  readonly root: ModuleInstance;
  readonly diagnostics: PlanDiagnostic[] = [];
  readonly budget: Budget;
  readonly #checksValues: boolean;
  readonly #host: FunctionHost;
  readonly #instances = new Map<Module, readonly ModuleInstance[]>();
  readonly #values = new Map<ModuleInstance, Map<string, Value>>();

  constructor({ operation, configuration, graph, providers, host, budget, checksValues }: WalkInput) {
    this.#checksValues = checksValues;
    this.operation = operation;
    this.configuration = configuration;
    this.graph = graph;
    this.providers = providers;
    this.budget = budget;
    this.#host = { ...host, budget };
    this.root = { module: configuration.root, address: [], text: "", repetition: once };
    this.#instances.set(configuration.root, [this.root]);
  }

  /** The instances of a module: none before its call is expanded. */
  instancesOf(module: Module): readonly ModuleInstance[] {
    return this.#instances.get(module) ?? [];
  }

  addInstances(module: Module, instances: readonly ModuleInstance[]): void {
    this.#instances.set(module, [...this.instancesOf(module), ...instances]);
  }

  value(instance: ModuleInstance, name: string): Value | undefined {
    return this.#values.get(instance)?.get(name);
  }

  setValue(instance: ModuleInstance, name: string, value: Value): void {
    const known = this.#values.get(instance) ?? new Map<string, Value>();
    this.#values.set(instance, known);
    known.set(name, value);
  }

  report(diagnostics: readonly PlanDiagnostic[]): boolean {
    this.diagnostics.push(...diagnostics);
    return diagnostics.some(isError);
  }

  /** What the provider says of the values of a resource. Unknown values are never at fault. */
  valueFaults(schema: ResourceSchema, config: Value, resource: Resource): readonly PlanDiagnostic[] {
    if (!this.#checksValues || config.kind !== "mapping") return [];
    const faults = validateResource({ schema, config: deepUnmarked(config) });
    return faults.map(({ path, ...fault }) => ({ ...fault, span: spanAt(resource, path) }));
  }

  /** The value of an expression; unknown, with diagnostics, where a name in it leads nowhere. */
  evaluate(expression: Expression, place: Place): Evaluated {
    const { evaluation, diagnostics } = this.evaluationFor(expression, expressionReferences(expression), place);
    if (!evaluation) return { value: unknownDynamic, diagnostics };
    const evaluated = evaluate(expression, evaluation);
    return diagnostics.length === 0 ? evaluated : { value: evaluated.value, diagnostics: [...diagnostics, ...evaluated.diagnostics] };
  }

  /** The object that a body describes. */
  decode(schema: BlockSchema, body: Body, place: Place): Decoded {
    const prepared = prepareBody(schema, body);
    const { evaluation, diagnostics } = this.evaluationFor(prepared, prepared.references, place);
    if (!evaluation) return { value: unknownValue(impliedType(schema)), diagnostics };
    const decoded = decodeBody(prepared, evaluation);
    return diagnostics.length === 0 ? decoded : { value: decoded.value, diagnostics: [...diagnostics, ...decoded.diagnostics] };
  }

  /**
   * The values of expressions that are checked together: a reference that leads nowhere is told, and what can be evaluated
   * nevertheless is. The results are in the order of the expressions.
   */
  evaluateRule(rule: object, expressions: readonly Expression[], place: Place): readonly Evaluated[] {
    const wanted = expressions.flatMap(expressionReferences);
    const { scope, diagnostics } = namesFor(this, rule, wanted, place);
    const evaluation = this.#evaluation(scope);
    return expressions.map((expression, index) => {
      const evaluated = evaluate(expression, evaluation);
      return index === 0 ? { ...evaluated, diagnostics: [...diagnostics, ...evaluated.diagnostics] } : evaluated;
    });
  }

  /** The message of a rule, with the references of the whole rule checked. */
  evaluateMessage(rule: object, condition: Expression, message: Expression, place: Place): Evaluated {
    const { scope, diagnostics } = namesFor(this, rule, [condition, message].flatMap(expressionReferences), place);
    const evaluated = evaluate(message, this.#evaluation(scope));
    return { ...evaluated, diagnostics: [...diagnostics, ...evaluated.diagnostics] };
  }

  /** What an expression or a body may speak of; absent where a reference is wrong. `of` is whose references they are. */
  evaluationFor(
    of: object,
    wanted: readonly Reference[],
    place: Place,
  ): { readonly evaluation?: Evaluation; readonly diagnostics: readonly Diagnostic[] } {
    const { scope, diagnostics } = namesFor(this, of, wanted, place);
    if (diagnostics.some(isError)) return { diagnostics };
    return { evaluation: this.#evaluation(scope), diagnostics };
  }

  #evaluation(scope: Scope): Evaluation {
    return { scope, functions: terraformFunctions, host: this.#host, budget: this.budget };
  }
}

/** Where a part of a resource is written; its header where it is not. */
export function spanAt({ body, span }: Pick<Resource, "body" | "span">, [name]: readonly unknown[]): Span {
  if (typeof name !== "string") return span;
  return body.attributes.get(name)?.value.span ?? body.blocks.find(({ type }) => type === name)?.header ?? span;
}

const referencesByExpression = new WeakMap<Expression, readonly Reference[]>();

function expressionReferences(expression: Expression): readonly Reference[] {
  const known = referencesByExpression.get(expression) ?? references(expression);
  referencesByExpression.set(expression, known);
  return known;
}

/** The instance of the called module for each of the caller's. */
export function calledInstance(
  caller: ModuleInstance,
  child: Module,
  key: string | number | undefined,
  repetition: Repetition,
): ModuleInstance {
  const address = [...caller.address, { name: child.path.at(-1) ?? "", key }];
  return { module: child, address, text: moduleText(address), caller, repetition };
}

export type NodeOf<Kind extends Node["kind"]> = Extract<Node, { readonly kind: Kind }>;

import { ContextAccess, type Expr, IndexAccess, Literal } from "@actions/expressions/ast";
import { BooleanData } from "@actions/expressions/data/boolean";
import { Kind } from "@actions/expressions/data/expressiondata";
import { StringData } from "@actions/expressions/data/string";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import type { Span } from "#engines/source";
import type { YamlNode } from "#engines/yaml";
import { maxTextLength } from "../expressions/bounded-functions.ts";
import { statusFunctions } from "../expressions/contexts.ts";
import { evaluateTree, textOf, truthy, type Value } from "../expressions/evaluate.ts";
import { splitTemplate } from "../expressions/template.ts";
import { functionsIn, parseLeniently, walk } from "../expressions/walk.ts";
import type { BoolOrExpression, Env, NumberOrExpression, Text, Variable } from "../model.ts";

export type Contexts = Readonly<Record<string, Value>>;

/** How things went so far, where a condition is asked for. */
export type Status = { readonly success: boolean; readonly failure: boolean; readonly cancelled: boolean };

/** An expression that cannot be evaluated; it fails the job, with GitHub's words. */
export class TemplateFault extends Error {}

/** A text, with its place where it has one. */
type Written = Pick<Text, "value"> & { readonly span?: Span | undefined };

/** What GitHub says of `fromJSON('')`. */
const noJson = "Error reading JToken from JsonReader. Path '', line 0, position 0.";

/** Evaluates the texts of a workflow at one place of its run. */
export class Scope {
  readonly #makeContexts: () => Contexts;
  #contexts: ReadonlyMap<string, Value> | undefined;
  readonly #hashFiles: (patterns: readonly string[]) => string;
  readonly #onSecret: (name: string | undefined) => void;

  /** The contexts are made when the first expression is met. `onSecret` is told which secrets an expression reads; nothing stands for all of them. */
  constructor(
    contexts: () => Contexts,
    onSecret: (name: string | undefined) => void = () => {},
    hashFiles: (patterns: readonly string[]) => string = () => "",
  ) {
    this.#makeContexts = contexts;
    this.#onSecret = onSecret;
    this.#hashFiles = hashFiles;
  }

  text({ value, span }: Written): string {
    if (!value.includes("${{")) return value;
    let text = "";
    for (const { kind, source } of splitTemplate(value)) {
      text += kind === "expression" ? textOf(this.#evaluate(source, span)) : source;
      if (text.length > maxTextLength) throw new TemplateFault("The template is not valid. Maximum object size exceeded");
    }
    return text;
  }

  /** A text that is one expression gives that expression's value. */
  value({ value, span }: Written): Value {
    const [first, second] = splitTemplate(value.trim());
    return first?.kind === "expression" && !second ? this.#evaluate(first.source, span) : this.text({ value, span });
  }

  bool(value: BoolOrExpression | undefined, otherwise: boolean): boolean {
    if (!value) return otherwise;
    return value.kind === "value" ? value.value : truthy(this.value(value.text)) && this.value(value.text) !== "false";
  }

  number(value: NumberOrExpression | undefined, otherwise: number): number {
    if (!value) return otherwise;
    const number = value.kind === "value" ? value.value : Number(textOf(this.value(value.text)));
    if (!(number > 0)) throw new TemplateFault(`The template is not valid. Unexpected value '${number}'`);
    return number;
  }

  /** https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions#status-check-functions */
  condition(condition: Written | undefined, status: Status): boolean {
    if (!condition) return status.success;
    const pieces = splitTemplate(condition.value);
    if (condition.value.includes("${{") && pieces.length > 1) return status.success && truthy(this.text(condition));
    const source = pieces[0]?.kind === "expression" ? pieces[0].source : condition.value;
    const parsed = parseLeniently(source);
    const asks = parsed.ok && parsed.tree && [...functionsIn(parsed.tree)].some((name) => statusFunctions.includes(name));
    return (asks || status.success) && truthy(this.#evaluate(source, condition.span, status));
  }

  variables(variables: readonly Variable[]): Record<string, string> {
    return Object.fromEntries(variables.map(({ name, value }) => [this.text(name), this.text(value)]));
  }

  env(env: Env | undefined): Record<string, string> {
    if (!env) return {};
    const given = env.expression ? this.value(env.expression) : {};
    const spread = typeof given === "object" && given !== null ? Object.entries(given).map(([name, value]) => [name, textOf(value)]) : [];
    return { ...Object.fromEntries(spread), ...this.variables(env.variables) };
  }

  /** A value however deep, as in a matrix. */
  node(node: YamlNode): Value {
    if (node.kind === "seq") return node.items.map((item) => this.node(item));
    if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, this.node(value)]));
    return typeof node.value === "string" && node.value.includes("${{") ? this.value({ value: node.value, span: node.span }) : node.value;
  }

  #evaluate(source: string, span: Span | undefined, status?: Status): Value {
    const parsed = parseLeniently(source);
    const fault = (why: string) =>
      new TemplateFault(
        `The template is not valid. ${span ? `${span.file} (Line: ${span.start.line}, Col: ${span.start.column}): ` : ""}${why}`,
      );
    if (!parsed.ok) throw fault(parsed.message);
    if (parsed.tree) for (const name of secretsIn(parsed.tree)) this.#onSecret(name);
    this.#contexts ??= new Map(Object.entries(this.#makeContexts()));
    const result = evaluateTree(parsed.tree, this.#contexts, this.#functions(status));
    if (!result.ok) throw fault(result.message === "empty input" ? noJson : result.message);
    return result.value;
  }

  #functions(status: Status | undefined): ReadonlyMap<string, FunctionDefinition> {
    const answer = (name: string, value: boolean): [string, FunctionDefinition] => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new BooleanData(value) },
    ];
    const hashFiles: FunctionDefinition = {
      ...{ name: "hashfiles", minArgs: 1, maxArgs: 255 },
      call: (...patterns) => new StringData(this.#hashFiles(patterns.map((pattern) => pattern.coerceString()))),
    };
    const { success, failure, cancelled } = status ?? { success: true, failure: false, cancelled: false };
    return new Map([
      answer("success", success),
      answer("failure", failure),
      answer("cancelled", cancelled),
      answer("always", true),
      ["hashfiles", hashFiles],
    ]);
  }
}

/** The secrets an expression names; nothing where it may read any. */
function secretsIn(tree: Expr): readonly (string | undefined)[] {
  const named = new Map<Expr, string | undefined>();
  for (const node of walk(tree)) {
    if (node instanceof IndexAccess && isSecrets(node.expr))
      named.set(node.expr, node.index instanceof Literal && node.index.literal.kind === Kind.String ? node.index.literal.value : undefined);
    else if (isSecrets(node) && !named.has(node)) named.set(node, undefined);
  }
  return [...named.values()];
}

const isSecrets = (node: Expr): boolean => node instanceof ContextAccess && node.name.lexeme.toLowerCase() === "secrets";

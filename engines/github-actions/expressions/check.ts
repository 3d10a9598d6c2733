import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from "@actions/expressions/ast";
import { Kind } from "@actions/expressions/data/expressiondata";
import { type Token, TokenType } from "@actions/expressions/lexer";
import { didYouMean } from "#engines/source";
import { type Availability, builtInContexts, type Signature, signatures, specialFunctions } from "./contexts.ts";
import { checkFormat, checkFromJson } from "./literal-arguments.ts";
import { any, arrayOf, bool, describeType, type ExpressionType, fits, merge, nothing, number, string } from "./types.ts";
import { firstToken } from "./walk.ts";

export type Complaint = {
  readonly rule: "expression" | "expression-name" | "context-availability";
  readonly token: Token | undefined;
  readonly summary: string;
  readonly detail: string;
};

/** Finds the type of an expression and tells what in it cannot work. */
export class TypeChecker {
  readonly complaints: Complaint[] = [];
  readonly #contexts: Readonly<Record<string, ExpressionType>>;
  readonly #available: Availability;

  constructor(contexts: Readonly<Record<string, ExpressionType>>, available: Availability) {
    this.#contexts = contexts;
    this.#available = available;
  }

  check(node: Expr): ExpressionType {
    if (node instanceof Literal) return literalType(node);
    if (node instanceof Grouping) return this.check(node.group);
    if (node instanceof ContextAccess) return this.#context(node);
    if (node instanceof IndexAccess) return this.#access(node);
    if (node instanceof FunctionCall) return this.#call(node);
    if (node instanceof Unary) {
      this.check(node.expr);
      return bool;
    }
    if (node instanceof Binary) return this.#compare(node);
    if (node instanceof Logical) return node.args.map((arg) => this.check(arg)).reduce(merge);
    return any;
  }

  #say(node: Expr, summary: string, detail: string, rule: Complaint["rule"] = "expression"): void {
    this.complaints.push({ rule, token: firstToken(node), summary, detail });
  }

  #context(node: ContextAccess): ExpressionType {
    const name = node.name.lexeme.toLowerCase();
    const type = Object.hasOwn(this.#contexts, name) ? this.#contexts[name] : undefined;
    const known = Object.keys(builtInContexts);
    if (!type) {
      const called = Object.hasOwn(signatures, name) ? ` To call the function, write ${node.name.lexeme}().` : didYouMean(name, known);
      this.#say(node, `There is no "${node.name.lexeme}"`, `An expression may name: ${known.join(", ")}.${called}`, "expression-name");
      return any;
    }
    if (!this.#available.contexts.includes(name)) {
      const here =
        this.#available.contexts.length > 0 ? `Here there are: ${this.#available.contexts.join(", ")}.` : "No context is available here.";
      this.#say(node, `The context "${name}" is not available here`, here, "context-availability");
      // What it would hold elsewhere says nothing.
      return any;
    }
    return type;
  }

  #access(node: IndexAccess): ExpressionType {
    if (node.index instanceof Star) return this.#filter(node);
    const receiver = this.check(node.expr);
    const dotted = node.index instanceof Literal && node.index.token.type === TokenType.IDENTIFIER;
    const index = this.check(node.index);
    if (receiver.kind === "any") return any;
    const name = node.index instanceof Literal && node.index.literal.kind === Kind.String ? node.index.literal.value : undefined;
    if (receiver.kind === "array") {
      if (receiver.filtered && (dotted || name !== undefined)) return this.#filtered(node, receiver.element, name ?? "");
      if (!dotted && fits(index, number)) return receiver.element;
      this.#say(
        node,
        `A list has no property${name === undefined ? "" : ` "${name}"`}`,
        "Name an element by its number, or all of them with `.*`.",
      );
      return any;
    }
    if (receiver.kind !== "object") {
      const detail = `What stands before it is of the type ${receiver.kind}, which has no properties.`;
      this.#say(node, name === undefined ? "Only objects and lists can be indexed" : `"${name}" cannot be read here`, detail);
      return any;
    }
    if (name === undefined) {
      if (index.kind === "any" || index.kind === "string") return receiver.others ?? any;
      this.#say(node, "A property's name must be text", `It is of the type ${describeType(index)}.`);
      return any;
    }
    return this.#property(node, receiver, name);
  }

  #property(node: Expr, receiver: ExpressionType & { kind: "object" }, name: string): ExpressionType {
    const found = receiver.properties.get(name.toLowerCase()) ?? receiver.others;
    if (found) return found;
    const known = [...receiver.properties.keys()];
    const detail =
      known.length > 0 ? `It has: ${known.slice(0, 20).join(", ")}.${didYouMean(name, known)}` : "It has no properties at all.";
    this.#say(node, `There is no property "${name}"`, detail);
    return any;
  }

  /** A property of each element of a filtered list. */
  #filtered(node: Expr, element: ExpressionType, name: string): ExpressionType {
    if (element.kind === "any") return arrayOf(any, true);
    if (element.kind === "object") return arrayOf(this.#property(node, element, name), true);
    this.#say(node, `"${name}" cannot be read here`, `The elements before it are of the type ${element.kind}.`);
    return any;
  }

  #filter(node: IndexAccess): ExpressionType {
    const receiver = this.check(node.expr);
    if (receiver.kind === "any") return arrayOf(any, true);
    if (receiver.kind === "array") {
      if (!receiver.filtered) return arrayOf(receiver.element, true);
      const { element } = receiver;
      if (element.kind === "array") return arrayOf(element.element, true);
      return arrayOf(element.kind === "object" ? valuesOf(element) : any, true);
    }
    if (receiver.kind === "object") {
      const values = valuesOf(receiver);
      const objects = [...receiver.properties.values()].filter((type) => type.kind === "object");
      if (receiver.properties.size > 0 && !receiver.others && objects.length > 0)
        return arrayOf(objects.reduce<ExpressionType>(merge, objects[0] ?? any), true);
      return arrayOf(values, true);
    }
    this.#say(node, "`.*` needs a list or an object", `What stands before it is of the type ${receiver.kind}.`);
    return any;
  }

  #call(node: FunctionCall): ExpressionType {
    const written = node.functionName.lexeme;
    const name = written.toLowerCase();
    const types = node.args.map((arg) => this.check(arg));
    const known = Object.hasOwn(signatures, name) ? signatures[name] : undefined;
    if (!known) {
      this.#say(
        node,
        `There is no function "${written}"`,
        `There are: ${Object.keys(signatures).join(", ")}.${didYouMean(name, Object.keys(signatures))}`,
        "expression-name",
      );
      return any;
    }
    if (specialFunctions.includes(name) && !this.#available.functions.some((each) => each.toLowerCase() === name))
      this.#say(
        node,
        `"${written}" cannot be called here`,
        name === "hashfiles" ? "Only steps know the files." : "Only `if` knows how things went.",
        "context-availability",
      );
    const why = known.map((signature) => misfit(signature, types));
    const fitting = why.indexOf(undefined);
    if (fitting === -1) this.#say(node, `"${written}" cannot be called like this`, why[0] ?? "", "expression");
    if (name === "format") for (const said of checkFormat(node)) this.#say(said.node, said.summary, said.detail);
    if (name === "fromjson") {
      const read = checkFromJson(node);
      if (read?.fault !== undefined) this.#say(node.args[0] ?? node, "This is no JSON", read.fault);
      if (read?.type) return read.type;
    }
    return known[Math.max(0, fitting)]?.result ?? any;
  }

  /** Comparing what can never be equal is a slip. */
  #compare(node: Binary): ExpressionType {
    const left = this.check(node.left);
    const right = this.check(node.right);
    const equality = node.operator.type === TokenType.EQUAL_EQUAL || node.operator.type === TokenType.BANG_EQUAL;
    if (!(equality ? canEqual(left, right) : canOrder(left) && canOrder(right))) {
      const detail = `One side is of the type ${describeType(left)}, the other of the type ${describeType(right)}.`;
      this.#say(node, `These cannot be compared with "${node.operator.lexeme}"`, detail);
    }
    return bool;
  }
}

function literalType({ literal }: Literal): ExpressionType {
  switch (literal.kind) {
    case Kind.Null:
      return nothing;
    case Kind.Boolean:
      return bool;
    case Kind.Number:
      return number;
    default:
      return string;
  }
}

const valuesOf = (type: ExpressionType & { kind: "object" }): ExpressionType =>
  [...type.properties.values(), ...(type.others ? [type.others] : [])].reduce<ExpressionType | undefined>(
    (sum, each) => (sum ? merge(sum, each) : each),
    undefined,
  ) ?? any;

function misfit({ parameters, rest, least, result }: Signature, types: readonly ExpressionType[]): string | undefined {
  if (types.length < (least ?? parameters.length)) return `It needs ${counted(least ?? parameters.length)} and has ${types.length}.`;
  if (!rest && types.length > parameters.length) return `It takes ${counted(parameters.length)} and has ${types.length}.`;
  for (const [index, type] of types.entries()) {
    const wanted = parameters[index] ?? parameters.at(-1) ?? result;
    if (!fits(type, wanted)) return `Its argument ${index + 1} is of the type ${describeType(type)} and must be ${describeType(wanted)}.`;
  }
  return undefined;
}

const counted = (number: number): string => `${number} argument${number === 1 ? "" : "s"}`;

function canEqual(left: ExpressionType, right: ExpressionType): boolean {
  if (left.kind === "any" || right.kind === "any" || left.kind === "null" || right.kind === "null") return true;
  if (left.kind === "array" && right.kind === "array") return canEqual(left.element, right.element);
  const compound = (type: ExpressionType) => type.kind === "array" || type.kind === "object";
  return compound(left) || compound(right) ? left.kind === right.kind : true;
}

const canOrder = ({ kind }: ExpressionType) => kind === "any" || kind === "number" || kind === "string" || kind === "null";

import type { Span } from "#engines/source";
import type { Argument, Call, Expression, Statement } from "../syntax/ast.ts";
import { assignInside, at, cast, classOf, declared, isCase, itemsOf, propertyOf, slice, unary } from "./access.ts";
import { newObject, staticMethod, staticProperty } from "./classes.ts";
import { checkArguments, classNameOf, interpolates, known } from "./classify.ts";
import { listMethod, mapMethod } from "./collection-methods.ts";
import { BuildError, Refusal } from "./errors.ts";
import { assertionError, catches, errorOf, exceptionObject, isInstance } from "./exceptions.ts";
import { matcherOf } from "./matcher.ts";
import { numberMethod } from "./number-methods.ts";
import { binary, sized } from "./operators.ts";
import type { Completion, Runtime } from "./runtime.ts";
import { Scope } from "./scope.ts";
import { textClosureMethod } from "./text-closure-methods.ts";
import { textMethod } from "./text-methods.ts";
import { type GroovyClosure, isClosure, isObject, isTrue, textOf, typeOf, type Value } from "./values.ts";

const nothing: Completion = { kind: "value", value: null };

/** Calls that are under way, over all branches: more of them are a recursion that does not end. */
const maxCalls = 3_000;

/** Runs Groovy code: the subset that Jenkinsfiles use. What it does not know is refused by name. */
export class Evaluator {
  readonly #runtime: Runtime;
  #calls = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async run(statements: readonly Statement[], scope: Scope): Promise<Completion> {
    let last = nothing;
    for (const statement of statements) {
      last = await this.#statement(statement, scope);
      if (last.kind !== "value") return last;
    }
    return last;
  }

  /** Calls a block or closure, at the place in the build that is given. */
  async call(closure: GroovyClosure, args: readonly Value[], context = closure.scope.context): Promise<Value> {
    const { parameters, body } = closure.code;
    const scope = closure.scope.inner(context);
    if (!parameters) scope.define("it", args[0] ?? null);
    const [first] = args;
    // A list that is given alone is taken apart by a closure of several parameters.
    const given = args.length === 1 && Array.isArray(first) && (parameters?.length ?? 0) > 1 ? first : args;
    for (const [index, parameter] of (parameters ?? []).entries()) {
      const fallback = parameter.fallback && given[index] === undefined ? await this.evaluate(parameter.fallback, scope) : null;
      scope.define(parameter.name, given[index] ?? fallback);
    }
    return this.#counted(closure.code, async () => (await this.run(body, scope)).value);
  }

  async #counted<Result>({ span }: { readonly span: Span }, run: () => Promise<Result>): Promise<Result> {
    if (this.#calls >= maxCalls) throw new Refusal("budget", `calls more than ${maxCalls} deep`, span);
    this.#calls++;
    try {
      // Lets go of the stack, which is not as deep as calls may be.
      await undefined;
      return await run();
    } finally {
      this.#calls--;
    }
  }

  async #statement(statement: Statement, scope: Scope): Promise<Completion> {
    this.#runtime.tick(scope, statement.span);
    switch (statement.kind) {
      case "expression":
        return { kind: "value", value: await this.evaluate(statement.expression, scope) };
      case "define": {
        const given = statement.value ? await this.evaluate(statement.value, scope) : null;
        const value = statement.value && statement.type ? declared(given, statement.type, statement.span) : given;
        const several = statement.names.length > 1 && Array.isArray(value) ? value : undefined;
        for (const [index, name] of statement.names.entries()) scope.define(name, several ? (several[index] ?? null) : value);
        return nothing;
      }
      case "if":
        return this.run(isTrue(await this.evaluate(statement.test, scope)) ? statement.yes : statement.no, scope.inner());
      case "for-in":
        return this.#forIn(statement, scope);
      case "for":
        return this.#for(statement, scope);
      case "while":
        return this.#loop(statement.test, statement.body, [], scope);
      case "try":
        return this.#try(statement, scope);
      case "return":
        return { kind: "return", value: statement.value ? await this.evaluate(statement.value, scope) : null };
      case "throw":
        throw errorOf(await this.evaluate(statement.value, scope), statement.span);
      case "assert":
        if (isTrue(await this.evaluate(statement.test, scope))) return nothing;
        throw assertionError(statement.message && (await this.evaluate(statement.message, scope)), statement.span);
      case "switch":
        return this.#switch(statement, scope);
      case "break":
      case "continue":
        return { kind: statement.kind, value: null };
      case "method":
      case "import":
        return nothing;
      case "annotation":
        throw new Refusal("not-simulated", `@${statement.name}`, statement.span);
      case "opaque":
        throw new Refusal("not-simulated", statement.what, statement.span);
      default:
        return statement satisfies never;
    }
  }

  async #forIn(statement: Extract<Statement, { kind: "for-in" }>, scope: Scope): Promise<Completion> {
    for (const item of itemsOf(await this.evaluate(statement.over, scope))) {
      const inner = scope.inner();
      inner.define(statement.name, item);
      const done = await this.run(statement.body, inner);
      if (done.kind === "return") return done;
      if (done.kind === "break") break;
    }
    return nothing;
  }

  async #for(statement: Extract<Statement, { kind: "for" }>, scope: Scope): Promise<Completion> {
    const inner = scope.inner();
    await this.run(statement.start, inner);
    return this.#loop(statement.test, statement.body, statement.update, inner);
  }

  async #loop(test: Expression | undefined, body: readonly Statement[], update: readonly Expression[], scope: Scope): Promise<Completion> {
    while (!test || isTrue(await this.evaluate(test, scope))) {
      const done = await this.run(body, scope.inner());
      if (done.kind === "return") return done;
      if (done.kind === "break") break;
      for (const each of update) await this.evaluate(each, scope);
      if (!test && body.length === 0) throw new Refusal("budget", "a loop without an end", { ...scope.context.span });
    }
    return nothing;
  }

  async #try(statement: Extract<Statement, { kind: "try" }>, scope: Scope): Promise<Completion> {
    let completion = nothing;
    try {
      completion = await this.run(statement.body, scope.inner());
    } catch (error) {
      const handler = statement.catches.find(({ types }) => types.length === 0 || types.some((type) => catches(type, error)));
      if (!handler || error instanceof Refusal || !(error instanceof Error)) throw error;
      const inner = scope.inner();
      inner.define(handler.name, exceptionObject(error));
      completion = await this.run(handler.body, inner);
    } finally {
      const last = await this.run(statement.final, scope.inner());
      if (last.kind !== "value") completion = last;
    }
    return completion;
  }

  async #switch(statement: Extract<Statement, { kind: "switch" }>, scope: Scope): Promise<Completion> {
    const value = await this.evaluate(statement.value, scope);
    const inner = scope.inner();
    let matched = false;
    for (const { test, body } of statement.cases) {
      if (!matched && test) {
        const wanted = await this.evaluate(test, inner);
        matched = isCase(wanted, value, test);
      } else matched = true;
      if (!matched) continue;
      const done = await this.run(body, inner);
      if (done.kind === "break") return nothing;
      if (done.kind !== "value") return done;
    }
    return nothing;
  }

  async evaluate(expression: Expression, scope: Scope): Promise<Value> {
    this.#runtime.tick(scope, expression.span);
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "gstring": {
        const parts: string[] = [];
        for (const part of expression.parts) parts.push(typeof part === "string" ? part : textOf(await this.evaluate(part, scope)));
        return sized(parts.join(""), expression.span);
      }
      case "name":
        return this.#name(expression.name, scope, expression.span);
      case "list": {
        const items: Value[] = [];
        for (const item of expression.items) items.push(await this.evaluate(item, scope));
        return items;
      }
      case "map": {
        const map = new Map<string, Value>();
        for (const { key, value } of expression.entries) map.set(await this.#key(key, scope), await this.evaluate(value, scope));
        return map;
      }
      case "closure":
        return { kind: "closure", code: expression, scope };
      case "call":
        return this.#call(expression, scope);
      case "property":
        return this.#property(expression, scope);
      case "index":
        return this.#index(expression, scope);
      case "unary":
        return unary(expression.operator, await this.evaluate(expression.operand, scope), expression.span);
      case "step": {
        const old = await this.evaluate(expression.operand, scope);
        const changed = binary(expression.operator === "++" ? "+" : "-", old, 1, expression.span);
        await this.#assign(expression.operand, changed, scope);
        return expression.prefix ? changed : old;
      }
      case "binary":
        return this.#binary(expression, scope);
      case "conditional":
        return this.evaluate(isTrue(await this.evaluate(expression.test, scope)) ? expression.yes : expression.no, scope);
      case "elvis": {
        const value = await this.evaluate(expression.value, scope);
        return isTrue(value) ? value : this.evaluate(expression.otherwise, scope);
      }
      case "cast":
        return cast(await this.evaluate(expression.operand, scope), expression.type, expression.span);
      case "instance":
        return isInstance(await this.evaluate(expression.operand, scope), expression.type, expression.span);
      case "new":
        return this.#new(expression, scope);
      case "assign": {
        const value = await this.evaluate(expression.value, scope);
        const { operator } = expression;
        const result =
          operator === "=" ? value : binary(operator.slice(0, -1), await this.evaluate(expression.target, scope), value, expression.span);
        await this.#assign(expression.target, result, scope);
        return result;
      }
      case "opaque":
        throw new Refusal("not-simulated", expression.what, expression.span);
      default:
        return expression satisfies never;
    }
  }

  async #index({ target: of, index, span }: Extract<Expression, { kind: "index" }>, scope: Scope): Promise<Value> {
    const target = await this.evaluate(of, scope);
    if (index.kind === "binary" && (index.operator === ".." || index.operator === "..<")) {
      const [from, to] = [await this.evaluate(index.left, scope), await this.evaluate(index.right, scope)];
      const isSequence = Array.isArray(target) || typeof target === "string";
      if (isSequence && typeof from === "number" && typeof to === "number") return slice(target, from, to, index.operator === "..<", span);
    }
    const key = await this.evaluate(index, scope);
    if (isObject(target) && !target.items && typeof key === "string") return propertyOf(target, key, span);
    return at(target, key, span);
  }

  /** A bare name in front of a colon is read as text; one in parentheses is a variable. */
  async #key(key: Expression, scope: Scope): Promise<string> {
    return textOf(await this.evaluate(key, scope));
  }

  async #name(name: string, scope: Scope, span: Span): Promise<Value> {
    const own = scope.get(name);
    const value = own === undefined ? await this.#runtime.variable(name, scope, span) : own;
    if (value !== undefined) return value;
    throw new BuildError(`No such property: ${name} for class: groovy.lang.Binding`, span, "groovy.lang.MissingPropertyException");
  }

  async #binary(expression: Extract<Expression, { kind: "binary" }>, scope: Scope): Promise<Value> {
    const { operator, span } = expression;
    const left = await this.evaluate(expression.left, scope);
    if (operator === "&&") return isTrue(left) && isTrue(await this.evaluate(expression.right, scope));
    if (operator === "||") return isTrue(left) || isTrue(await this.evaluate(expression.right, scope));
    const right = await this.evaluate(expression.right, scope);
    if (operator === "<<" && isObject(left)) return this.#method(left, "leftShift", [right], span);
    return operator === "=~" ? matcherOf(textOf(left), textOf(right), span) : binary(operator, left, right, span);
  }

  async #assign(target: Expression, value: Value, scope: Scope): Promise<void> {
    if (target.kind === "name") {
      if (!scope.assign(target.name, value)) this.#runtime.assign(target.name, value, scope);
      return;
    }
    if (target.kind === "list") {
      for (const [index, item] of target.items.entries())
        await this.#assign(item, Array.isArray(value) ? (value[index] ?? null) : null, scope);
      return;
    }
    const inside = target.kind === "property" || target.kind === "index" ? await this.evaluate(target.target, scope) : undefined;
    if (inside === undefined) throw new Refusal("not-simulated", "an assignment to what is no variable", target.span);
    const key = target.kind === "property" ? target.name : target.kind === "index" ? await this.evaluate(target.index, scope) : "";
    assignInside(inside, key, value, target.span);
  }

  async #property(expression: Extract<Expression, { kind: "property" }>, scope: Scope): Promise<Value> {
    const { name, span } = expression;
    const ofClass = await classNameOf(expression.target, scope, this.#runtime);
    if (ofClass !== undefined) return known(staticProperty(ofClass, name), ofClass, expression.target.span);
    const target = await this.evaluate(expression.target, scope);
    if (expression.spread && Array.isArray(target)) return Promise.all(target.map((item) => propertyOf(item, name, span)));
    if (target === null && expression.safe) return null;
    return propertyOf(target, name, span);
  }

  async #call(call: Call, scope: Scope): Promise<Value> {
    const { name, span } = call;
    if (!call.target || (call.target.kind === "name" && (call.target.name === "this" || call.target.name === "steps")))
      return this.#free(call, scope);
    const ofClass = await classNameOf(call.target, scope, this.#runtime);
    if (ofClass !== undefined) {
      const { positional: given } = await this.#arguments(call.arguments, scope);
      return known(staticMethod(ofClass, name.value, given, span, this.#runtime.now()), ofClass, call.target.span);
    }
    const target = await this.evaluate(call.target, scope);
    if (target === null && call.safe) return null;
    const { positional } = await this.#arguments(call.arguments, scope);
    if (call.spread && Array.isArray(target)) {
      const results: Value[] = [];
      for (const item of target) results.push(await this.#method(item, name.value, positional, span));
      return results;
    }
    return this.#method(target, name.value, positional, span);
  }

  async #free(call: Call, scope: Scope): Promise<Value> {
    const { name, span } = call;
    const { positional, named, interpolated } = await this.#arguments(call.arguments, scope);
    const method = this.#runtime.method(name.value);
    const held = call.target ? undefined : (scope.get(name.value) ?? (await this.#runtime.local(name.value, scope)));
    if (isClosure(held)) return this.call(held, positional);
    if (!method) {
      const last = positional.at(-1);
      const block = isClosure(last) ? last : undefined;
      return this.#runtime.step(
        { name: name.value, positional: block ? positional.slice(0, -1) : positional, named, block, interpolated, span },
        scope,
      );
    }
    const inner = new Scope(scope.context, undefined, true);
    const given = named.size > 0 ? [new Map(named), ...positional] : positional;
    checkArguments(name.value, method.parameters, given, span);
    for (const [index, parameter] of method.parameters.entries()) {
      const fallback = parameter.fallback && given[index] === undefined ? await this.evaluate(parameter.fallback, inner) : null;
      inner.define(parameter.name, given[index] ?? fallback);
    }
    return this.#counted(method, async () => (await this.run(method.body, inner)).value);
  }

  async #arguments(args: readonly Argument[], scope: Scope) {
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    const interpolated: string[] = [];
    for (const { name, value } of args) {
      const result = await this.evaluate(value, scope);
      if (interpolates(value)) interpolated.push(textOf(result));
      if (name) named.set(await this.#key(name, scope), result);
      else positional.push(result);
    }
    return { positional, named, interpolated };
  }

  async #method(target: Value, name: string, args: readonly Value[], span: Span): Promise<Value> {
    if (target === null) throw new BuildError(`Cannot invoke method ${name}() on null object`, span, "java.lang.NullPointerException");
    const found = await this.#known(target, name, args, span);
    if (found !== undefined) return found;
    throw new Refusal("not-simulated", `the method ${name} of ${typeOf(target)}`, span);
  }

  async #known(target: Value, name: string, args: readonly Value[], span: Span): Promise<Value | undefined> {
    const apply = (closure: GroovyClosure, values: readonly Value[]) => {
      this.#runtime.tick(closure.scope, span);
      return this.call(closure, values);
    };
    if (name === "getClass" && !isObject(target)) return classOf(typeOf(target));
    if (typeof target === "string") return textMethod(target, name, args, span) ?? textClosureMethod(target, name, args, span, apply);
    if (typeof target === "number") return numberMethod(target, name, args, span, apply);
    if (typeof target === "boolean") return name === "toString" ? String(target) : undefined;
    if (Array.isArray(target)) return listMethod(target, name, args, span, apply);
    if (target instanceof Map) {
      // A map may hold closures, which are called like methods.
      const held = target.get(name);
      return isClosure(held) ? this.call(held, args) : mapMethod(target, name, args, span, apply);
    }
    if (target === null) return undefined;
    if (target.kind === "closure") return name === "call" ? this.call(target, args) : undefined;
    const property = /^(?:get|is)([A-Z])(.*)$/.exec(name);
    if (property && args.length === 0) {
      const value = await target.get(`${(property[1] ?? "").toLowerCase()}${property[2] ?? ""}`);
      if (value !== undefined) return value;
    }
    if (name === "toString") return target.text;
    const called = await target.call?.(name, args, span);
    if (called !== undefined) return called;
    if (target.items) return listMethod(target.items(), name, args, span, apply);
    return target.entries ? mapMethod(target.entries(), name, args, span, apply) : undefined;
  }

  async #new({ type, arguments: args, span }: Extract<Expression, { kind: "new" }>, scope: Scope): Promise<Value> {
    const { positional } = await this.#arguments(args, scope);
    return newObject(type, positional, span, this.#runtime.now());
  }
}

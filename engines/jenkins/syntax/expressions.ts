import type { Argument, Closure, Expression, Literal, MapEntry, Parameter, Statement } from "./ast.ts";
import { Cursor, shown } from "./cursor.ts";
import type { Token } from "./lex.ts";
import { calleeOf, numberLiteral } from "./nodes.ts";
import { assignments, levelOf, maxLinks, reserved } from "./words.ts";

/** Expressions, by precedence climbing. */
export abstract class ExpressionParser extends Cursor {
  /** The statements of a block, behind its opening brace, to its closing one. */
  protected abstract block(): readonly Statement[];

  /** An expression that may also be a call without parentheses: `echo "x"`. */
  commandExpression(): Expression {
    const start = this.token.start;
    const expression = this.expression();
    const callee = expression.kind === "name" || expression.kind === "property" || expression.kind === "opaque" ? expression : undefined;
    if (expression.kind === "call") return this.#commandChain(expression, start);
    if (!callee || callee.kind === "opaque" || !this.#beginsArgument()) return expression;
    const args = this.#commandArguments();
    const { name, target, safe, spread } = calleeOf(callee);
    const call = this.postfix(
      { kind: "call", ...(target ? { target } : {}), safe, spread, name, arguments: args, span: this.spanFrom(start) },
      start,
    );
    return this.#commandChain(call, start);
  }

  /** `a b c d` is `a(b).c(d)`, so what was meant as two lines is one call on the other. */
  #commandChain(from: Expression, start: number): Expression {
    let value = from;
    for (let links = 0; this.token.kind === "name" && !this.token.fresh && !reserved.has(this.token.text); links++) {
      if (links > maxLinks) this.fail(`more than ${maxLinks} links in one chain of calls`);
      const token = this.next();
      const name = { value: token.text, span: this.spanOf(token) };
      const args = this.is("(") ? this.parenthesised() : this.#beginsArgument() ? this.#commandArguments() : undefined;
      const span = this.spanFrom(start);
      value = args
        ? { kind: "call", target: value, safe: false, spread: false, name, arguments: args, span }
        : { kind: "property", target: value, name: name.value, safe: false, spread: false, span };
      value = this.postfix(value, start);
    }
    return value;
  }

  expression(): Expression {
    return this.nested(() => this.#assignment());
  }

  #assignment(): Expression {
    const start = this.token.start;
    const target = this.#ternary();
    if (this.token.kind !== "operator" || !assignments.has(this.token.text)) return target;
    const operator = this.next();
    if (operator.text === "=") this.#checkTarget(target);
    const value = this.nested(() => this.commandExpression());
    return { kind: "assign", operator: operator.text, target, value, span: this.spanFrom(start) };
  }

  /** What the Groovy compiler says of what cannot be assigned to. */
  #checkTarget(target: Expression): void {
    const text = this.file.text.slice(target.span.start.offset, target.span.end.offset);
    const should = "but it should be a variable expression";
    if (target.kind === "literal")
      this.faults.push({ message: `[${target.value}] is a constant expression, ${should}`, span: target.span });
    else if (target.kind === "binary") {
      const [left, right] = [target.left, target.right].map(({ span }) => this.file.text.slice(span.start.offset, span.end.offset));
      this.faults.push({ message: `(${left} ${target.operator} ${right}) is a binary expression, ${should}`, span: target.span });
    } else if (target.kind === "gstring") this.faults.push({ message: `${text} is a GString expression, ${should}`, span: target.span });
    else if (target.kind === "call") this.faults.push({ message: `"${text}" is a method call expression, ${should}`, span: target.span });
    else if (target.kind === "map") this.faults.push({ message: `'${text}' is a map expression, ${should}`, span: target.span });
  }

  #ternary(): Expression {
    const start = this.token.start;
    const test = this.binary(0);
    if (this.accept("?:")) {
      const otherwise = this.nested(() => this.#ternary());
      return { kind: "elvis", value: test, otherwise, span: this.spanFrom(start) };
    }
    if (!this.accept("?")) return test;
    const yes = this.nested(() => this.#assignment());
    this.expect(":");
    const no = this.nested(() => this.#assignment());
    return { kind: "conditional", test, yes, no, span: this.spanFrom(start) };
  }

  protected binary(lowest: number): Expression {
    const start = this.token.start;
    let left = this.#unary();
    for (let links = 0; ; links++) {
      if (links > maxLinks) this.fail(`more than ${maxLinks} operators in one expression`);
      const { text, kind, fresh } = this.token;
      const level = kind === "operator" || kind === "name" ? levelOf.get(text) : undefined;
      if (level === undefined || level < lowest || (fresh && (text === "+" || text === "-" || kind === "name"))) return left;
      this.next();
      if (text === "as" || text === "instanceof") {
        const type = this.typeName();
        left = { kind: text === "as" ? "cast" : "instance", operand: left, type, span: this.spanFrom(start) };
      } else {
        const right = this.nested(() => this.binary(text === "**" ? level : level + 1));
        left = { kind: "binary", operator: text, left, right, span: this.spanFrom(start) };
      }
    }
  }

  #unary(): Expression {
    const { token } = this;
    if (token.kind === "operator" && ["!", "-", "+", "~"].includes(token.text)) {
      this.next();
      const operand = this.nested(() => this.#unary());
      return { kind: "unary", operator: token.text, operand, span: this.spanFrom(token.start) };
    }
    if (token.kind === "operator" && (token.text === "++" || token.text === "--")) {
      this.next();
      const operand = this.nested(() => this.#unary());
      return { kind: "step", operator: token.text, prefix: true, operand, span: this.spanFrom(token.start) };
    }
    const value = this.postfix(this.#primary(), token.start);
    const after = this.token.text;
    if ((after === "++" || after === "--") && this.token.kind === "operator" && !this.token.fresh) {
      this.next();
      return { kind: "step", operator: after, prefix: false, operand: value, span: this.spanFrom(token.start) };
    }
    return value;
  }

  protected postfix(from: Expression, start: number): Expression {
    let value = from;
    for (let links = 0; ; links++) {
      if (links > maxLinks) this.fail(`more than ${maxLinks} links in one chain of calls`);
      const { token } = this;
      if (token.kind !== "operator") return value;
      if (token.text === "." || token.text === "?." || token.text === "*." || token.text === ".&" || token.text === ".@") {
        this.next();
        value = this.#member(value, token.text, start);
      } else if (token.fresh) return value;
      else if (token.text === "[") {
        this.next();
        const index = this.nested(() => this.expression());
        this.expect("]");
        value = { kind: "index", target: value, index, span: this.spanFrom(start) };
      } else if (token.text === "(") {
        const args = this.parenthesised();
        value = this.#called(value, args, start);
      } else if (token.text === "{" && (value.kind === "name" || value.kind === "property" || value.kind === "call")) {
        const closure = this.closure();
        if (value.kind === "call") value = { ...value, arguments: [...value.arguments, { value: closure }], span: this.spanFrom(start) };
        else value = this.#called(value, [{ value: closure }], start);
      } else return value;
    }
  }

  #member(target: Expression, operator: string, start: number): Expression {
    const { token } = this;
    if (token.kind !== "name" && token.kind !== "string") this.fail(`unexpected token: ${shown(token)}`);
    this.next();
    const name = token.kind === "string" ? token.parts.filter((part) => typeof part === "string").join("") : token.text;
    if (operator === ".&" || operator === ".@") return { kind: "opaque", what: `the operator ${operator}`, span: this.spanFrom(start) };
    return { kind: "property", target, name, safe: operator === "?.", spread: operator === "*.", span: this.spanFrom(start) };
  }

  #called(callee: Expression, args: readonly Argument[], start: number): Expression {
    if (callee.kind === "name" || callee.kind === "property") {
      const { name, target, safe, spread } = calleeOf(callee);
      return { kind: "call", ...(target ? { target } : {}), safe, spread, name, arguments: args, span: this.spanFrom(start) };
    }
    const span = this.spanFrom(start);
    return { kind: "call", target: callee, safe: false, spread: false, name: { value: "call", span: callee.span }, arguments: args, span };
  }

  protected parenthesised(): readonly Argument[] {
    this.expect("(");
    const args: Argument[] = [];
    while (!this.is(")")) {
      args.push(this.nested(() => this.#argument()));
      if (!this.accept(",")) break;
    }
    this.expect(")");
    this.#checkNames(args);
    return args;
  }

  #commandArguments(): readonly Argument[] {
    const args = [this.nested(() => this.#argument())];
    while (this.accept(",")) args.push(this.nested(() => this.#argument()));
    this.#checkNames(args);
    return args;
  }

  #checkNames(args: readonly Argument[]): void {
    const seen = new Set<string>();
    for (const { name } of args) {
      if (name?.kind !== "literal") continue;
      const text = String(name.value);
      if (seen.has(text)) this.faults.push({ message: `Duplicate named parameter '${text}' found`, span: name.span });
      seen.add(text);
    }
  }

  #argument(): Argument {
    if (this.is("*") && this.is(":", this.peek(1))) {
      const start = this.next().start;
      this.next();
      this.expression();
      return { value: { kind: "opaque", what: "spread arguments", span: this.spanFrom(start) } };
    }
    if (this.accept("*")) {
      const spread = this.expression();
      return { value: { kind: "opaque", what: "spread arguments", span: spread.span } };
    }
    const key = this.#key();
    if (key) return { name: key, value: this.expression() };
    const value = this.expression();
    // `(expression): value`
    if (this.is(":") && !this.is("?", this.last)) {
      this.next();
      return { name: value, value: this.expression() };
    }
    return { value };
  }

  /** `name:`, `"text":` or `5:` in front of a value. */
  #key(): Literal | Expression | undefined {
    const { token } = this;
    if (!this.is(":", this.peek(1))) return undefined;
    if (token.kind === "name") {
      this.next();
      this.next();
      return { kind: "literal", value: token.text, type: "string", span: this.spanOf(token) };
    }
    if (token.kind !== "string" && token.kind !== "number") return undefined;
    const key = this.#primary();
    this.next();
    return key;
  }

  #beginsArgument(): boolean {
    const { token } = this;
    if (token.fresh) return false;
    if (token.kind === "name") return !reserved.has(token.text);
    if (token.kind === "string" || token.kind === "number") return true;
    return token.kind === "operator" && (token.text === "!" || token.text === "[" || token.text === "{");
  }

  #primary(): Expression {
    const { token } = this;
    switch (token.kind) {
      case "string":
        this.next();
        return this.#string(token);
      case "number":
        this.next();
        return numberLiteral(token, this.spanOf(token));
      case "name":
        return this.#word(token);
      case "operator":
        if (token.text === "(") {
          this.next();
          const inner = this.nested(() => this.commandExpression());
          this.expect(")");
          return { ...inner, span: this.spanFrom(token.start) };
        }
        if (token.text === "[") return this.nested(() => this.#collection());
        if (token.text === "{") return this.closure();
        return this.fail(`unexpected token: ${shown(token)}`);
      case "end":
        return this.fail("unexpected token:");
      default:
        return token.kind satisfies never;
    }
  }

  #word(token: Token): Expression {
    const span = this.spanOf(token);
    if (reserved.has(token.text)) this.fail(`unexpected token: ${token.text}`);
    this.next();
    if (token.text === "true" || token.text === "false") return { kind: "literal", value: token.text === "true", type: "boolean", span };
    if (token.text === "null") return { kind: "literal", value: null, type: "null", span };
    if (token.text !== "new" || this.token.kind !== "name") return { kind: "name", name: token.text, span };
    const type = this.typeName();
    if (this.is("[")) {
      this.skipBalanced();
      return { kind: "opaque", what: `new ${type}[]`, span: this.spanFrom(token.start) };
    }
    const args = this.is("(") ? this.parenthesised() : [];
    return { kind: "new", type, arguments: args, span: this.spanFrom(token.start) };
  }

  #string(token: Token): Expression {
    const span = this.spanOf(token);
    const parts = token.parts.flatMap((part): (string | Expression)[] => {
      if (typeof part === "string") return part === "" ? [] : [part];
      return [this.inside(part, () => this.nested(() => this.#embedded()))];
    });
    if (token.parts.every((part) => typeof part === "string")) return { kind: "literal", value: parts.join(""), type: "string", span };
    return { kind: "gstring", parts, span };
  }

  #embedded(): Expression {
    if (this.ended()) return { kind: "literal", value: null, type: "null", span: this.spanOf(this.token) };
    const start = this.token.start;
    if (this.accept("->")) {
      const value = this.commandExpression();
      return { kind: "opaque", what: "a closure inside a string", span: value.span };
    }
    const value = this.commandExpression();
    if (this.ended()) return value;
    this.fail(`unexpected token: ${shown(this.token)}`, this.spanFrom(start));
  }

  #collection(): Expression {
    const start = this.expect("[").start;
    if (this.is(":") && this.is("]", this.peek(1))) {
      this.next();
      this.next();
      return { kind: "map", entries: [], span: this.spanFrom(start) };
    }
    const items: Argument[] = [];
    while (!this.is("]")) {
      items.push(this.nested(() => this.#argument()));
      if (!this.accept(",")) break;
    }
    this.expect("]");
    const span = this.spanFrom(start);
    const entries = items.flatMap(({ name, value }): MapEntry[] => (name ? [{ key: name, value, span: value.span }] : []));
    if (entries.length === 0) return { kind: "list", items: items.map(({ value }) => value), span };
    if (entries.length < items.length) return { kind: "opaque", what: "a list that is half a map", span };
    return { kind: "map", entries, span };
  }

  protected closure(): Closure {
    const open = this.expect("{");
    const parameters = this.#closureParameters();
    const body = this.nested(() => this.block());
    return { kind: "closure", parameters, body, span: this.spanFrom(open.start) };
  }

  #closureParameters(): readonly Parameter[] | undefined {
    const mark = this.mark;
    if (this.accept("->")) return [];
    const found: Parameter[] = [];
    while (this.token.kind === "name") {
      let name = this.next();
      for (;;) {
        this.skipGenerics();
        if (this.is(".") && this.peek(1).kind === "name") this.next();
        else if (this.is("[") && this.is("]", this.peek(1))) this.accept("[") && this.next();
        else if (this.token.kind !== "name" || this.token.fresh) break;
        if (this.token.kind === "name") name = this.next();
      }
      const fallback = this.#parameterDefault();
      found.push({ name: name.text, ...(fallback ? { fallback } : {}) });
      if (this.accept("->")) return found;
      if (!this.accept(",")) break;
    }
    this.back(mark);
    return undefined;
  }

  /** A plain value behind `=`; anything longer would have to be read twice where it is no parameter. */
  #parameterDefault(): Expression | undefined {
    const [value, after] = [this.peek(1), this.peek(2).text];
    const isPlain = value.kind === "string" || value.kind === "number" || ["true", "false", "null"].includes(value.text);
    if (!this.is("=") || !isPlain || (after !== "->" && after !== ",")) return undefined;
    this.next();
    return this.#primary();
  }

  /** A type: dotted, with what it is generic over and brackets. */
  protected typeName(): string {
    let name = this.expectName().text;
    while (this.is(".") && this.peek(1).kind === "name") {
      this.next();
      name += `.${this.next().text}`;
    }
    this.skipGenerics();
    while (this.is("[") && this.is("]", this.peek(1))) {
      this.next();
      this.next();
      name += "[]";
    }
    return name;
  }

  protected skipGenerics(): void {
    if (!this.is("<") || this.peek(1).kind !== "name") return;
    let depth = 0;
    do {
      const { text } = this.next();
      depth += text === "<" ? 1 : text === ">" ? -1 : text === ">>" ? -2 : 0;
    } while (depth > 0 && (this.token.kind === "name" || [",", "<", ">", ">>", ".", "?"].includes(this.token.text)));
  }
}

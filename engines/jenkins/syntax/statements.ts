import { Positions, type SourceFile } from "#engines/source";
import type { Expression, Parameter, Statement } from "./ast.ts";
import { type Fault, SyntaxFault, shown } from "./cursor.ts";
import { ExpressionParser } from "./expressions.ts";

/** Problems of one file that are told; behind so many the rest says nothing new. */
const maxFaults = 20;

/** Reads a Groovy script. Never throws: what it cannot read is a fault, and it goes on with the next statement. */
export function parseGroovy(file: SourceFile): { readonly statements: readonly Statement[]; readonly faults: readonly Fault[] } {
  const parser = new StatementParser(file, new Positions(file));
  const statements = parser.script();
  return { statements, faults: parser.faults.slice(0, maxFaults) };
}

const modifiers = new Set(["final", "static", "private", "public", "protected", "synchronized", "abstract", "transient"]);
const primitives = new Set(["int", "long", "short", "byte", "boolean", "char", "float", "double", "void", "def", "var"]);
const types = new Set(["class", "interface", "enum", "trait"]);

class StatementParser extends ExpressionParser {
  script(): readonly Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      statements.push(...this.#statements());
      if (this.ended()) return statements;
      this.faults.push({ message: `unexpected token: ${shown(this.token)}`, span: this.spanOf(this.token) });
      this.next();
    }
  }

  protected block(): readonly Statement[] {
    const statements = this.#statements();
    if (!this.accept("}")) this.fail(`expecting '}', found '${shown(this.token)}'`);
    return statements;
  }

  /** Up to a closing brace or the end. */
  #statements(): readonly Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      while (this.accept(";"));
      if (this.ended() || this.is("}")) return statements;
      const mark = this.mark;
      try {
        const statement = this.nested(() => this.#statement());
        statements.push(statement);
        if (!this.token.fresh && !this.is(";") && !this.is("}") && !this.ended()) this.fail(`unexpected token: ${shown(this.token)}`);
      } catch (error) {
        if (!(error instanceof SyntaxFault)) throw error;
        this.faults.push({ message: error.message, span: error.span });
        // What is nested too deeply or not closed is nested for those around it too.
        if (this.ended() || this.faults.length >= maxFaults) return this.#giveUp(statements);
        this.recover(mark);
      }
    }
  }

  #giveUp(statements: readonly Statement[]): readonly Statement[] {
    while (!this.ended()) this.next();
    return statements;
  }

  #statement(): Statement {
    const { token } = this;
    if (token.kind === "operator" && token.text === "@") return this.#annotation();
    if (token.kind !== "name") return this.#severalAssigned() ?? this.#expressionStatement();
    switch (token.text) {
      case "if":
        return this.#if();
      case "for":
        return this.#for();
      case "while":
        return this.#while();
      case "try":
        return this.#try();
      case "switch":
        return this.#switch();
      case "return": {
        this.next();
        const ends = this.token.fresh || this.is(";") || this.is("}") || this.ended();
        const value = ends ? undefined : this.commandExpression();
        return { kind: "return", ...(value ? { value } : {}), span: this.spanFrom(token.start) };
      }
      case "throw":
        this.next();
        return { kind: "throw", value: this.expression(), span: this.spanFrom(token.start) };
      case "assert":
        return this.#assert();
      case "break":
      case "continue":
        this.next();
        return { kind: token.text, span: this.spanOf(token) };
      case "import":
      case "package":
        return this.#import();
      default:
        return this.#definition() ?? this.#expressionStatement();
    }
  }

  /** `(a, b) = …` */
  #severalAssigned(): Statement | undefined {
    const { mark, token } = this;
    const items: Expression[] = [];
    if (!this.accept("(")) return undefined;
    while (this.token.kind === "name" && (this.is(",", this.peek(1)) || this.is(")", this.peek(1)))) {
      const name = this.next();
      items.push({ kind: "name", name: name.text, span: this.spanOf(name) });
      if (!this.accept(",")) break;
    }
    if (items.length < 2 || !this.accept(")") || !this.accept("=")) {
      this.back(mark);
      return undefined;
    }
    const value = this.commandExpression();
    const span = this.spanFrom(token.start);
    return { kind: "expression", expression: { kind: "assign", operator: "=", target: { kind: "list", items, span }, value, span }, span };
  }

  #expressionStatement(): Statement {
    const start = this.token.start;
    const expression = this.commandExpression();
    return { kind: "expression", expression, span: this.spanFrom(start) };
  }

  #assert(): Statement {
    const start = this.next().start;
    const test = this.expression();
    const message = this.accept(":") || this.accept(",") ? this.expression() : undefined;
    return { kind: "assert", test, ...(message ? { message } : {}), span: this.spanFrom(start) };
  }

  #annotation(): Statement {
    const start = this.next().start;
    const name = this.typeName();
    const args = this.is("(") ? this.parenthesised() : [];
    if (name === "NonCPS" || name.endsWith(".NonCPS")) return this.nested(() => this.#statement());
    if (name === "Field" || name.endsWith(".Field")) {
      const field = this.nested(() => this.#statement());
      return field.kind === "define" ? { ...field, isField: true, span: this.spanFrom(start) } : field;
    }
    // `@Library('x') _` has a name behind it that holds the annotation.
    if (this.is("_") && !this.token.fresh) this.next();
    else if (this.token.kind === "name" && !this.token.fresh) return { ...this.#statement(), span: this.spanFrom(start) };
    return { kind: "annotation", name, arguments: args, span: this.spanFrom(start) };
  }

  #import(): Statement {
    const start = this.next().start;
    let name = "";
    while (!this.token.fresh && !this.is(";") && !this.ended()) name += this.next().text;
    return { kind: "import", name, span: this.spanFrom(start) };
  }

  #body(): readonly Statement[] {
    if (this.is("{")) {
      this.next();
      return this.nested(() => this.block());
    }
    return [this.nested(() => this.#statement())];
  }

  #condition(): Expression {
    this.expect("(");
    const test = this.commandExpression();
    this.expect(")");
    return test;
  }

  #if(): Statement {
    const start = this.next().start;
    const test = this.#condition();
    const yes = this.#body();
    const semicolon = this.is(";") && this.is("else", this.peek(1));
    if (semicolon) this.next();
    const no = this.accept("else") ? this.#body() : [];
    return { kind: "if", test, yes, no, span: this.spanFrom(start) };
  }

  #while(): Statement {
    const start = this.next().start;
    const test = this.#condition();
    return { kind: "while", test, body: this.#body(), span: this.spanFrom(start) };
  }

  #for(): Statement {
    const start = this.next().start;
    this.expect("(");
    const name = this.#loopVariable();
    if (name !== undefined) {
      const over = this.expression();
      this.expect(")");
      return { kind: "for-in", name, over, body: this.#body(), span: this.spanFrom(start) };
    }
    const first = this.is(";") ? [] : [this.nested(() => this.#statement())];
    this.expect(";");
    const test = this.is(";") ? undefined : this.expression();
    this.expect(";");
    const update: Expression[] = [];
    while (!this.is(")")) {
      update.push(this.expression());
      if (!this.accept(",")) break;
    }
    this.expect(")");
    return { kind: "for", start: first, test, update, body: this.#body(), span: this.spanFrom(start) };
  }

  /** `x in`, `def x in`, `String x :`. */
  #loopVariable(): string | undefined {
    const mark = this.mark;
    let name: string | undefined;
    while (this.token.kind === "name" && !this.is("in")) {
      name = this.next().text;
      while (this.is(".") && this.peek(1).kind === "name") {
        this.next();
        name = this.next().text;
      }
      this.skipGenerics();
    }
    if (name !== undefined && (this.accept("in") || this.accept(":"))) return name;
    this.back(mark);
    return undefined;
  }

  #try(): Statement {
    const start = this.next().start;
    const body = this.#body();
    const catches: { name: string; types: string[]; body: readonly Statement[] }[] = [];
    while (this.accept("catch")) {
      this.expect("(");
      const caught = [this.typeName()];
      while (this.accept("|")) caught.push(this.typeName());
      const name = this.token.kind === "name" ? this.next().text : (caught.pop() ?? "e");
      this.expect(")");
      catches.push({ name, types: caught, body: this.#body() });
    }
    const final = this.accept("finally") ? this.#body() : [];
    return { kind: "try", body, catches, final, span: this.spanFrom(start) };
  }

  #switch(): Statement {
    const start = this.next().start;
    const value = this.#condition();
    this.expect("{");
    const cases: { test: Expression | undefined; body: Statement[] }[] = [];
    while (!this.is("}")) {
      if (this.ended()) this.fail("expecting '}', found ''");
      const test = this.accept("default") ? undefined : this.expect("case") && this.expression();
      this.expect(":");
      const body: Statement[] = [];
      while (!this.is("case") && !this.is("default") && !this.is("}") && !this.ended()) {
        body.push(this.nested(() => this.#statement()));
        while (this.accept(";"));
      }
      cases.push({ test, body });
    }
    this.next();
    return { kind: "switch", value, cases, span: this.spanFrom(start) };
  }

  /** `def x = 1`, `String x`, `def (a, b) = …`, a method, a class; undefined if it is none of these. */
  #definition(): Statement | undefined {
    const mark = this.mark;
    const start = this.token.start;
    let typed = false;
    let type = "";
    while (modifiers.has(this.token.text) && this.peek(1).kind === "name") {
      this.next();
      typed = true;
    }
    if (types.has(this.token.text) && this.peek(1).kind === "name" && !this.peek(1).fresh) {
      const what = `${this.next().text} ${this.token.text}`;
      while (!this.is("{") && !this.ended()) this.next();
      this.skipBalanced();
      return { kind: "opaque", what, span: this.spanFrom(start) };
    }
    const { token } = this;
    const typeLike = primitives.has(token.text) || /^[A-Z]/.test(token.text);
    if (typeLike && (this.peek(1).kind === "name" || ["<", "[", ".", "("].includes(this.peek(1).text)) && !this.peek(1).fresh) {
      type = this.typeName();
      typed = true;
      if (this.is("(") && token.text === "def") return this.#several(start);
    }
    const named = this.token.kind === "name" && !this.token.fresh && this.peek(1);
    if (typed && named && ["=", "(", ";", "}", ","].includes(named.text) && !named.fresh) return this.#defined(start, type);
    if (typed && named && (named.fresh || named.kind === "end")) return this.#defined(start, type);
    this.back(mark);
    return undefined;
  }

  #several(start: number): Statement {
    const names = this.#parameters().map((parameter) => parameter.name);
    const value = this.accept("=") ? this.commandExpression() : undefined;
    return { kind: "define", names, ...(value ? { value } : {}), span: this.spanFrom(start) };
  }

  #defined(start: number, type: string): Statement {
    const name = this.next().text;
    if (this.is("(")) {
      const parameters = this.#parameters();
      if (!this.is("{")) this.fail(`unexpected token: ${shown(this.token)}`);
      return { kind: "method", name, parameters, body: this.#body(), span: this.spanFrom(start) };
    }
    const value = this.accept("=") ? this.commandExpression() : undefined;
    return { kind: "define", names: [name], ...(value ? { value } : {}), ...(type ? { type } : {}), span: this.spanFrom(start) };
  }

  #parameters(): readonly Parameter[] {
    this.expect("(");
    const found: Parameter[] = [];
    while (!this.is(")")) {
      let name = this.expectName().text;
      this.skipGenerics();
      while (this.token.kind === "name") name = this.next().text;
      const fallback = this.accept("=") ? this.expression() : undefined;
      found.push({ name, ...(fallback ? { fallback } : {}) });
      if (!this.accept(",")) break;
    }
    this.expect(")");
    return found;
  }
}

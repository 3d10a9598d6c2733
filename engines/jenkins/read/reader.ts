import { type Diagnostic, didYouMean, type Located, type Span } from "#engines/source";
import type { Argument, Call, Closure, Expression, Statement } from "../syntax/ast.ts";

/** What all readers and rules share: the text, and the problems found in it. */
export class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** `summary` is what Jenkins prints. */
  error(code: string, span: Span, summary: string, detail: string): void {
    this.diagnostics.push({ severity: "error", code: `jenkins/${code}`, summary, detail, span });
  }

  warn(code: string, span: Span, summary: string, detail: string): void {
    this.diagnostics.push({ severity: "warning", code: `jenkins/${code}`, summary, detail, span });
  }

  source({ span }: { readonly span: Span }): string {
    return this.text.slice(span.start.offset, span.end.offset);
  }

  /** The name of a section, step or condition. */
  name(call: Call): Located<string> {
    if (!call.target || (call.target.kind === "name" && call.target.name === "this")) return call.name;
    if (call.target.kind === "name")
      this.error(
        "object-method-call",
        call.span,
        'Method calls on objects not allowed outside "script" blocks.',
        "A declarative block holds steps only. Put Groovy code into `script { … }`.",
      );
    else this.error("expected-symbol", call.span, "Expected a symbol", "Here stands the name of a step or section, and its arguments.");
    return { value: "error", span: call.span };
  }

  /** The text of a string without code in it, or of a bare name. */
  literal(expression: Expression): string | undefined {
    if (expression.kind === "literal" && expression.type === "string") return String(expression.value);
    if (expression.kind === "name") return expression.name;
    this.error(
      "expected-literal",
      expression.span,
      "Expected string literal",
      "The name is needed before the build runs, so it holds no variables.",
    );
    return undefined;
  }

  /** Refuses what cannot be a value: `${X}` without quotes, a number beyond 64 bits. */
  value(expression: Expression): void {
    if (expression.kind === "call" && expression.name.value === "$" && !expression.target) {
      const text = this.source(expression);
      const summary = `${text} cannot be used as a value directly. Did you mean "${text}"? (add quotes)`;
      this.error("bare-dollar", expression.span, summary, "A dollar and braces are replaced inside double quotes only.");
    }
    if (expression.kind === "literal" && expression.type === "big") {
      const range =
        "The maximum value for an integer is 9,223,372,036,854,775,807 and the minimum value for an integer is -9,223,372,036,854,775,808.";
      const summary = `BigIntegers cannot be used as constants in Declarative. ${range}`;
      this.error("big-integer", expression.span, summary, "Write the number as text.");
    }
  }

  /** Names that stand where only known ones may. */
  unknown(code: string, found: Located<string>, summary: string, known: Iterable<string>): void {
    const names = [...known];
    this.error(code, found.span, summary, `Here may stand: ${names.join(", ")}.${didYouMean(found.value, names)}`);
  }
}

export function callOf(statement: Statement): Call | undefined {
  return statement.kind === "expression" && statement.expression.kind === "call" ? statement.expression : undefined;
}

export type Block = { readonly call: Call; readonly closure: Closure; readonly arguments: readonly Argument[] };

/** A call that ends in a block. */
export function blockOf(statement: Statement): Block | undefined {
  const call = callOf(statement);
  const last = call?.arguments.at(-1);
  if (!call || !last || last.name || last.value.kind !== "closure") return undefined;
  return { call, closure: last.value, arguments: call.arguments.slice(0, -1) };
}

import type { Diagnostic, Positions, SourceFile, Span } from "#engines/source";
import { type Complaint, TypeChecker } from "../expressions/check.ts";
import { availability, type Place } from "../expressions/contexts.ts";
import { fileOffset, type Piece, splitTemplate } from "../expressions/template.ts";
import { any, describeType, type ExpressionType, string } from "../expressions/types.ts";
import { untrustedInputs } from "../expressions/untrusted.ts";
import { firstToken, parseLeniently } from "../expressions/walk.ts";
import type { BoolOrExpression, NumberOrExpression, Text } from "../model.ts";
import type { ContextTypes } from "./context-types.ts";
import { error, warning } from "./rule.ts";

type At = { readonly line: number; readonly column: number };

/** Checks the expressions in texts of a workflow, given what their contexts hold. */
export class TemplateChecker {
  readonly diagnostics: Diagnostic[] = [];
  readonly #positions: Positions;
  readonly #file: string;

  constructor(positions: Positions, file: SourceFile) {
    this.#positions = positions;
    this.#file = file.text;
  }

  /** A text whose expressions become part of it. */
  text(text: Text | undefined, contexts: ContextTypes, place: Place, options: { readonly script?: boolean } = {}): void {
    if (!text?.value.includes("${{")) return;
    for (const piece of splitTemplate(text.value)) {
      if (piece.kind === "plain") continue;
      const type = this.#piece(text, piece, contexts, place, options.script === true);
      if (type.kind === "object" || type.kind === "array" || type.kind === "null") {
        const detail = `Its type is ${describeType(type)}; in a text it would read "${type.kind === "null" ? "" : type.kind === "array" ? "Array" : "Object"}". Name one value of it, or use toJSON().`;
        this.#say(text, piece.offset, "expression-type", "This does not give a text", detail, "warning");
      }
    }
  }

  texts(texts: readonly Text[], contexts: ContextTypes, place: Place): void {
    for (const text of texts) this.text(text, contexts, place);
  }

  bool(value: BoolOrExpression | undefined, contexts: ContextTypes, place: Place): void {
    if (value?.kind === "expression") this.whole(value.text, contexts, place, ["bool"]);
  }

  number(value: NumberOrExpression | undefined, contexts: ContextTypes, place: Place): void {
    if (value?.kind === "expression") this.whole(value.text, contexts, place, ["number"]);
  }

  /** A text that is one expression, whose value must be of one of the kinds. */
  whole(text: Text, contexts: ContextTypes, place: Place, kinds: readonly ExpressionType["kind"][]): ExpressionType {
    const piece = splitTemplate(text.value.trim())[0];
    if (piece === undefined || piece.kind === "plain") return string;
    const offset = piece.offset + text.value.indexOf("${{");
    const type = this.#piece(text, { ...piece, offset }, contexts, place, false);
    if (type.kind !== "any" && !kinds.includes(type.kind)) {
      this.#say(text, offset, "expression-type", `This must give ${kinds.join(" or ")}`, `Its type is ${describeType(type)}.`, "warning");
    }
    return type;
  }

  /** `if:` needs no braces; where it has some, they may stand anywhere in it. */
  condition(text: Text | undefined, contexts: ContextTypes, place: Place): void {
    if (!text) return;
    if (!text.value.includes("${{")) {
      this.#piece(text, { kind: "expression", source: text.value, offset: 0 }, contexts, place, false);
      return;
    }
    for (const piece of splitTemplate(text.value)) if (piece.kind !== "plain") this.#piece(text, piece, contexts, place, false);
  }

  #piece(text: Text, piece: Piece, contexts: ContextTypes, place: Place, script: boolean): ExpressionType {
    if (piece.kind === "unclosed") {
      this.#say(
        text,
        piece.offset,
        "expression-syntax",
        "An expression is not closed",
        "An expression that begins with `${{` ends with two braces.",
        "error",
      );
      return any;
    }
    const parsed = parseLeniently(piece.source);
    const at = (token: At) => piece.offset + offsetIn(piece.source, token);
    if (!parsed.ok || !parsed.tree) {
      const [summary, where] = parsed.ok
        ? ["The expression is empty", 0]
        : [parsed.message.split(". Located at")[0] ?? "", at({ line: parsed.line, column: parsed.column - 1 })];
      this.#say(text, where, "expression-syntax", summary, "Texts stand in single quotes; operators are == != < <= > >= && || !.", "error");
      return any;
    }
    const checker = new TypeChecker(contexts, availability[place]);
    const type = checker.check(parsed.tree);
    for (const complaint of checker.complaints)
      this.#complain(text, complaint, complaint.token ? at(complaint.token.range.start) : piece.offset);
    if (script) {
      for (const { node, path } of untrustedInputs(parsed.tree)) {
        const token = firstToken(node);
        const detail = "Anybody may write it, and here it becomes part of a script. Put it into `env:` and use the variable in the script.";
        this.#say(
          text,
          token ? at(token.range.start) : piece.offset,
          "untrusted-input",
          `\`${path}\` is not to be trusted`,
          detail,
          "warning",
        );
      }
    }
    return type;
  }

  #complain(text: Text, { rule, summary, detail }: Complaint, offset: number): void {
    this.#say(text, offset, rule, summary, detail, rule === "expression" ? "warning" : "error");
  }

  #say(text: Text, offset: number, rule: string, summary: string, detail: string, severity: Diagnostic["severity"]): void {
    const make = severity === "error" ? error : warning;
    this.diagnostics.push(make(rule, this.#span(text, offset), summary, detail));
  }

  #span(text: Text, offset: number): Span {
    const start = fileOffset(text, offset, this.#file);
    if (start === undefined) return text.span;
    const length = /^[\w-]*/.exec(text.value.slice(offset))?.[0].length ?? 1;
    return this.#positions.span(start, start + Math.max(1, length));
  }
}

/** The library counts lines and columns of an expression's text from 0. */
function offsetIn(source: string, { line, column }: At): number {
  let start = 0;
  for (let at = 0; at < line; at++) start = source.indexOf("\n", start) + 1;
  return Math.min(source.length, start + column);
}

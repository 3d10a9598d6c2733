import type { Diagnostic, Parsed, Position, SourceFile } from "#engines/source";
import { startOf } from "#engines/source";
import type { Body, Expression, TemplateExpression } from "./ast.ts";
import { parseBody } from "./body.ts";
import { Cursor, TooDeep } from "./cursor.ts";
import { parseExpression } from "./expression.ts";
import { checkTokens } from "./invalid-tokens.ts";
import { lex } from "./lex.ts";
import { parseTemplate } from "./template.ts";

/** A file larger than this is refused before anything reads it. */
const maxLength = 1024 * 1024;

/** Reads a file of HCL's native syntax. Never throws: what was understood is returned beside what was not. */
export function parseHcl(file: SourceFile): Parsed<Body> {
  const span = startOf(file.path);
  const nothing: Body = { attributes: new Map(), blocks: [], span, missingAt: span };
  return guarded(file, "body", undefined, nothing, (cursor) => parseBody(cursor, undefined));
}

/** Reads text that is one expression, as a `-var` value of a complex type is; `at` is where it begins in the file. */
export function parseHclExpression(file: SourceFile, at?: Position): Parsed<Expression | undefined> {
  return guarded<Expression | undefined>(file, "body", at, undefined, (cursor) =>
    cursor.within(false, () => {
      const expression = parseExpression(cursor);
      const extra = cursor.peek();
      if (extra.kind !== "end")
        cursor.lost(
          "hcl/extra-characters",
          "Extra characters after expression",
          "The expression ends before this place.",
          cursor.spanOf(extra),
        );
      return expression;
    }),
  );
}

/** Reads text that is a template as a whole, as the files of `templatefile` are. */
export function parseHclTemplate(file: SourceFile, at?: Position): Parsed<TemplateExpression | undefined> {
  return guarded<TemplateExpression | undefined>(file, "template", at, undefined, (cursor) => parseTemplate(cursor, "end"));
}

function guarded<Model>(
  file: SourceFile,
  start: "body" | "template",
  at: Position | undefined,
  nothing: Model,
  read: (cursor: Cursor) => Model,
): Parsed<Model> {
  if (file.text.length > maxLength)
    return { model: nothing, diagnostics: [limit("The file is too large", "A file of configuration may hold 1 MiB here.", file)] };
  const tokens = lex(file.text, start, at);
  const cursor = new Cursor(file.path, tokens);
  checkTokens(cursor, tokens);
  try {
    return { model: read(cursor), diagnostics: cursor.diagnostics };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    const detail = "Brackets, blocks, templates and chains of operators may be nested 150 levels deep here.";
    cursor.error("hcl/budget", "The nesting is too deep", detail, cursor.spanOf(cursor.peek()));
    return { model: nothing, diagnostics: cursor.diagnostics };
  }
}

function limit(summary: string, detail: string, file: SourceFile): Diagnostic {
  return { severity: "error", code: "hcl/budget", summary, detail, span: startOf(file.path) };
}

import type { Span } from "#engines/source";
import { unknownDynamic } from "../values/value.ts";
import type { Expression, TemplatePart } from "./ast.ts";
import { type Cursor, TooDeep } from "./cursor.ts";
import type { Piece } from "./template.ts";

type Directive = Piece & { kind: "directive" };
/** An open `if` or `for`, and the parts that were read inside it. */
type Open = { readonly directive: Directive; readonly parts: TemplatePart[]; whenTrue?: TemplatePart[] };

/** Templates may be nested this deep in one text. */
const maxOpen = 100;

/** Matches `if` with `else` and `endif`, and `for` with `endfor`. */
export function directiveTree(cursor: Cursor, pieces: readonly Piece[]): TemplatePart[] {
  const root: TemplatePart[] = [];
  const open: Open[] = [];
  const inside = () => open.at(-1)?.parts ?? root;
  for (const piece of pieces) {
    if (piece.kind === "text") inside().push({ kind: "text", text: piece.text, span: cursor.spanOf(piece.token) });
    else if (piece.kind === "interpolation")
      inside().push({ kind: "interpolation", expression: piece.expression, span: cursor.span(piece.start.start, piece.end.end) });
    else if (piece.keyword === "if" || piece.keyword === "for") {
      if (open.length >= maxOpen) throw new TooDeep();
      open.push({ directive: piece, parts: [] });
    } else ends(cursor, piece, open, root);
  }
  const unclosed = open.at(-1)?.directive;
  if (unclosed) {
    const place = unclosed.start.start;
    const detail = `The ${unclosed.keyword} directive on line ${place.line} has no end${unclosed.keyword}.`;
    cursor.error("hcl/directive", "Unexpected end of template", detail, cursor.spanOf(cursor.previous));
  }
  return root;
}

/** Takes up an `else`, `endif` or `endfor`; says so where nothing is open that it could belong to. */
function ends(cursor: Cursor, piece: Directive, open: Open[], root: TemplatePart[]): void {
  const current = open.at(-1);
  const wanted = piece.keyword === "endfor" ? "for" : "if";
  if (current?.directive.keyword !== wanted || (piece.keyword === "else" && current.whenTrue)) {
    const detail = current
      ? `The ${current.directive.keyword} directive on line ${current.directive.start.start.line} is still open here.`
      : "No directive is open here.";
    cursor.error("hcl/directive", `Unexpected ${piece.keyword} directive`, detail, cursor.span(piece.start.start, piece.end.end));
    return;
  }
  if (piece.keyword === "else") {
    current.whenTrue = current.parts.splice(0);
    return;
  }
  open.pop();
  (open.at(-1)?.parts ?? root).push(closed(current, cursor.span(current.directive.start.start, piece.end.end)));
}

function closed({ directive, parts, whenTrue }: Open, span: Span): TemplatePart {
  const expression: Expression = directive.expression ?? { kind: "literal", value: unknownDynamic, span };
  if (directive.keyword === "if")
    return { kind: "if", condition: expression, whenTrue: whenTrue ?? parts, whenFalse: whenTrue ? parts : [], span };
  const [keyName, valueName] = directive.names.length === 2 ? directive.names : [undefined, directive.names[0]];
  return {
    kind: "for",
    ...(keyName === undefined ? {} : { keyName }),
    valueName: valueName ?? "",
    collection: expression,
    body: parts,
    span,
  };
}

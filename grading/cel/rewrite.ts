import type { ASTNode } from "@marcbachmann/cel-js";

/** Text put into an expression before the library reads it, at an offset of what the author wrote. */
type Insertion = { readonly at: number; readonly text: string };

/** An expression as the library reads it, and the way back to the author's offsets. */
export type Rewritten = { readonly text: string; readonly original: (offset: number) => number };

/** Functions of the language that are replaced by ours, which go by the same name with this suffix. */
export const ownSuffix = "__";
export const replaced: ReadonlySet<string> = new Set(["size", "matches"]);
/** Called on what a comprehension runs over, so that its length is charged to the budget. */
export const chargeMethod = `charge${ownSuffix}`;
export const comprehensions: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);

const stringOrComment =
  /[rR]"""[\s\S]*?"""|[rR]'''[\s\S]*?'''|[rR]"[^"\n]*"|[rR]'[^'\n]*'|"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*/g;

/** The same text with spaces for comments: offsets stay, and what stands between two nodes is punctuation alone. */
export function withoutComments(source: string): string {
  return source.replace(stringOrComment, (token) => (token.startsWith("//") ? " ".repeat(token.length) : token));
}

/**
 * One kind of number: integer literals become doubles, `size` yields a double, `matches` is RE2's, comprehensions are charged.
 * Only insertions beside exact tokens, so that every offset can be led back.
 */
export function rewrite(source: string, nodes: readonly ASTNode[]): Rewritten {
  const indexes = new Set(nodes.flatMap((node) => (node.op === "[]" ? [node.args[1]] : [])));
  const insertions: Insertion[] = [];
  for (const node of nodes) {
    if (node.op === "value" && typeof node.args === "bigint" && !indexes.has(node)) insertions.push({ at: node.end, text: ".0" });
    if (node.op === "call" && replaced.has(node.args[0])) {
      insertions.push({ at: node.start + node.args[0].length, text: ownSuffix });
    }
    if (node.op === "rcall") insertions.push(...forMethod(source, node.args[0], node.args[1].end, node.args[2][0]?.start ?? node.end));
  }
  insertions.sort((a, b) => a.at - b.at);
  return { text: apply(source, insertions), original: (offset) => originalOffset(insertions, offset) };
}

function forMethod(source: string, name: string, from: number, to: number): Insertion[] {
  if (!replaced.has(name) && !comprehensions.has(name)) return [];
  const dot = source.indexOf(".", from);
  const at = source.indexOf(name, dot);
  if (dot === -1 || at === -1 || at >= to) throw new Error(`bug: the name "${name}" was not found in a call`);
  return comprehensions.has(name) ? [{ at: dot, text: `.${chargeMethod}()` }] : [{ at: at + name.length, text: ownSuffix }];
}

function apply(source: string, insertions: readonly Insertion[]): string {
  let text = "";
  let from = 0;
  for (const insertion of insertions) {
    text += source.slice(from, insertion.at) + insertion.text;
    from = insertion.at;
  }
  return text + source.slice(from);
}

function originalOffset(insertions: readonly Insertion[], offset: number): number {
  let added = 0;
  for (const insertion of insertions) {
    const at = insertion.at + added;
    if (offset <= at) break;
    if (offset < at + insertion.text.length) return insertion.at;
    added += insertion.text.length;
  }
  return offset - added;
}

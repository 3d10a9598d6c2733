import type { ASTNode } from "@marcbachmann/cel-js";
import { didYouMean, suggest } from "#engines/source";
import { comprehensions } from "./rewrite.ts";

/** A fault in an expression: what is wrong, and the offsets it stands at. */
export type CelProblem = { readonly message: string; readonly start: number; readonly end: number };

const functions = ["has", "size", "string", "double"];
const methods = [
  ...comprehensions,
  "size",
  "contains",
  "startsWith",
  "endsWith",
  "matches",
  "lowerAscii",
  "upperAscii",
  "trim",
  "split",
  "join",
];

/** `exists` inside `map` inside `filter` is as much as a reader can follow; the cost grows with the power of it. */
const maxNesting = 3;

/** Every node of an expression as it was written, parents first. */
export function nodesOf(root: ASTNode): ASTNode[] {
  const nodes: ASTNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) {
      nodes.push(value);
      visit(value.args);
    }
  };
  visit(root);
  return nodes;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value && "start" in value;
}

/** What the check language leaves out of CEL, and names that no function has: refused before the library sees them. */
export function refuseNames(source: string, nodes: readonly ASTNode[]): CelProblem | undefined {
  for (const node of nodes) {
    const at = (message: string): CelProblem => ({ message, start: node.start, end: node.end });
    if (node.op === "value" && typeof node.args === "bigint" && /[xX]/.test(source.slice(node.start, node.end)))
      return at("hexadecimal numbers are not part of the check language");
    if (node.op === "value" && typeof node.args === "object" && node.args !== null)
      return at("bytes and unsigned numbers are not part of the check language; write text or a number");
    if (node.op === "call" && !functions.includes(node.args[0])) return unknownFunction(node.args[0], node.start);
    if (node.op === "rcall" && !methods.includes(node.args[0])) {
      const start = source.indexOf(node.args[0], node.args[1].end);
      const isMethodOfCel = node.args[1].op === "id" && node.args[1].args === "cel";
      if (isMethodOfCel) return at(`"cel.${node.args[0]}" is not part of the check language`);
      return unknownMethod(node.args[0], start);
    }
  }
  const deepest = nesting(nodes[0]);
  if (deepest) return { message: `all, exists, filter and map stand more than ${maxNesting} deep in each other`, ...deepest };
  return undefined;
}

function unknownFunction(name: string, start: number): CelProblem {
  const advice = methods.includes(name)
    ? ` it is written after a value: value.${name}(…)`
    : didYouMean(name, functions)
        .replace(" Did", " did")
        .replace(/^$/, ` there are ${functions.join(", ")}`);
  return { message: `no function "${name}";${advice}`, start, end: start + name.length };
}

function unknownMethod(name: string, start: number): CelProblem {
  const nearest = suggest(name, methods);
  const advice = nearest === undefined ? `there are ${methods.join(", ")}` : `did you mean "${nearest}"?`;
  return { message: `no function "${name}"; ${advice}`, start, end: start + name.length };
}

/** The first comprehension that stands too deep inside others. */
function nesting(root: ASTNode | undefined): { start: number; end: number } | undefined {
  const visit = (value: unknown, depth: number): { start: number; end: number } | undefined => {
    if (Array.isArray(value)) {
      for (const item of value) {
        const found = visit(item, depth);
        if (found) return found;
      }
      return undefined;
    }
    if (!isNode(value)) return undefined;
    if (value.op !== "rcall" || !comprehensions.has(value.args[0])) return visit(value.args, depth);
    if (depth === maxNesting) return { start: value.start, end: value.end };
    return visit(value.args[1], depth) ?? visit(value.args[2], depth + 1);
  };
  return visit(root, 0);
}

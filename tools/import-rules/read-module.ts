import { parseSync } from "oxc-parser";
import { isTest } from "../fingerprint.ts";

export type Import = { readonly specifier: string; readonly typesOnly: boolean; readonly offset: number };

/** A use of something that gives another answer each time, or reaches out of the program. */
export type Impurity = { readonly what: string; readonly offset: number };

export type Module = { readonly imports: readonly Import[]; readonly impurities: readonly Impurity[] };

/** Reads what a TypeScript module imports, dynamically and in types too, and where it reaches for the world. */
export function readModule(path: string, text: string): Module {
  const { module, program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const imports: Import[] = [];
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const typesOnly = entries.length > 0 && entries.every(({ isType }) => isType);
    imports.push({ specifier: moduleRequest.value, typesOnly, offset: start });
  }
  for (const { entries, start } of module.staticExports) {
    const from = entries.filter((entry) => entry.moduleRequest);
    const specifier = from[0]?.moduleRequest?.value;
    if (specifier !== undefined) imports.push({ specifier, typesOnly: from.every(({ isType }) => isType), offset: start });
  }
  const impurities: Impurity[] = [];
  visit(program, (node) => {
    const inline = inlineImport(node);
    if (inline) imports.push(inline);
    const what = isTest(path) ? undefined : impurityOf(node);
    if (what) impurities.push({ what, offset: node.start });
  });
  return { imports, impurities };
}

type Node = { readonly type: string; readonly start: number; readonly [field: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value && "start" in value;

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const element of value) visit(element, see);
  if (!isNode(value)) return;
  see(value);
  for (const field of Object.values(value)) if (typeof field === "object") visit(field, see);
}

function inlineImport(node: Node): Import | undefined {
  const isType = node.type === "TSImportType";
  if (!isType && node.type !== "ImportExpression") return undefined;
  const specifier = isNode(node.source) ? node.source.value : undefined;
  return typeof specifier === "string" ? { specifier, typesOnly: isType, offset: node.start } : undefined;
}

const unpredictable = ["Math.random", "Date.now"];
const reachingOut = ["process", "globalThis", "performance", "crypto", "require", "fetch", "setTimeout", "setInterval", "setImmediate"];

function impurityOf(node: Node): string | undefined {
  if (node.type === "MemberExpression") {
    const [object, property] = [nameOf(node.object), nameOf(node.property)];
    if (unpredictable.includes(`${object}.${property}`)) return `${object}.${property}`;
    return object && reachingOut.includes(object) ? object : undefined;
  }
  const callee = nameOf(node.callee);
  if (node.type === "NewExpression" && callee === "Date")
    return Array.isArray(node.arguments) && node.arguments.length === 0 ? "new Date()" : undefined;
  if (node.type !== "CallExpression" || !callee) return undefined;
  return callee === "Date" || reachingOut.includes(callee) ? `${callee}()` : undefined;
}

function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === "Identifier" && typeof value.name === "string") return value.name;
  return value.type === "Literal" && typeof value.value === "string" ? value.value : undefined;
}

import type { Span } from "#engines/source";
import type { Expression, Parameter } from "../syntax/ast.ts";
import { BuildError, Refusal } from "./errors.ts";
import type { Runtime } from "./runtime.ts";
import type { Scope } from "./scope.ts";
import { textOf, typeOf, type Value } from "./values.ts";

const packageRoots = new Set(["java", "javax", "groovy", "hudson", "jenkins", "org", "com", "net"]);

/** Classes whose names look like those of environment variables. */
const shortClasses = new Set(["URI", "URL", "UUID"]);

/** The name of a class that stands there, as in `Math.max` or `hudson.model.Result.SUCCESS`; undefined for a value. */
export async function classNameOf(target: Expression, scope: Scope, runtime: Runtime): Promise<string | undefined> {
  const parts: string[] = [];
  let at = target;
  for (; at.kind === "property" && !at.safe && !at.spread; at = at.target) parts.push(at.name);
  if (at.kind !== "name") return undefined;
  const isClass = parts.length === 0 && (/^[A-Z]\w*[a-z]/.test(at.name) || shortClasses.has(at.name));
  const inPackage = parts.length > 0 && packageRoots.has(at.name) && /^[A-Z]/.test(parts[0] ?? "");
  if ((!isClass && !inPackage) || scope.get(at.name) !== undefined) return undefined;
  if ((await runtime.variable(at.name, scope, at.span)) !== undefined) return undefined;
  return [at.name, ...parts.reverse()].join(".");
}

/** Whether Groovy puts variables into this text. */
export const interpolates = (expression: Expression): boolean =>
  expression.kind === "gstring" ||
  (expression.kind === "binary" && expression.operator === "+" && (interpolates(expression.left) || interpolates(expression.right)));

/** What a class has under a name, or a refusal. */
export function known(value: Value | undefined, javaClass: string, span: Span): Value {
  if (value !== undefined) return value;
  throw new Refusal("not-simulated", `the class ${javaClass}`, span);
}

/** Whether a method of the script takes so many arguments; one that is left out alone is null. */
export function checkArguments(name: string, parameters: readonly Parameter[], given: readonly Value[], span: Span): void {
  const { length } = parameters;
  const needed = parameters.filter(({ fallback }) => !fallback).length;
  if (given.length <= length && (given.length >= needed || (length === 1 && given.length === 0))) return;
  const types = given.map(typeOf).join(", ");
  const message = `No signature of method: WorkflowScript.${name}() is applicable for argument types: (${types}) values: ${textOf([...given])}`;
  throw new BuildError(message, span, "groovy.lang.MissingMethodException");
}

import type { Span } from "#engines/source";
import { BuildError, Refusal } from "./errors.ts";
import { type GroovyObject, isObject, isTrue, textOf, typeOf, type Value } from "./values.ts";

/** What a `for` goes over. */
export function itemsOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return [...value];
  if (value instanceof Map)
    return [...value].map(
      ([key, item]) =>
        new Map<string, Value>([
          ["key", key],
          ["value", item],
        ]),
    );
  return value === null ? [] : typeof value === "string" ? [...value] : [value];
}

/** `target[index]` */
export function at(target: Value, index: Value, span: Span): Value {
  if (target instanceof Map) return target.get(textOf(index)) ?? null;
  if ((Array.isArray(target) || typeof target === "string") && typeof index === "number") return target.at(index) ?? null;
  if ((Array.isArray(target) || typeof target === "string") && Array.isArray(index)) {
    const picked = index.map((each) => (typeof each === "number" ? (target.at(each) ?? null) : null));
    return typeof target === "string" ? picked.join("") : picked;
  }
  if (target === null) throw new BuildError("Cannot invoke method getAt() on null object", span, "java.lang.NullPointerException");
  if (isObject(target)) return propertyNow(target, textOf(index), span);
  throw new Refusal("not-simulated", `an index into ${typeOf(target)}`, span);
}

/** `target.name` */
export async function propertyOf(target: Value, name: string, span: Span): Promise<Value> {
  if (target === null) throw new BuildError(`Cannot get property '${name}' on null object`, span, "java.lang.NullPointerException");
  if (target instanceof Map) return target.get(name) ?? null;
  if (Array.isArray(target)) return name === "length" ? target.length : Promise.all(target.map((item) => propertyOf(item, name, span)));
  const value = isObject(target) ? await target.get(name) : undefined;
  if (value !== undefined) return value;
  throw new BuildError(`No such property: ${name} for class: ${typeOf(target)}`, span, "groovy.lang.MissingPropertyException");
}

function propertyNow(target: GroovyObject, name: string, span: Span): Value {
  const value = target.get(name);
  if (value === undefined || value instanceof Promise) throw new Refusal("not-simulated", `an index into ${target.type}`, span);
  return value;
}

export function unary(operator: string, value: Value, span: Span): Value {
  if (operator === "!") return !isTrue(value);
  if (typeof value !== "number") throw new Refusal("not-simulated", `the operator ${operator} on ${typeOf(value)}`, span);
  return operator === "-" ? -value : operator === "+" ? value : ~value;
}

/** `value as Type` */
export function cast(value: Value, type: string, span: Span): Value {
  const simple = type.replace(/^java\.(?:lang|util)\./, "");
  if (simple === "String") return value === null ? null : textOf(value);
  if (simple === "Integer" || simple === "int" || simple === "Long" || simple === "long") {
    const number = Number(typeof value === "string" && value.trim() === "" ? Number.NaN : value);
    if (!Number.isNaN(number)) return Math.trunc(number);
    throw new BuildError(
      `Cannot cast object '${textOf(value)}' with class '${typeOf(value)}' to class 'java.lang.Integer'`,
      span,
      "org.codehaus.groovy.runtime.typehandling.GroovyCastException",
    );
  }
  if (simple === "boolean" || simple === "Boolean") return isTrue(value);
  if (simple === "List" || simple === "Map" || simple === "Object" || simple.endsWith("[]") || simple === "Set") return value;
  throw new Refusal("not-simulated", `a cast to ${type}`, span);
}

import type { Span } from "#engines/source";
import type { Expression } from "../syntax/ast.ts";
import { BuildError, Refusal } from "./errors.ts";
import { compilePattern } from "./operators.ts";
import { arrays, type GroovyObject, isEqual, isObject, isTrue, textOf, typeOf, type Value } from "./values.ts";

/** What a `for` goes over. */
export function itemsOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return [...value];
  if (value instanceof Map) return [...value].map(([key, item]) => entryOf(key, item));
  if (isObject(value)) return value.items?.() ?? (value.entries ? itemsOf(value.entries()) : [value]);
  return value === null ? [] : typeof value === "string" ? [...value] : [value];
}

export const entryOf = (key: string, value: Value): GroovyObject => ({
  ...{ kind: "object", type: "java.util.LinkedHashMap$Entry", text: `${key}=${textOf(value)}` },
  get: (name) => (name === "key" ? key : name === "value" ? value : undefined),
});

/** `target[from..to]`: a negative number counts from the end. */
export function slice(target: Value[] | string, from: number, to: number, isOpen: boolean, span: Span): Value {
  const { length } = target;
  const [start, end] = [from < 0 ? from + length : from, to < 0 ? to + length : to];
  const last = isOpen ? end - Math.sign(end - start || 1) : end;
  if (isOpen && start === end) return typeof target === "string" ? "" : [];
  const highest = Math.max(start, last);
  if (Math.min(start, last) < 0 || highest >= length) {
    if (typeof target === "string") throw outside("java.lang.StringIndexOutOfBoundsException", highest, length, span);
    if (Math.min(start, last) < 0) throw outside("java.lang.IndexOutOfBoundsException", Math.min(from, to), length, span);
  }
  const items =
    typeof target === "string" ? [...target.slice(Math.min(start, last), highest + 1)] : target.slice(Math.min(start, last), highest + 1);
  if (start > last) items.reverse();
  return typeof target === "string" ? items.join("") : items;
}

const outside = (javaClass: string, index: number, length: number, span: Span) =>
  new BuildError(
    javaClass.includes("String") ? `String index out of range: ${index}` : `Index ${index} out of bounds for length ${length}`,
    span,
    javaClass,
  );

/** `target[index]` */
export function at(target: Value, index: Value, span: Span): Value {
  if (target instanceof Map) return target.get(textOf(index)) ?? null;
  if ((Array.isArray(target) || typeof target === "string") && typeof index === "number") {
    const found = target.at(index);
    if (found !== undefined) return found;
    if (typeof target === "string") throw outside("java.lang.StringIndexOutOfBoundsException", index, target.length, span);
    if (arrays.has(target) || index < 0) throw outside("java.lang.ArrayIndexOutOfBoundsException", index, target.length, span);
    return null;
  }
  if ((Array.isArray(target) || typeof target === "string") && Array.isArray(index)) {
    const picked = index.map((each) => (typeof each === "number" ? (target.at(each) ?? null) : null));
    return typeof target === "string" ? picked.join("") : picked;
  }
  if (target === null) throw new BuildError("Cannot invoke method getAt() on null object", span, "java.lang.NullPointerException");
  if (isObject(target) && target.items) return at(target.items(), index, span);
  if (isObject(target)) return propertyNow(target, textOf(index), span);
  throw new Refusal("not-simulated", `an index into ${typeOf(target)}`, span);
}

/** `target.name` */
export async function propertyOf(target: Value, name: string, span: Span): Promise<Value> {
  if (target === null) throw new BuildError(`Cannot get property '${name}' on null object`, span, "java.lang.NullPointerException");
  if (target instanceof Map) return target.get(name) ?? null;
  if (name === "class" && !isObject(target)) return classOf(typeOf(target));
  if (Array.isArray(target))
    return name === "length" && arrays.has(target) ? target.length : Promise.all(target.map((item) => propertyOf(item, name, span)));
  const value = isObject(target) ? await target.get(name) : undefined;
  if (value !== undefined) return value;
  throw new BuildError(`No such property: ${name} for class: ${typeOf(target)}`, span, "groovy.lang.MissingPropertyException");
}

export function classOf(name: string): GroovyObject {
  return {
    ...{ kind: "object", type: "java.lang.Class", text: `class ${name}` },
    get: (property) =>
      property === "name" || property === "canonicalName" ? name : property === "simpleName" ? name.replace(/^.*[.$]/, "") : undefined,
  };
}

function propertyNow(target: GroovyObject, name: string, span: Span): Value {
  const value = target.get(name);
  if (value === undefined || value instanceof Promise) throw new Refusal("not-simulated", `an index into ${target.type}`, span);
  return value;
}

/** `target.name = value`, `target[index] = value` */
export function assignInside(target: Value, key: Value, value: Value, span: Span): void {
  if (target instanceof Map) target.set(textOf(key), value);
  else if (Array.isArray(target) && typeof key === "number" && key >= 0 && key < 10_000) {
    while (target.length < key) target.push(null);
    target[key] = value;
  } else if (!isObject(target) || !target.set?.(textOf(key), value, span))
    throw new BuildError(`No such property: ${textOf(key)} for class: ${typeOf(target)}`, span, "groovy.lang.MissingPropertyException");
}

export function unary(operator: string, value: Value, span: Span): Value {
  if (operator === "!") return !isTrue(value);
  // A pattern is the text that it was made of.
  if (operator === "~" && typeof value === "string") return value;
  if (typeof value !== "number") throw new Refusal("not-simulated", `the operator ${operator} on ${typeOf(value)}`, span);
  return operator === "-" ? -value : operator === "+" ? value : ~value;
}

/** Whether a `case` takes a value: a list by its items, `~"…"` by its pattern. */
export function isCase(wanted: Value, value: Value, test: Expression): boolean {
  if (test.kind === "unary" && test.operator === "~") return compilePattern(textOf(wanted), test.span).matches(textOf(value));
  return Array.isArray(wanted) ? wanted.some((item) => isEqual(item, value)) : isEqual(wanted, value);
}

const castException = "org.codehaus.groovy.runtime.typehandling.GroovyCastException";

/** `int x = value`: anything becomes a text or a truth, and a number only what is one. */
export function declared(value: Value, type: string, span: Span): Value {
  if (type === "String") return value === null ? null : textOf(value);
  if (type === "boolean" || type === "Boolean") return value === null && type === "Boolean" ? null : isTrue(value);
  const isPrimitive = type === "int" || type === "long";
  if (!isPrimitive && type !== "Integer" && type !== "Long") return value;
  if (typeof value === "number") return Math.trunc(value);
  if (value === null && !isPrimitive) return null;
  const of = value === null ? "null" : typeOf(value);
  const to = isPrimitive ? type : `java.lang.${type}`;
  throw new BuildError(`Cannot cast object '${textOf(value)}' with class '${of}' to class '${to}'`, span, castException);
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
      castException,
    );
  }
  if (simple === "boolean" || simple === "Boolean") return isTrue(value);
  if (simple === "List" || simple === "Map" || simple === "Object" || simple.endsWith("[]") || simple === "Set") return value;
  throw new Refusal("not-simulated", `a cast to ${type}`, span);
}

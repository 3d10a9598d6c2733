import type { Span } from "#engines/source";
import { BuildError, Interruption } from "./errors.ts";
import { type GroovyObject, isObject, textOf, type Value } from "./values.ts";

const thrown = new WeakMap<object, Error>();

/** What `catch` binds. */
export function exceptionObject(error: Error): GroovyObject {
  const type =
    error instanceof BuildError
      ? error.javaClass
      : error instanceof Interruption
        ? "org.jenkinsci.plugins.workflow.steps.FlowInterruptedException"
        : "java.lang.Exception";
  const object: GroovyObject = {
    kind: "object",
    type,
    text: `${type}: ${error.message}`,
    get: (name) =>
      name === "message" || name === "localizedMessage" ? error.message : name === "class" ? type : name === "cause" ? null : undefined,
  };
  thrown.set(object, error);
  return object;
}

/** The error that a `throw` of this value means. */
export function errorOf(value: Value, span: Span): Error {
  const original = isObject(value) ? thrown.get(value) : undefined;
  if (original) return original;
  return new BuildError(isObject(value) ? value.text : textOf(value), span, isObject(value) ? value.type : "java.lang.Exception");
}

/** Whether a `catch` of this type takes the error. */
export function catches(type: string, error: unknown): boolean {
  const simple = type.replace(/^.*\./, "");
  if (simple === "Throwable" || simple === "Exception" || simple === "def") return true;
  const own = error instanceof BuildError ? error.javaClass : error instanceof Interruption ? "FlowInterruptedException" : "";
  return (
    own.replace(/^.*\./, "") === simple ||
    (simple === "InterruptedException" && error instanceof Interruption) ||
    (simple === "IOException" && simple !== own && own.endsWith("AbortException"))
  );
}

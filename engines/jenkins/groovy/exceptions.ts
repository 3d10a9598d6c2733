import type { Span } from "#engines/source";
import { classOf } from "./access.ts";
import { BuildError, Interruption, Refusal } from "./errors.ts";
import { type GroovyObject, isClosure, isObject, textOf, type Value } from "./values.ts";

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
    text: messageOf(error) === null ? type : `${type}: ${error.message}`,
    get: (name) =>
      name === "message" || name === "localizedMessage"
        ? messageOf(error)
        : name === "class"
          ? classOf(type)
          : name === "cause"
            ? null
            : name === "stackTrace" || name === "suppressed"
              ? []
              : error instanceof Interruption
                ? interruptionProperty(error, name)
                : undefined,
    call: async (name) => (name === "printStackTrace" ? null : undefined),
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

/** One that interrupts has causes, and no message of its own. */
const messageOf = (error: Error): string | null => (error instanceof Interruption || error.message === "" ? null : error.message);

function interruptionProperty(error: Interruption, name: string): Value | undefined {
  if (name === "result") return error.result;
  if (name !== "causes") return undefined;
  const cause: GroovyObject = {
    ...{ kind: "object", type: "jenkins.model.CauseOfInterruption", text: error.message },
    get: (property) => (property === "shortDescription" ? error.message : undefined),
  };
  return [cause];
}

export const assertionError = (message: Value | undefined, span: Span): BuildError =>
  new BuildError(
    message === undefined ? "assertion failed" : textOf(message),
    span,
    "org.codehaus.groovy.runtime.powerassert.PowerAssertionError",
  );

/** Whether a `catch` of this type takes the error. */
export function catches(type: string, error: unknown): boolean {
  const own = error instanceof BuildError ? error.javaClass : error instanceof Interruption ? "FlowInterruptedException" : "Exception";
  const simple = type.replace(/^.*\./, "");
  return simple === "def" || ancestry(own).includes(simple);
}

const parents: Readonly<Record<string, string>> = {
  AbortException: "IOException",
  ArithmeticException: "RuntimeException",
  ArrayIndexOutOfBoundsException: "IndexOutOfBoundsException",
  ArrayStoreException: "RuntimeException",
  AssertionError: "Error",
  ClassCastException: "RuntimeException",
  CredentialNotFoundException: "AbortException",
  Error: "Throwable",
  Exception: "Throwable",
  FileNotFoundException: "IOException",
  FlowInterruptedException: "InterruptedException",
  GroovyCastException: "ClassCastException",
  GroovyRuntimeException: "RuntimeException",
  IllegalArgumentException: "RuntimeException",
  IllegalFormatConversionException: "IllegalArgumentException",
  IllegalStateException: "RuntimeException",
  IndexOutOfBoundsException: "RuntimeException",
  JSONException: "RuntimeException",
  MissingContextVariableException: "Exception",
  MissingFormatArgumentException: "IllegalArgumentException",
  MissingMethodException: "GroovyRuntimeException",
  MissingPropertyException: "GroovyRuntimeException",
  NoSuchElementException: "RuntimeException",
  NoSuchFileException: "IOException",
  NullPointerException: "RuntimeException",
  NumberFormatException: "IllegalArgumentException",
  PowerAssertionError: "AssertionError",
  RejectedAccessException: "RuntimeException",
  RuntimeException: "Exception",
  SecurityException: "RuntimeException",
  StringIndexOutOfBoundsException: "IndexOutOfBoundsException",
  UnsupportedOperationException: "RuntimeException",
};

/** A class and those it extends, without packages. */
function ancestry(javaClass: string): readonly string[] {
  const names: string[] = [];
  for (let name: string | undefined = javaClass.replace(/^.*[.$]/, ""); name; name = name === "Throwable" ? undefined : parentOf(name))
    names.push(name);
  return names;
}

const parentOf = (name: string): string => parents[name] ?? (name.endsWith("Error") ? "Error" : "Exception");

/** `value instanceof Type` */
export function isInstance(value: Value, type: string, span: Span): boolean {
  const simple = type.replace(/^.*\./, "");
  if (value === null) return false;
  if (simple === "Object") return true;
  if (simple === "String" || simple === "CharSequence" || simple === "GString") return typeof value === "string";
  if (simple === "Boolean") return typeof value === "boolean";
  if (simple === "Integer" || simple === "Long" || simple === "int") return typeof value === "number" && Number.isInteger(value);
  if (simple === "Number") return typeof value === "number";
  if (simple === "BigDecimal" || simple === "Double") return typeof value === "number" && !Number.isInteger(value);
  if (["List", "ArrayList", "Collection", "Iterable"].includes(simple)) return Array.isArray(value);
  if (["Map", "HashMap", "LinkedHashMap"].includes(simple)) return value instanceof Map;
  if (simple === "Closure") return isClosure(value);
  const error = isObject(value) ? thrown.get(value) : undefined;
  if (error) return catches(type, error);
  if (/(?:Exception|Error|Throwable)$/.test(simple)) return false;
  throw new Refusal("not-simulated", `instanceof ${type}`, span);
}

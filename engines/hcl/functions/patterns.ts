import { RE2JS, RE2JSSyntaxException } from "re2js";
import { dynamic, listOf, objectOf, string, type Type, tupleOf } from "../values/type.ts";
import { listValue, nullValue, objectValue, stringValue, tupleValue, type Value } from "../values/value.ts";
import { text, textAt, valueAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";

/** Patterns of more characters are refused: compiling them costs more than a submission may. */
const maxPattern = 4_000;

type Pattern = ReturnType<typeof RE2JS.compile>;
type Matcher = ReturnType<Pattern["matcher"]>;

export function compilePattern(pattern: string, failure: (message: string) => Error): Pattern {
  if (pattern.length > maxPattern) throw failure(`a pattern may have ${maxPattern} characters here`);
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) throw failure(`the pattern cannot be read: ${error.message}`);
    throw error;
  }
}

/** Replaces all matches; `$1` and `$name` stand for groups, as in Go: the longest name counts, and an unknown one is empty. */
export function goTemplate(pattern: Pattern, value: string, replacement: string): string {
  const matcher = pattern.matcher(value);
  const names = pattern.namedGroups();
  const pieces: string[] = [];
  let at = 0;
  let end = -1;
  while (matcher.find()) {
    const again = matcher.end() === matcher.start() && matcher.start() === end;
    end = matcher.end();
    if (again) continue;
    pieces.push(value.slice(at, matcher.start()));
    pieces.push(
      replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) => {
        if (all === "$$") return "$";
        const name = braced ?? bare ?? "";
        const group = /^[0-9]+$/.test(name) ? Number(name) : (names[name] ?? -1);
        return group >= 0 && group <= matcher.groupCount() ? (matcher.group(group) ?? "") : "";
      }),
    );
    at = matcher.end();
  }
  return pieces.join("") + value.slice(at);
}

/** What a pattern's matches look like: a string, or with groups a tuple or an object of strings. */
function matchType(value: Value): Type {
  if (value.kind !== "string") return dynamic;
  const pattern = compilePattern(value.value, (message) => new ArgumentFailure(0, message));
  const names = Object.keys(pattern.namedGroups());
  if (names.length === 0) return pattern.groupCount() === 0 ? string : tupleOf(Array.from({ length: pattern.groupCount() }, () => string));
  if (names.length !== pattern.groupCount()) throw new ArgumentFailure(0, "groups with and without names cannot be mixed");
  return objectOf(names.map((name) => [name, string] as const));
}

function captured(matcher: Matcher, pattern: Pattern): Value {
  const group = (index: number): Value => {
    const found = matcher.group(index);
    return found === null || found === undefined ? nullValue(string) : stringValue(found);
  };
  const names = Object.entries(pattern.namedGroups());
  if (names.length > 0) return objectValue(names.map(([name, index]) => [name, group(index)] as const));
  if (pattern.groupCount() === 0) return group(0);
  return tupleValue(Array.from({ length: pattern.groupCount() }, (_, index) => group(index + 1)));
}

const parameters = [text("pattern"), text("string")];

function* matches(args: readonly Value[], host: FunctionHost): Iterable<Value> {
  const pattern = compilePattern(textAt(args, 0), (message) => new ArgumentFailure(0, message));
  const subject = textAt(args, 1);
  host.budget.step(Math.ceil(subject.length / 16));
  const matcher = pattern.matcher(subject);
  let end = -1;
  while (matcher.find()) {
    host.budget.step();
    // As in Go, an empty match where the one before it ended is none.
    if (matcher.end() !== matcher.start() || matcher.start() !== end) yield captured(matcher, pattern);
    end = matcher.end();
  }
}

export const patternFunctions: Readonly<Record<string, HclFunction>> = {
  regex: {
    parameters,
    returns: (args) => matchType(valueAt(args, 0)),
    run: (args, _type, host) => {
      for (const match of matches(args, host)) return match;
      throw new CallFailure("the pattern matches nothing in the given text");
    },
  },
  regexall: {
    parameters,
    returns: (args) => listOf(matchType(valueAt(args, 0))),
    run: (args, type, host) => listValue(type.kind === "list" ? type.element : string, [...matches(args, host)]),
  },
};

import type { Matcher, RE2JS } from "re2js";
import type { Span } from "#engines/source";
import { BuildError } from "./errors.ts";
import { compilePattern } from "./operators.ts";
import { type GroovyObject, textOf, type Value } from "./values.ts";

/** What `text =~ pattern` gives. In a condition it looks for the next match; `m[0]` is the first one, with its groups if it has any. */
export function matcherOf(text: string, pattern: string, span: Span): GroovyObject {
  const compiled = compilePattern(pattern, span);
  const matcher = compiled.matcher(text);
  const all = () => matchesOf(compiled, text);
  return {
    kind: "object",
    type: "java.util.regex.Matcher",
    text: `java.util.regex.Matcher[pattern=${pattern} region=0,${text.length} lastmatch=]`,
    truth: () => matcher.find(),
    items: all,
    get: (name) => (name === "count" ? all().length : undefined),
    call: async (name, args) => {
      const [first] = args;
      switch (name) {
        case "matches":
          return matcher.matches();
        case "find":
          return matcher.find();
        case "lookingAt":
          return matcher.lookingAt();
        case "group":
          return groupOf(matcher, first === undefined ? 0 : first, span);
        case "groupCount":
          return matcher.groupCount();
        case "start":
          return matcher.start(0);
        case "end":
          return matcher.end(0);
        case "hasGroup":
          return matcher.groupCount() > 0;
        case "getCount":
        case "size":
          return all().length;
        case "getAt":
          return typeof first === "number" ? (all().at(first) ?? null) : undefined;
        case "reset":
          matcher.reset();
          return null;
        case "replaceAll":
          return matcher.replaceAll(textOf(first ?? ""));
        case "replaceFirst":
          return matcher.replaceFirst(textOf(first ?? ""));
        default:
          return undefined;
      }
    },
  };
}

/** Every match: the text, or a list of the text and its groups. */
export function matchesOf(pattern: RE2JS, text: string): Value[] {
  const matcher = pattern.matcher(text);
  const found: Value[] = [];
  while (matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() }, (_, index): Value => matcher.group(index + 1));
    found.push(groups.length === 0 ? matcher.group(0) : [matcher.group(0), ...groups]);
  }
  return found;
}

function groupOf(matcher: Matcher, group: Value, span: Span): Value {
  try {
    return matcher.group(typeof group === "number" ? group : textOf(group));
  } catch (error) {
    const isIndex = typeof group === "number" && group > matcher.groupCount();
    if (isIndex) throw new BuildError(`No group ${group}`, span, "java.lang.IndexOutOfBoundsException");
    if (error instanceof Error) throw new BuildError("No match found", span, "java.lang.IllegalStateException");
    throw error;
  }
}

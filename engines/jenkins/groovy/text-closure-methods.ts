import type { Span } from "#engines/source";
import type { Apply } from "./closure-methods.ts";
import { listMethod } from "./collection-methods.ts";
import { matchesOf } from "./matcher.ts";
import { compilePattern, sized } from "./operators.ts";
import { isClosure, textOf, type Value } from "./values.ts";

/** Methods of texts that call a closure: for matches, for lines, else for characters. */
export async function textClosureMethod(
  text: string,
  name: string,
  args: readonly Value[],
  span: Span,
  apply: Apply,
): Promise<Value | undefined> {
  const [first, second] = args;
  const closure = args.at(-1);
  if (!isClosure(closure)) return undefined;
  if (name === "eachLine") return listMethod(text.replace(/\n$/, "").split(/\r?\n/), "each", args, span, apply);
  if ((name === "replaceAll" || name === "eachMatch") && isClosure(second) && first !== undefined && !isClosure(first)) {
    const matches = matchesOf(compilePattern(textOf(first), span), text);
    let [rest, replaced] = [text, ""];
    for (const match of matches) {
      const whole = textOf(Array.isArray(match) ? (match[0] ?? "") : match);
      const at = rest.indexOf(whole);
      replaced += rest.slice(0, at) + textOf(await apply(second, [match]));
      rest = rest.slice(at + whole.length);
    }
    return sized(replaced + rest, span);
  }
  return args.length === 1 ? listMethod([...text], name, args, span, apply) : undefined;
}

import { EvaluationError, type ParseResult } from "@marcbachmann/cel-js";
import type { Span } from "#engines/source";
import type { Vocabulary } from "../kinds/kind.ts";
import type { Variant } from "../model.ts";
import { Budget, spentMessage } from "./budget.ts";
import { buildEnvironment, compilePattern, type Language } from "./environment.ts";
import { explain, explainRun, typeWord } from "./messages.ts";
import { type CelProblem, nodesOf, refuseNames } from "./names.ts";
import { type Rewritten, rewrite, withoutComments } from "./rewrite.ts";
import { bindValue, defineLazily, empty } from "./types.ts";

export type { CelProblem } from "./names.ts";

/**
 * What an expression is for: `bool` decides a check; `elements` are one or a list of records that know their place;
 * `text` is text, a number, true or false, or a list of them, to be put into a sentence.
 */
export type Wanted = "bool" | "elements" | "text";

export type Compiled = { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly problem: CelProblem };

/** Values bound to a language, ready for any number of expressions. */
export type Context = Readonly<Record<string, unknown>>;

export type Evaluated<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** An expression that was parsed and checked against its vocabulary. */
export type Expression = { readonly type: string; readonly run: (context: Context) => Evaluated<unknown> };

/** Nothing a check says needs more. */
const maxSource = 4000;

const identity: Rewritten = { text: "", original: (offset) => offset };

/** The check language over one kind's vocabulary and the names a lab draws. */
export class CheckLanguage {
  readonly #budget = new Budget();
  /** What a variable that was looked at turned out to be. */
  #bug: unknown;
  readonly #language: Language;
  readonly #compiled = new Map<string, Compiled>();

  constructor(vocabulary: Vocabulary, variant: readonly string[]) {
    this.#language = buildEnvironment(vocabulary, variant, this.#budget);
  }

  /** A value for every variable of the vocabulary, as a kind's run yields them, made ready. */
  bind(values: Readonly<Record<string, unknown>>, variant: Variant): Context {
    const all: Record<string, unknown> = { ...values, variant };
    const bound = new Map<object, object>();
    const { variables, shapes } = this.#language;
    const context = {};
    // Most checks speak about two or three of them.
    for (const [name, type] of variables) {
      defineLazily(context, name, () => {
        try {
          return bindValue(all[name], type, shapes, bound, name);
        } catch (error) {
          this.#bug = error;
          throw error;
        }
      });
    }
    return context;
  }

  /** Empties a context that nothing will be asked of any more: expressions hold on to the last one they were run with. */
  release(context: Context): void {
    empty(context);
  }

  compile(source: string, wanted: Wanted): Compiled {
    const key = `${wanted}\n${source}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const compiled = this.#compile(source, wanted);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #compile(source: string, wanted: Wanted): Compiled {
    const fail = (problem: CelProblem): Compiled => ({ ok: false, problem });
    if (source.trim() === "") return fail({ message: "the expression is empty", start: 0, end: source.length });
    if (source.length > maxSource) return fail({ message: `an expression may have ${maxSource} characters`, start: 0, end: source.length });
    const code = withoutComments(source);
    let rewritten = { ...identity, text: code };
    let parsed: ParseResult;
    try {
      const nodes = nodesOf(this.#language.environment.parse(code).ast);
      const refused = refuseNames(code, nodes) ?? badPattern(nodes);
      if (refused) return fail(refused);
      rewritten = rewrite(code, nodes);
      parsed = this.#language.environment.parse(rewritten.text);
    } catch (error) {
      return fail(explain(error, source, rewritten, this.#language));
    }
    const checked = parsed.check();
    if (!checked.valid) return fail(explain(checked.error, source, rewritten, this.#language));
    const type = checked.type ?? "dyn";
    const unfit = this.#unfit(type, wanted);
    if (unfit) return fail({ message: unfit, start: source.search(/\S/), end: source.trimEnd().length });
    return { ok: true, expression: { type, run: (context) => this.#run(parsed, context) } };
  }

  #unfit(type: string, wanted: Wanted): string | undefined {
    switch (wanted) {
      case "bool":
        return type === "bool" ? undefined : `a check must yield true or false, this yields ${typeWord(type)}`;
      case "elements": {
        const element = /^list<(.+)>$/.exec(type)?.[1] ?? type;
        const isRecord = this.#language.shapes.fields.has(element);
        return isRecord ? undefined : `\`at\` must yield an element or a list of elements, this yields ${typeWord(type)}`;
      }
      case "text": {
        const innermost = type.replace(/^(list<)*/, "").replace(/>*$/, "");
        if (/^(string|double|int|bool|list)$/.test(innermost)) return undefined;
        return `only text, numbers, true or false and lists of them can stand in a sentence, this is ${typeWord(type)}; name a field`;
      }
      default:
        return wanted satisfies never;
    }
  }

  #run(parsed: ParseResult, context: Context): Evaluated<unknown> {
    this.#bug = undefined;
    const result = this.#evaluate(parsed, context);
    // A value that is not what its vocabulary says is nothing that a check could have an opinion about.
    if (this.#bug !== undefined) throw this.#bug;
    return result;
  }

  #evaluate(parsed: ParseResult, context: Context): Evaluated<unknown> {
    this.#budget.renew();
    try {
      const value: unknown = parsed(context);
      // `exists`, `all`, `&&` and `||` swallow errors where the other side decides; a spent budget is never swallowed.
      return this.#budget.spent ? { ok: false, message: spentMessage } : { ok: true, value };
    } catch (error) {
      if (this.#budget.spent) return { ok: false, message: spentMessage };
      if (error instanceof EvaluationError) return { ok: false, message: explainRun(error.summary) };
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Where the pattern is written out, a bad one is found when the lab is written. */
function badPattern(nodes: ReturnType<typeof nodesOf>): CelProblem | undefined {
  for (const node of nodes) {
    if (node.op !== "rcall" || node.args[0] !== "matches") continue;
    const pattern = node.args[2][0];
    if (pattern?.op !== "value" || typeof pattern.args !== "string") continue;
    try {
      compilePattern(pattern.args);
    } catch (error) {
      return { message: error instanceof Error ? error.message : String(error), start: pattern.start, end: pattern.end };
    }
  }
  return undefined;
}

/** The places of what an `at` expression yielded, each once. */
export function spansOf(value: unknown): Span[] {
  const elements = Array.isArray(value) ? value : [value];
  const spans = new Map<string, Span>();
  for (const element of elements) {
    const span: Span | undefined = typeof element === "object" && element !== null ? Reflect.get(element, "span") : undefined;
    if (span) spans.set(`${span.file}:${span.start.offset}:${span.end.offset}`, span);
  }
  return [...spans.values()];
}

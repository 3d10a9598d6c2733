import type { OptionSpec, Positional, UsagePattern } from "./model.ts";
import type { Bindings } from "./template.ts";

/**
 * Reads a usage line, without the program's name: words, `(a|b)`, `<value>`, `[<value>]`, `<value>...`, `[--flag|-f]`,
 * `[--option <value>]`, `--option <value>` and `[options]`. Gives the text it could not read as an error.
 */
export function parseUsage(usage: string): { pattern: UsagePattern } | { error: string } {
  const positionals: Positional[] = [];
  const options: OptionSpec[] = [];
  let anyOption = false;
  const token =
    /\s*(?:(?<any>\[options\])|\[(?<optional>-[^\]]+)\]|(?<required>-[\w|-]+(?:[ =]<[\w-]+>)?)|\[<(?<maybe>[\w-]+)>(?<maybeRest>\.\.\.)?\]|<(?<value>[\w-]+)>(?<rest>\.\.\.)?|\((?<words>[\w|.:-]+)\)|(?<word>[\w.:-]+))/y;
  let at = 0;
  while (usage.slice(at).trim() !== "") {
    token.lastIndex = at;
    const groups = token.exec(usage)?.groups;
    if (!groups) return { error: usage.slice(at).trim() };
    at = token.lastIndex;
    const option = groups.optional ?? groups.required;
    if (groups.any) anyOption = true;
    else if (option) options.push(optionOf(option, groups.required !== undefined));
    else if (groups.maybe) positionals.push({ kind: "value", name: groups.maybe, optional: true, rest: groups.maybeRest !== undefined });
    else if (groups.value) positionals.push({ kind: "value", name: groups.value, optional: false, rest: groups.rest !== undefined });
    else positionals.push({ kind: "word", names: (groups.words ?? groups.word ?? "").split("|") });
  }
  return { pattern: { positionals, options, anyOption } };
}

function optionOf(text: string, required: boolean): OptionSpec {
  const [, names = "", value] = /^([\w|-]+)(?:[ =]<([\w-]+)>)?$/.exec(text.trim()) ?? [];
  return { names: names.split("|"), ...(value ? { value } : {}), required };
}

/** The names a call of this pattern binds. */
export function boundNames(pattern: UsagePattern): readonly string[] {
  return [
    ...pattern.positionals.flatMap((positional) => (positional.kind === "value" ? [positional.name] : [])),
    ...pattern.options.map(bindingOf),
  ];
}

/** The value's name, or the flag's own: the long one where there is one. */
function bindingOf(option: OptionSpec): string {
  return option.value ?? (option.names.find((name) => name.startsWith("--")) ?? option.names[0] ?? "").replace(/^-+/, "");
}

/** `--out=plan`, and with one dash as Go's own flags are written: `-out=plan`. After a single letter `=` would belong to the value. */
const hasInlineValue = /^-(?:-[^=]*|[\w-]{2,})=/;

/** The bindings if the arguments fit the pattern; undefined if they do not. After `--` nothing is an option. */
export function matchUsage(pattern: UsagePattern, args: readonly string[]): Bindings | undefined {
  const bindings = new Map<string, string[]>();
  const words: string[] = [];
  const bind = (name: string, value: string) => bindings.set(name, [...(bindings.get(name) ?? []), value]);
  let literal = false;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (literal || !arg.startsWith("-") || arg === "-") {
      words.push(arg);
      continue;
    }
    if (arg === "--") {
      literal = true;
      continue;
    }
    const [name = arg, inline] = hasInlineValue.test(arg) ? splitOnce(arg, "=") : [arg];
    const option = pattern.options.find((candidate) => candidate.names.includes(name));
    if (!option) {
      if (!pattern.anyOption) return undefined;
      continue;
    }
    if (option.value === undefined) bind(bindingOf(option), "true");
    else if (inline !== undefined) bind(option.value, inline);
    else if (index + 1 < args.length) bind(option.value, args[++index] ?? "");
    else return undefined;
  }
  if (pattern.options.some((option) => option.required && !bindings.has(bindingOf(option)))) return undefined;
  return matchWords(pattern.positionals, words, bindings);
}

function matchWords(positionals: readonly Positional[], words: readonly string[], bindings: Map<string, string[]>): Bindings | undefined {
  let at = 0;
  for (const positional of positionals) {
    const word = words[at];
    if (positional.kind === "word") {
      if (word === undefined || !positional.names.includes(word)) return undefined;
      at++;
    } else if (positional.rest) {
      const rest = words.slice(at);
      if (rest.length === 0 && !positional.optional) return undefined;
      if (rest.length > 0) bindings.set(positional.name, rest);
      at = words.length;
    } else if (word !== undefined) {
      bindings.set(positional.name, [word]);
      at++;
    } else if (!positional.optional) return undefined;
  }
  return at === words.length ? bindings : undefined;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

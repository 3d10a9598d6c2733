type Values = Readonly<Record<string, string>>;
type Layers = readonly Values[];

/** No text grows longer than this by the variables in it. */
export const maxExpanded = 1024 * 1024;

/** What GitLab takes for the name of a variable in a text; `$$` and `%%` stand for themselves. */
const reference = /\$\$|%%|\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}|%([A-Za-z_]\w*)%/g;
const mayHold = (text: string) => text.includes("$") || text.includes("%");

/**
 * The variables of one job in layers, of which a later one hides what the earlier ones say. A variable is looked for when it is asked for,
 * and all of them are put together when somebody wants them all: rules and most scripts ask for few.
 */
export type Variables = {
  /** As they are written: so `rules:if` sees them. */
  readonly written: Values;
  /** With the others filled in, empty where there is none: so patterns and names see them. */
  readonly filled: Values;
  /** As scripts see them: filled in once more by the runner. */
  readonly inScripts: Values;
};

/** Variables in `raw` stand as they are written wherever they are used. */
export function variablesOf(layers: Layers, raw: ReadonlySet<string>): Variables {
  const find = (name: string) => layers.findLast((layer) => Object.hasOwn(layer, name))?.[name];
  const names = () => Object.keys(Object.assign(Object.create(null), ...layers));
  const filled = new Expander(layers, raw, "");
  const kept = new Expander(layers, raw, undefined);
  const inScripts = (name: string) => {
    const value = kept.value(name);
    return value === undefined || raw.has(name) ? value : expandAsRunner(value, (other) => kept.value(other));
  };
  return {
    written: lazily(find, names),
    filled: lazily((name) => filled.value(name), names),
    inScripts: lazily(inScripts, names),
  };
}

/** Expands variables by others, each once. A circle is left as it stands; GitLab creates no pipeline then. */
class Expander {
  readonly #layers: Layers;
  readonly #raw: ReadonlySet<string>;
  /** What stands for a variable that there is not; undefined leaves its name. */
  readonly #missing: string | undefined;
  readonly #done = new Map<string, string>();

  constructor(layers: Layers, raw: ReadonlySet<string>, missing: string | undefined) {
    this.#layers = layers;
    this.#raw = raw;
    this.#missing = missing;
  }

  value(name: string): string | undefined {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const written = this.#find(name, this.#layers.length);
    // Most variables name no others.
    if (written === undefined || !this.#expands(name, written)) return written;
    const open = [name];
    const begun = new Set<string>();
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const text = this.#find(top, this.#layers.length);
      const later = begun.has(top) || text === undefined || !this.#expands(top, text) ? [] : referencesIn(text);
      const first = later.filter((other) => other !== top && !this.#done.has(other) && !begun.has(other));
      begun.add(top);
      if (first.length > 0) open.push(...first);
      else {
        open.pop();
        if (text !== undefined && !this.#done.has(top)) this.#done.set(top, this.#fill(top, text));
      }
    }
    return this.#done.get(name);
  }

  #find(name: string, below: number): string | undefined {
    for (let at = below - 1; at >= 0; at--) {
      const layer = this.#layers[at];
      if (layer && Object.hasOwn(layer, name)) return layer[name];
    }
    return undefined;
  }

  #expands = (name: string, text: string) => mayHold(text) && !this.#raw.has(name);

  #fill(name: string, text: string): string {
    if (!this.#expands(name, text)) return text;
    return replaceReferences(text, (other, whole) => {
      // One that names itself means what it hides.
      if (other === name) return this.#hidden(name) ?? this.#missing ?? whole;
      // The runner would expand a raw one once it is put in: it puts it in itself.
      if (this.#raw.has(other) && this.#missing === undefined) return whole;
      return this.#done.get(other) ?? (this.#find(other, this.#layers.length) === undefined ? (this.#missing ?? whole) : whole);
    });
  }

  #hidden(name: string): string | undefined {
    const at = this.#layers.findLastIndex((layer) => Object.hasOwn(layer, name));
    return this.#find(name, at);
  }
}

/** Fills variables into one text, such as an environment's name; what no variable is called becomes empty. */
export const fillVariables = (text: string, values: Values): string =>
  mayHold(text) ? replaceReferences(text, (name) => textOf(values, name) ?? "") : text;

/** The same, but what no variable is called stays as it is. */
export const fillKnown = (text: string, values: Values): string =>
  mayHold(text) ? replaceReferences(text, (name, whole) => textOf(values, name) ?? whole) : text;

/** What every object has, such as `constructor`, is no variable. */
function textOf(values: Values, name: string): string | undefined {
  const value: unknown = values[name];
  return typeof value === "string" ? value : undefined;
}

function replaceReferences(text: string, put: (name: string, whole: string) => string): string {
  let length = text.length;
  return text.replace(reference, (whole, plain?: string, braced?: string, windows?: string) => {
    const name = plain ?? braced ?? windows;
    if (name === undefined) return whole;
    const value = put(name, whole);
    length += value.length - whole.length;
    return length > maxExpanded ? whole : value;
  });
}

export const referencesIn = (text: string): readonly string[] =>
  mayHold(text) ? [...text.matchAll(reference)].flatMap(([, plain, braced, windows]) => plain ?? braced ?? windows ?? []) : [];

/**
 * The runner expands as Go's `os.Expand`: `$$` is a dollar, `$1` and its like are empty, everything up to the brace is a name, and what is
 * called nothing is empty. So `${NAME:-word}` is empty, too. https://pkg.go.dev/os#Expand
 */
export function expandAsRunner(text: string, find: (name: string) => string | undefined): string {
  if (!text.includes("$")) return text;
  let expanded = "";
  let from = 0;
  const lastBrace = text.lastIndexOf("}");
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", from)) {
    const { name, length } = shellName(text, at + 1, lastBrace);
    const value = length === 0 || name === "$" ? "$" : name === "" ? "" : (find(name) ?? "");
    if (expanded.length + value.length > maxExpanded) break;
    expanded += text.slice(from, at) + value;
    from = at + 1 + length;
  }
  return expanded + text.slice(from);
}

/** The name that stands behind a dollar and how much text it takes up; an empty one is eaten with its brace. */
function shellName(text: string, at: number, lastBrace: number): { readonly name: string; readonly length: number } {
  const first = text.charAt(at);
  if (first === "{") {
    const end = at < lastBrace ? text.indexOf("}", at) : -1;
    // So is a brace that is never closed.
    return end === -1 ? { name: "", length: 1 } : { name: text.slice(at + 1, end), length: end + 1 - at };
  }
  if (/[*#$@!?\d-]/.test(first)) return { name: first, length: 1 };
  word.lastIndex = at;
  const name = word.exec(text)?.[0] ?? "";
  return { name, length: name.length };
}

const word = /\w+/y;

type Lookup = { readonly find: (name: string) => string | undefined; readonly names: () => readonly string[] };

/** One name after the other as they are asked for, until all are wanted: then they are put together, and what they came from is let go. */
class LazyValues implements ProxyHandler<Record<string, string>> {
  #lookup: Lookup | undefined;
  #known = new Map<string, string | undefined>();
  #all: Record<string, string> | undefined;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  get(_: unknown, name: string | symbol): string | undefined {
    if (typeof name === "symbol") return undefined;
    const { find } = this.#lookup ?? {};
    if (!find) return this.#all?.[name];
    if (!this.#known.has(name)) this.#known.set(name, find(name));
    return this.#known.get(name);
  }

  has(_: unknown, name: string | symbol): boolean {
    return this.get(_, name) !== undefined;
  }

  ownKeys(): string[] {
    return Object.keys(this.#whole());
  }

  getOwnPropertyDescriptor(_: unknown, name: string | symbol): PropertyDescriptor | undefined {
    return Object.getOwnPropertyDescriptor(this.#whole(), name);
  }

  #whole(): Record<string, string> {
    if (this.#all) return this.#all;
    const all = Object.create(null) as Record<string, string>;
    for (const name of this.#lookup?.names() ?? []) all[name] = this.#lookup?.find(name) ?? "";
    this.#all = all;
    this.#lookup = undefined;
    this.#known = new Map();
    return all;
  }
}

const lazily = (find: Lookup["find"], names: Lookup["names"]): Values =>
  new Proxy<Record<string, string>>({}, new LazyValues({ find, names }));

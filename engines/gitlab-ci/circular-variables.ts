import type { Diagnostic } from "#engines/source";
import type { CreatedJob } from "./create.ts";
import { maxExpanded, referencesIn } from "./expand-variables.ts";
import type { Variables } from "./model.ts";

type Values = Readonly<Record<string, string>>;
type Fault = { readonly names: readonly string[]; readonly summary: string; readonly detail: string };

/**
 * Variables of the file that name each other in a circle: GitLab creates no pipeline with a job that has them. Nor here one that grows
 * without end.
 */
export function circularVariables(jobs: readonly CreatedJob[], roots: Variables, raw: ReadonlySet<string>): Diagnostic[] {
  const shared = new Map<Values, Walk>();
  return jobs.flatMap(({ job, inherited, variables }) => {
    const known = shared.get(inherited) ?? new Walk(inherited, {}, raw);
    shared.set(inherited, known);
    const fault = faultOf(known, inherited, variables, raw);
    if (!fault) return [];
    const [first = ""] = fault.names;
    const span = (job.variables.get(first) ?? roots.get(first))?.span ?? job.span;
    return {
      severity: "warning" as const,
      code: "gitlab-ci/circular-variables" as const,
      summary: `${job.name}: ${fault.summary}`,
      detail: fault.detail,
      span,
    };
  });
}

/** Where those of the pipeline are sound, a circle goes through one of the job's own. */
function faultOf(shared: Walk, inherited: Values, own: Values, raw: ReadonlySet<string>): Fault | undefined {
  const names = Object.keys(own);
  if (names.length === 0 || (shared.fault && !shared.fault.names.some((name) => Object.hasOwn(own, name)))) return shared.fault;
  if (shared.fault) return new Walk(inherited, own, raw).fault;
  const isApart = !names.some((name) => Object.hasOwn(inherited, name) || shared.mentions(name));
  return new Walk(inherited, own, raw, { names, lengths: isApart ? shared.lengths : undefined }).fault;
}

/** Goes from variables to those they name, without recursion, and adds up how long each becomes. */
class Walk {
  readonly fault: Fault | undefined;
  /** Of each variable that was gone through. */
  readonly lengths = new Map<string, number>();
  readonly #inherited: Values;
  readonly #own: Values;
  readonly #raw: ReadonlySet<string>;
  readonly #references = new Map<string, readonly string[]>();
  readonly #mentioned = new Set<string>();

  /** From all of them, or from some, as far as the lengths are not known. */
  constructor(
    inherited: Values,
    own: Values,
    raw: ReadonlySet<string>,
    from?: { readonly names: readonly string[]; readonly lengths: ReadonlyMap<string, number> | undefined },
  ) {
    this.#inherited = inherited;
    this.#own = own;
    this.#raw = raw;
    const all = () => [...new Set([...Object.keys(inherited), ...Object.keys(own)])];
    this.fault = this.#walk(from?.names ?? all(), from?.lengths ?? new Map());
  }

  /** Whether one of the variables names this one, which may be none of them. */
  mentions(name: string): boolean {
    return this.#mentioned.has(name);
  }

  #text(name: string): string | undefined {
    if (Object.hasOwn(this.#own, name)) return this.#own[name];
    return Object.hasOwn(this.#inherited, name) ? this.#inherited[name] : undefined;
  }

  #referencesOf(name: string): readonly string[] {
    const known = this.#references.get(name);
    if (known) return known;
    const text = this.#raw.has(name) ? "" : (this.#text(name) ?? "");
    const named = referencesIn(text);
    for (const other of named) this.#mentioned.add(other);
    const found = named.filter((other) => other !== name && this.#text(other) !== undefined);
    this.#references.set(name, found);
    return found;
  }

  #walk(names: readonly string[], known: ReadonlyMap<string, number>): Fault | undefined {
    const lengthOf = (name: string) => this.lengths.get(name) ?? known.get(name);
    for (const start of names) {
      const path: { readonly name: string; next: number }[] = this.lengths.has(start) ? [] : [{ name: start, next: 0 }];
      const open = new Set([start]);
      for (let top = path.at(-1); top; top = path.at(-1)) {
        const others = this.#referencesOf(top.name);
        const other = others[top.next++];
        if (other === undefined) {
          path.pop();
          open.delete(top.name);
          const total = others.reduce((sum, each) => sum + (lengthOf(each) ?? 0), this.#text(top.name)?.length ?? 0);
          this.lengths.set(top.name, total);
          if (total > maxExpanded) return tooLong(top.name);
        } else if (open.has(other)) {
          return circle(path.slice(path.findIndex(({ name }) => name === other)).map(({ name }) => name));
        } else if (lengthOf(other) === undefined) {
          path.push({ name: other, next: 0 });
          open.add(other);
        }
      }
    }
    return undefined;
  }
}

const circle = (names: readonly string[]): Fault => ({
  names,
  summary: `circular variable reference detected: [${names.map((name) => JSON.stringify(name)).join(", ")}]`,
  detail: "Each of these variables stands for another of them, so none has a value. GitLab creates no pipeline.",
});

const tooLong = (name: string): Fault => ({
  names: [name],
  summary: `the variable "${name}" grows too long`,
  detail: "It names others, which name others in turn.",
});

import type { Diagnostic } from "#engines/source";
import type { CreatedJob } from "./create.ts";
import { maxExpanded, referencesIn } from "./expand-variables.ts";
import type { Variables } from "./model.ts";

/** Variables of the file that name each other in a circle: GitLab creates no pipeline with a job that has them. Nor here one that grows without end. */
export function circularVariables(jobs: readonly CreatedJob[], roots: Variables, raw: ReadonlySet<string>): Diagnostic[] {
  return jobs.flatMap(({ job, variables }) => {
    const fault = faultOf(variables, raw);
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

type Fault = { readonly names: readonly string[]; readonly summary: string; readonly detail: string };

/** Walks from every variable to those it names, without recursion, and adds up how long each becomes. */
function faultOf(variables: Readonly<Record<string, string>>, raw: ReadonlySet<string>): Fault | undefined {
  const references = new Map(
    Object.entries(variables).flatMap(([name, value]) => {
      const others = raw.has(name) ? [] : referencesIn(value).filter((other) => other !== name && Object.hasOwn(variables, other));
      return others.length > 0 ? [[name, others] as const] : [];
    }),
  );
  const length = new Map<string, number>();
  const lengthOf = (name: string) => length.get(name) ?? variables[name]?.length ?? 0;
  for (const start of references.keys()) {
    const path: { readonly name: string; next: number }[] = length.has(start) ? [] : [{ name: start, next: 0 }];
    const open = new Set([start]);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const others = references.get(top.name) ?? [];
      const other = others[top.next++];
      if (other === undefined) {
        path.pop();
        open.delete(top.name);
        const total = others.reduce((sum, each) => sum + lengthOf(each), variables[top.name]?.length ?? 0);
        length.set(top.name, total);
        if (total > maxExpanded) return tooLong(top.name);
        continue;
      }
      if (open.has(other)) return circle(path.slice(path.findIndex(({ name }) => name === other)).map(({ name }) => name));
      if (!references.has(other) || length.has(other)) continue;
      path.push({ name: other, next: 0 });
      open.add(other);
    }
  }
  return undefined;
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

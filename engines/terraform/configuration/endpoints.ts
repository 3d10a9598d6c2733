import { type Reference, type Step, toDouble } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { Findings } from "./findings.ts";
import type { MoveEndpoint } from "./model.ts";

type Word = { readonly name?: string; readonly key?: string | number | "invalid"; readonly span: Span };

/** Names that never begin the address of a resource. */
export const notTypes: ReadonlySet<string> = new Set(["var", "local", "path", "self", "each", "count", "terraform"]);

/** Reads `module.a["x"].aws_instance.b[0]`, as `moved` and `removed` have it. Undefined, with a message, for anything else. */
export function readEndpoint(reference: Reference, findings: Findings): MoveEndpoint | undefined {
  const words: Word[] = [{ name: reference.root, span: reference.rootSpan }, ...reference.steps.map(wordOf)];
  const fail = (detail: string, span: Span, summary = "Invalid address"): undefined => {
    findings.error("address", summary, detail, span);
    return undefined;
  };
  const modules: { readonly name: string; readonly key?: string | number }[] = [];
  let at = 0;
  while (words[at]?.name === "module") {
    const [keyword, name, index] = words.slice(at, at + 3);
    const needed = 'The name of a module follows "module".';
    if (name?.name === undefined) return fail(needed, (name ?? keyword)?.span ?? reference.span, "Invalid address operator");
    const indexed = index !== undefined && index.name === undefined;
    if (indexed && index.key === "invalid")
      return fail("The key of an instance is a text or a whole number.", index.span, "Invalid address operator");
    modules.push({ name: name.name, ...(indexed && index.key !== undefined ? { key: index.key } : {}) });
    at += indexed ? 3 : 2;
  }
  const rest = words.slice(at);
  if (rest.length === 0) return { modules, span: reference.span };
  const resource = readResource(rest, reference.span, fail);
  return resource && { modules, resource, span: reference.span };
}

function readResource(words: readonly Word[], whole: Span, fail: (detail: string, span: Span) => undefined): MoveEndpoint["resource"] {
  const [first] = words;
  const mode = first?.name === "data" ? "data" : "managed";
  const prefixed = first?.name === "data" || first?.name === "resource" || first?.name === "ephemeral";
  const [type, name, index, extra] = prefixed ? words.slice(1) : words;
  if (!type || !name) return fail("The address of a resource has its type and its name.", type ? { ...type.span, end: whole.end } : whole);
  if (type.name === undefined) return fail("The type of a resource is needed here.", type.span);
  if (name.name === undefined) return fail("The name of a resource is needed here.", name.span);
  if (extra) return fail("Nothing follows the key of an instance.", extra.span);
  if (index?.name !== undefined) return fail("The key of an instance stands in brackets.", index.span);
  if (index?.key === "invalid") return fail("The key of an instance is a text or a whole number.", index.span);
  return { mode, type: type.name, name: name.name, ...(index?.key === undefined ? {} : { key: index.key }) };
}

function wordOf(step: Step): Word {
  const { span } = step;
  if (step.kind === "attribute") return { name: step.name, span };
  if (step.key.kind === "string") return { key: step.key.value, span };
  const number = step.key.kind === "number" ? toDouble(step.key.value) : Number.NaN;
  return { key: Number.isSafeInteger(number) && number >= 0 ? number : "invalid", span };
}

import { type Block, bodyContent, type Expression, parseHclExpression, type Step } from "#engines/hcl";
import type { FileDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import { readProviderReference } from "./provider-names.ts";
import { importSchema } from "./schemas.ts";

/** https://developer.hashicorp.com/terraform/language/block/import */
export function readImport(block: Block, findings: Findings): FileDraft["imports"][number] | undefined {
  const { attributes, diagnostics } = bodyContent(block.body, importSchema);
  findings.take(diagnostics);
  const id = attributes.get("id")?.value;
  const written = attributes.get("to")?.value;
  const to = written && unwrapped(written, findings);
  const target = to && readTarget(to, findings);
  const forEach = attributes.get("for_each")?.value;
  const provider = attributes.get("provider");
  if (provider && target?.inModule)
    findings.error(
      "import-provider",
      "Invalid import provider argument",
      "Which provider imports an object of another module is decided there.",
      provider.span,
    );
  const reference = provider && readProviderReference(provider.value, "provider", findings);
  if (!id || !to || !target) return undefined;
  return {
    to,
    id,
    ...(forEach ? { forEach } : {}),
    ...(reference ? { provider: reference } : {}),
    span: block.header,
    target: target.resource,
    ...(provider ? { providerSpan: provider.span } : {}),
  };
}

/** In JSON syntax the address stands in a string. */
function unwrapped(expression: Expression, findings: Findings): Expression | undefined {
  if (expression.kind !== "template" || expression.json === undefined) return expression;
  const { file, start } = expression.span;
  const { model, diagnostics } = parseHclExpression({ path: file, text: expression.json }, start);
  findings.take(diagnostics);
  return model;
}

type Word = string | undefined;

/** The resource that an address leads to; its keys may be computed. */
function readTarget(expression: Expression, findings: Findings): { readonly resource: string; readonly inModule: boolean } | undefined {
  const words = wordsOf(expression);
  const fail = (detail: string): undefined => {
    findings.error("import-address", "Invalid import address", detail, expression.span);
    return undefined;
  };
  if (!words) return fail("The address of a resource is needed, whose keys alone may be computed.");
  let at = 0;
  const modules: string[] = [];
  while (words[at] === "module" && typeof words[at + 1] === "string") {
    modules.push(`module.${words[at + 1]}`);
    at += words[at + 2] === undefined && at + 2 < words.length ? 3 : 2;
  }
  const [type, name, ...rest] = words.slice(at);
  if (type === "data") return fail("Only managed resources can be imported, not data sources.");
  if (type === undefined || name === undefined || rest.some((word) => word !== undefined) || rest.length > 1)
    return fail("The address of a resource ends with its type, its name and, if there is one, the key of an instance.");
  return { resource: [...modules, `${type}.${name}`].join("."), inModule: modules.length > 0 };
}

/** Names in a row, undefined for every key; undefined as a whole where the expression is no address. */
function wordsOf(expression: Expression): readonly Word[] | undefined {
  if (expression.kind === "traversal") return [expression.root, ...expression.steps.map(wordOf)];
  if (expression.kind === "relative") {
    const inner = wordsOf(expression.source);
    return inner && [...inner, ...expression.steps.map(wordOf)];
  }
  if (expression.kind !== "index") return undefined;
  const inner = wordsOf(expression.collection);
  return inner && [...inner, undefined];
}

const wordOf = (step: Step): Word => (step.kind === "attribute" ? step.name : undefined);

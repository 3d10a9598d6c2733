import { type Block, bodyContent, type Expression, parseHclExpression, type Step, staticTraversal } from "#engines/hcl";
import { isError, type Span } from "#engines/source";
import type { FileDraft } from "./drafts.ts";
import { notTypes, readEndpoint } from "./endpoints.ts";
import type { Findings } from "./findings.ts";
import { readProviderReference } from "./provider-names.ts";
import { importSchema } from "./schemas.ts";

type Target = { readonly modules: readonly string[]; readonly resource: string };

/** https://developer.hashicorp.com/terraform/language/block/import */
export function readImport(block: Block, findings: Findings): FileDraft["imports"][number] | undefined {
  const { attributes, diagnostics } = bodyContent(block.body, importSchema);
  findings.take(diagnostics);
  if (diagnostics.some(isError)) return undefined;
  const id = attributes.get("id")?.value;
  const written = attributes.get("to");
  const to = written && unwrapped(written.value, findings);
  const target = written && to && readTarget(to, written.span, findings);
  const forEach = attributes.get("for_each")?.value;
  const provider = attributes.get("provider");
  if (provider && target && target.modules.length > 0)
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
    target,
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

/** The resource that an address leads to; its keys may be computed. */
function readTarget(expression: Expression, argument: Span, findings: Findings): Target | undefined {
  const steps = stepsOf(expression);
  const fail = (summary: string, detail: string, span: Span): undefined => {
    findings.error("import-address", summary, detail, span);
    return undefined;
  };
  const invalid = () =>
    fail("Invalid import address", "Objects are imported to the address of a managed resource, or of an instance of one.", argument);
  if (!steps) {
    fail("Invalid expression", "An address is needed, whose keys alone may be computed.", expression.span);
    return invalid();
  }
  const [root, ...rest] = steps;
  const reference = {
    root: root?.kind === "attribute" ? root.name : "",
    rootSpan: root?.span ?? expression.span,
    steps: rest,
    span: expression.span,
  };
  if (notTypes.has(reference.root)) {
    fail("Invalid address", "This is no address of a resource.", expression.span);
    return invalid();
  }
  const endpoint = readEndpoint(reference, findings);
  if (!endpoint) return invalid();
  if (!endpoint.resource) {
    fail("Invalid address", "This is the address of a module, not of a resource.", expression.span);
    return invalid();
  }
  const words = [reference.root, ...rest.map((step) => (step.kind === "attribute" ? step.name : ""))];
  if (endpoint.resource.mode === "data" || words.some((word, at) => word === "ephemeral" && at === endpoint.modules.length * 2))
    return invalid();
  const { type, name } = endpoint.resource;
  return { modules: endpoint.modules.map((module) => module.name), resource: `${type}.${name}` };
}

/** The names and constant keys of an address in a row, the root among them; keys that are computed are left out. */
function stepsOf(expression: Expression): readonly Step[] | undefined {
  if (expression.kind === "index") return stepsOf(expression.collection);
  if (expression.kind === "relative") {
    const inner = stepsOf(expression.source);
    return inner && [...inner, ...expression.steps];
  }
  const reference = expression.kind === "template" ? undefined : staticTraversal(expression);
  return reference && [{ kind: "attribute", name: reference.root, span: reference.rootSpan }, ...reference.steps];
}

import { type BodySchema, bodyContent, partialContent } from "#engines/hcl";
import { Findings } from "./findings.ts";
import type { ConfigurationDiagnostic, Resource } from "./model.ts";
import { provisionerSchema } from "./schemas.ts";

const arguments_ = (required: readonly string[], optional: readonly string[]): BodySchema => ({
  attributes: [...required.map((name) => ({ name, required: true })), ...optional.map((name) => ({ name }))],
  blocks: [],
});

/** https://developer.hashicorp.com/terraform/language/provisioners */
const schemas: ReadonlyMap<string, BodySchema> = new Map([
  ["local-exec", arguments_(["command"], ["interpreter", "working_dir", "environment", "quiet"])],
  ["file", arguments_(["destination"], ["source", "content"])],
  ["remote-exec", arguments_([], ["inline", "script", "scripts"])],
]);

/** What is wrong with the form of a resource's provisioners: Terraform says so of the first that is wrong, while it plans the resource. */
export function provisionerFaults({ provisioners }: Resource): readonly ConfigurationDiagnostic[] {
  for (const { type, block } of provisioners) {
    const schema = schemas.get(type);
    if (!schema) continue;
    const findings = new Findings();
    const { rest } = partialContent(block.body, provisionerSchema);
    const { attributes, diagnostics } = bodyContent(rest, schema);
    findings.take(diagnostics);
    if (findings.errors === 0) checkChoice(type, new Set(attributes.keys()), findings);
    if (findings.errors > 0) return findings.list;
  }
  return [];
}

function checkChoice(type: string, given: ReadonlySet<string>, findings: Findings): void {
  const fail = (summary: string, detail: string) => findings.error("provisioner", summary, detail);
  if (type === "file" && given.has("source") && given.has("content"))
    fail("Cannot set both 'source' and 'content'", "A file is copied from a path or written from a text.");
  if (type === "file" && !given.has("source") && !given.has("content"))
    fail("Must provide one of 'source' or 'content'", "A file is copied from a path or written from a text.");
  if (type === "remote-exec" && ["inline", "script", "scripts"].filter((name) => given.has(name)).length !== 1)
    fail("Invalid remote-exec provisioner configuration", "What is to be run is given once: as inline, script or scripts.");
}

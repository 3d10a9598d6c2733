import { compareText, type Expression, justAttributes, parseHcl, parseHclJson, partialContent } from "#engines/hcl";
import type { SourceFile } from "#engines/source";
import type { Findings } from "./findings.ts";
import type { VariableText } from "./model.ts";

/** What a variable is set to, before anybody knows its type. */
export type WrittenValue =
  | { readonly kind: "file"; readonly file: string; readonly expression: Expression }
  | { readonly kind: "option"; readonly text: string };

/** Files and options in the order of their precedence, the last one counts: https://developer.hashicorp.com/terraform/language/values/variables */
export function readVariableTexts(
  files: readonly SourceFile[],
  given: readonly VariableText[],
  findings: Findings,
): ReadonlyMap<string, WrittenValue> {
  const written = new Map<string, WrittenValue>();
  for (const file of automaticFiles(files)) readVariableFile(file.path, file.text, written, findings);
  for (const each of given) {
    if (each.kind === "option") {
      written.set(each.name, { kind: "option", text: each.text });
      continue;
    }
    const text = each.text ?? files.find(({ path }) => path === each.path)?.text;
    if (text !== undefined) readVariableFile(each.path, text, written, findings);
    else findings.error("variable-file", "Failed to read variables file", `There is no variables file "${each.path}".`);
  }
  return written;
}

/** The variable files that nobody has to name. */
function automaticFiles(files: readonly SourceFile[]): readonly SourceFile[] {
  const inRoot = files.filter(({ path }) => !path.includes("/"));
  const named = ["terraform.tfvars", "terraform.tfvars.json"].flatMap((name) => inRoot.find(({ path }) => path === name) ?? []);
  const automatic = inRoot.filter(({ path }) => path.endsWith(".auto.tfvars") || path.endsWith(".auto.tfvars.json"));
  return [...named, ...automatic.sort((a, b) => compareText(a.path, b.path))];
}

function readVariableFile(path: string, text: string, into: Map<string, WrittenValue>, findings: Findings): void {
  const before = findings.errors;
  const { model, diagnostics } = path.endsWith(".json") ? parseHclJson({ path, text }) : parseHcl({ path, text });
  findings.take(diagnostics);
  if (findings.errors > before && model.json) return;
  const [array] = model.json ?? [];
  if (array?.kind === "array") {
    findings.error("variable-file", "Incorrect JSON value type", "The values of variables are the properties of one object.", array.open);
    return;
  }
  const { blocks } = model.json
    ? { blocks: [] }
    : partialContent(model, { attributes: [], blocks: [{ type: "variable", labels: ["name"] }] });
  for (const { typeSpan, labels } of blocks) {
    const name = labels[0]?.value ?? "name";
    const detail = `Variables are declared in files that end in .tf. Here a value is given: ${name} = …`;
    findings.error("variable-file", "Variable declaration in .tfvars file", detail, typeSpan);
  }
  // What else is wrong would be told less helpfully.
  if (blocks.length > 0 || findings.errors > before) return;
  const content = justAttributes(model);
  findings.take(content.diagnostics);
  for (const { name, value } of content.attributes.values()) into.set(name, { kind: "file", file: path, expression: value });
}

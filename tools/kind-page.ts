import { z } from "zod";
import type { World } from "#engines/world";
import type { LabKind } from "#grading/kinds/kind";

const propertySchema = z.object({
  type: z.string().optional(),
  description: z.string().default(""),
  properties: z.record(z.string(), z.unknown()).optional(),
});
const scenarioSchema = z.object({ properties: z.record(z.string(), propertySchema) });

/** The page about a kind of lab, as Markdown: its scenarios, each of `examples` in words, and what its checks may speak of. */
export function kindPage(kind: LabKind, world: World, examples: readonly unknown[]): string {
  const { properties } = scenarioSchema.parse(z.toJSONSchema(kind.scenario, { io: "input" }));
  const keys = Object.entries(properties).map(([name, property]) => [`\`${name}\``, writtenAs(property), property.description]);
  const said = examples.map((example) => {
    const scenario = kind.scenario.parse(example);
    return [`\`${inFlowStyle(example)}\``, kind.describe(scenario, world)];
  });
  const fields = (of: Readonly<Record<string, { readonly type: string; readonly about: string }>>) =>
    Object.entries(of).map(([name, { type, about }]) => [`\`${name}\``, `\`${type}\``, about]);
  return [
    `# Labs of the kind ${kind.name}`,
    "This page is written by `npx vitest run tools/docs.test.ts -u` from what the grader accepts.",
    "## Scenarios",
    table(["key", "written as", "what it does"], keys),
    table(["for example", "which the learner reads as"], said),
    "## What a check may speak of",
    table(["name", "type", "what it holds"], fields(kind.vocabulary.variables)),
    ...Object.entries(kind.vocabulary.records).flatMap(([name, record]) => [
      `### ${name}`,
      table(["field", "type", "what it holds"], fields(record)),
    ]),
    "",
  ].join("\n\n");
}

function writtenAs({ type, properties }: z.infer<typeof propertySchema>): string {
  if (properties) return `\`{ ${Object.keys(properties).join(", ")} }\``;
  const words: Readonly<Record<string, string>> = { string: "text", array: "list", object: "names and values" };
  return words[type ?? ""] ?? type ?? "";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** As an author writes a scenario on one line. Quotes stand where YAML may read a text as something else. */
function inFlowStyle(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inFlowStyle).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${inFlowStyle(inner)}`)
      .join(", ")} }`;
  return typeof value === "string" && /^[A-Za-z][\w/.-]*$/.test(value) ? value : JSON.stringify(value);
}

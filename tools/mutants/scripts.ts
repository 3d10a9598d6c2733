import type { YamlNode } from "#engines/yaml";
import type { TextEdits } from "./text-edits.ts";
import type { YamlEdits } from "./yaml-edits.ts";

type Edit = { readonly name: string; readonly text: string };

/** What may go wrong with the lines of a script: one is missing, or its failure is masked. `where` names the script. */
export function scriptMutants(node: YamlNode, where: string, edits: YamlEdits): readonly Edit[] {
  if (node.kind === "map") return [];
  if (node.kind === "scalar")
    return node.style === "block" ? blockMutants(edits.linesOf(node.span).slice(1), where, edits) : lineMutants(node, where, edits);
  return node.items.flatMap((item, index) => {
    const name = `${where}[${index}]`;
    return [
      ...(node.items.length > 1 ? [{ name: `drop ${name}`, text: edits.dropItem(node, item) }] : []),
      ...scriptMutants(item, name, edits),
    ];
  });
}

function lineMutants(node: YamlNode & { kind: "scalar" }, where: string, edits: YamlEdits): readonly Edit[] {
  const line = String(node.value);
  const masked = JSON.stringify(`${line} || true`);
  return canFail(line) ? [{ name: `mask ${where}`, text: edits.replace(node.span, masked) }] : [];
}

/** The same for a script over several lines. */
export function blockMutants(lines: ReturnType<TextEdits["linesOf"]>, where: string, edits: TextEdits): readonly Edit[] {
  return lines.flatMap(({ text, start, end }, index) => {
    const line = text.trim();
    const name = `${where} line ${index + 1}`;
    if (line === "" || line.startsWith("#") || /^(?:fi|done|esac|else|then|do|\}|;;)$/.test(line)) return [];
    const opens = /^(?:if|for|while|until|case|\w+\(\))|(?:then|do|\{|\\|&&|\|)$/.test(line);
    return [
      ...(opens ? [] : [{ name: `drop ${name}`, text: edits.slice(start, end + 1, "") }]),
      ...(opens || !canFail(line) ? [] : [{ name: `mask ${name}`, text: edits.slice(start, end, `${text} || true`) }]),
    ];
  });
}

/** Words whose failure is worth masking: not what cannot fail, nor what is masked already. */
export const canFail = (line: string) => !/\|\| true$|^(?:echo|printf|sleep|set|export|:|true)\b/.test(line.trim());

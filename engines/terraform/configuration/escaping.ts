import type { Block, Body } from "#engines/hcl";
import type { Findings } from "./findings.ts";

/**
 * The arguments of a block's own type: what its schema left, and what stands in the escaping block `_`, where arguments can be given
 * whose names are meta-arguments otherwise. Other blocks are reserved.
 */
export function withEscaped(rest: Body, blocks: readonly Block[], where: string, findings: Findings): Body {
  let escaped: Block | undefined;
  for (const block of blocks) {
    if (block.type !== "_") {
      const detail = `"${block.type}" is reserved for later versions of the language.`;
      findings.error("reserved", `Reserved block type name in ${where} block`, detail, block.typeSpan);
    } else if (escaped) {
      const detail = `There is an escaping block on line ${escaped.typeSpan.start.line} already.`;
      findings.error("escaping", "Duplicate escaping block", detail, block.header);
    } else escaped = block;
  }
  return escaped ? joined(rest, escaped.body, findings) : rest;
}

function joined(rest: Body, more: Body, findings: Findings): Body {
  if (rest.json && more.json) return { ...rest, json: [...rest.json, ...more.json] };
  for (const { name, nameSpan } of more.attributes.values()) {
    if (!rest.attributes.has(name)) continue;
    findings.error("escaping", "Duplicate argument", `The argument "${name}" is set outside of the escaping block, too.`, nameSpan);
  }
  return { ...rest, attributes: new Map([...more.attributes, ...rest.attributes]), blocks: [...rest.blocks, ...more.blocks] };
}

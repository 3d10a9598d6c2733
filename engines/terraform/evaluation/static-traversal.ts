import { attributeOf, elementAt, type Step, unknownValue, type Value } from "#engines/hcl";
import { type Diagnostic, didYouMean, type Span } from "#engines/source";
import type { BlockSchema, NestedBlock } from "../providers/index.ts";

type Fault = Diagnostic;

const error = (summary: string, detail: string, span: Span): Fault => ({
  severity: "error",
  code: "terraform/reference",
  summary,
  detail,
  span,
});

/** Whether an object of this schema can have what the steps ask for, before any value is known. */
export function traversalFaults(block: BlockSchema, steps: readonly Step[]): Diagnostic[] {
  const [next, ...after] = steps;
  if (!next) return [];
  if (next.kind === "index") {
    const name = next.key.kind === "string" ? next.key.value : undefined;
    const advice = name !== undefined && /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? ` as .${name}` : "";
    return [error("Invalid index operation", `An attribute is written with a dot here${advice}.`, next.span)];
  }
  const attribute = block.attributes.get(next.name);
  if (attribute) return valueFaults(unknownValue(attribute.type), after);
  const nested = block.blocks.get(next.name);
  if (nested) return blockFaults(next.name, nested, after);
  const hint = didYouMean(next.name, [...block.attributes.keys(), ...block.blocks.keys()]);
  return [error("Unsupported attribute", `This object has no argument, block or attribute named "${next.name}".${hint}`, next.span)];
}

function blockFaults(type: string, nested: NestedBlock, steps: readonly Step[]): Diagnostic[] {
  if (nested.nesting === "single" || nested.nesting === "group") return traversalFaults(nested.block, steps);
  const [next, ...after] = steps;
  if (!next) return [];
  if (nested.nesting === "set") {
    const detail = `The blocks "${type}" are a set, whose elements have no index. A for expression with "if" finds those you mean.`;
    return [error("Cannot index a set value", detail, next.span)];
  }
  if (next.kind === "index" || nested.nesting === "map") return traversalFaults(nested.block, after);
  return [error("Invalid operation", `The blocks "${type}" are a list: choose one by its index, as .${type}[0].`, next.span)];
}

function valueFaults(value: Value, steps: readonly Step[]): Diagnostic[] {
  const faults: Diagnostic[] = [];
  let at = value;
  for (const step of steps) {
    const fail = (code: Diagnostic["code"], summary: string, detail: string, span: Span) =>
      faults.push({ severity: "error", code, summary, detail, span });
    at = step.kind === "attribute" ? attributeOf(at, step.name, step.span, fail) : elementAt(at, step.key, step.span, fail);
    if (faults.length > 0) return faults;
  }
  return faults;
}

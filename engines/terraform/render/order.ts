import { compareText } from "#engines/hcl";
import type { ResourceChange } from "../model.ts";

/** As Terraform lists resources: outer modules first, data sources before resources, then types, names and keys. */
export function byAddress(a: ResourceChange, b: ResourceChange): number {
  const [left, right] = [stepsOf(a.module), stepsOf(b.module)];
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, step] of left.entries()) {
    const order = compareStep(step, right[index] ?? "");
    if (order !== 0) return order;
  }
  if (a.mode !== b.mode) return a.mode === "data" ? -1 : 1;
  return compareText(a.type, b.type) || compareText(a.name, b.name) || compareKey(keyOf(a.address), keyOf(b.address));
}

/** `module.a["x.y"].module.b` in its steps; dots inside a key do not part them. */
const stepsOf = (module: string): string[] =>
  [...module.matchAll(/module\.([^.[]+)(\[(?:\d+|"(?:[^"\\]|\\.)*")\])?/g)].map(([, name = "", key = ""]) => `${name}${key}`);

const keyOf = (address: string): string => /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/.exec(address)?.[0] ?? "";

function compareStep(a: string, b: string): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  return compareText(a.slice(0, a.length - left.length), b.slice(0, b.length - right.length)) || compareKey(left, right);
}

/** No key, then numbers by their value, then texts. */
function compareKey(a: string, b: string): number {
  const rank = (key: string) => (key === "" ? 0 : key.startsWith('["') ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return rank(a) === 1 ? Number(a.slice(1, -1)) - Number(b.slice(1, -1)) : compareText(a, b);
}

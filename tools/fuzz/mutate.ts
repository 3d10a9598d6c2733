/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const hostile = [
  ...[
    "\0",
    "\uFEFF",
    "\r",
    "\t",
    "\u2028",
    "\uD800",
    "é́",
    "💥",
    "${",
    "}",
    "{{",
    "}}",
    "$(",
    "`",
    '"',
    "'",
    "'''",
    "*a",
    "&a",
    "<<: *a",
    "!!js",
  ],
  ...[
    "-1",
    "1e999",
    "99999999999999999999",
    "0x",
    "__proto__",
    "constructor",
    "toString",
    "null",
    "true",
    "[]",
    "{}",
    "|",
    ">",
    "\\",
    "/*",
    "//",
  ],
  ..."[ { ( <".split(" ").map((open) => open.repeat(2_000)),
  "a".repeat(20_000),
  "{1..100000}",
];

/** One mutant: some small damage, or parts of two seeds together. */
export function mutate(seeds: readonly string[], chance: () => number): string {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
  let text = pick(seeds);
  const steps = 1 + Math.floor(chance() * 5);
  for (let step = 0; step < steps; step++) text = mutateOnce(text, pick(seeds), pick, chance);
  return text.slice(0, 64 * 1024);
}

function mutateOnce(text: string, other: string, pick: <T>(from: readonly T[]) => T, chance: () => number): string {
  const lines = text.split("\n");
  const line = Math.floor(chance() * lines.length);
  const at = Math.floor(chance() * (text.length + 1));
  const length = Math.floor(chance() * 20);
  switch (Math.floor(chance() * 9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + pick(hostile) + text.slice(at);
    case 2:
      return lines.toSpliced(line, 1).join("\n");
    case 3:
      return lines.toSpliced(line, 0, lines[Math.floor(chance() * lines.length)] ?? "").join("\n");
    case 4:
      return lines.toSpliced(line, 1, ` ${lines[line]}`).join("\n");
    case 5:
      return lines.toSpliced(line, 0, ...other.split("\n").slice(0, 1 + Math.floor(chance() * 12))).join("\n");
    case 6: {
      const words = text.match(/[\w-]+/g) ?? [];
      const word = pick(words.length > 0 ? words : ["x"]);
      return text.replace(word, () => pick(other.match(/[\w-]+/g) ?? ["y"]));
    }
    case 7:
      return text.slice(0, at) + String.fromCharCode(Math.floor(chance() * 0x250)) + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.slice(at, at + length).repeat(2 + Math.floor(chance() * 40)) + text.slice(at + length);
  }
}

export type GlobProblem = { readonly summary: string; readonly detail: string };

const escapable = "[?+*\\!";
/** https://git-scm.com/docs/git-check-ref-format: no branch or tag can have these, so a pattern with them matches nothing. */
const notInRefs = " \t~^:";

/** What keeps a filter's pattern from ever matching as it looks. */
export function globProblems(pattern: string, kind: "ref" | "path"): readonly GlobProblem[] {
  if (pattern === "") return [{ summary: "The pattern is empty", detail: "Write a name or a pattern." }];
  const problems: GlobProblem[] = [];
  const say = (summary: string, detail: string) => problems.push({ summary, detail });
  if (kind === "path") checkPath(pattern, say);
  else checkRef(pattern, say);
  const negated = pattern.startsWith("!");
  if (pattern === "!") say("There is nothing behind the `!`", "Write what to leave out.");
  checkSpecials(negated ? pattern.slice(1) : pattern, kind, say);
  return problems;
}

function checkPath(pattern: string, say: (summary: string, detail: string) => void): void {
  if (pattern !== pattern.trim()) say("The pattern begins or ends with a space", "Spaces count; remove them.");
  const path = pattern.trim().replace(/^!/, "");
  const parts = path.split("/");
  if (parts.includes(".") || parts.includes(".."))
    say("`.` and `..` are not possible in a pattern", "Paths are counted from the top of the repository; write them without.");
}

function checkRef(pattern: string, say: (summary: string, detail: string) => void): void {
  const name = pattern.replace(/^!/, "");
  if (name.startsWith("/")) say("No branch or tag begins with `/`", "Remove the slash.");
  if (name.endsWith("/") || name.endsWith(".")) say("No branch or tag ends like this", "A name cannot end with a slash or a dot.");
  if (name.includes("//") || name.includes("..")) say("No branch or tag is like this", "A name has no `//` and no `..` in it.");
}

function checkSpecials(pattern: string, kind: "ref" | "path", say: (summary: string, detail: string) => void): void {
  let before: "plain" | "special" | "nothing" = "nothing";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (char === "\\") {
      const next = pattern[at + 1];
      if (next === undefined || !escapable.includes(next)) {
        if (kind === "ref")
          say("`\\` stands before an ordinary letter", "Only [ ? + * \\ ! can be escaped; patterns are no regular expressions.");
      }
      at++;
      before = "plain";
    } else if (char === "[") {
      const end = checkSet(pattern, at, say);
      if (end === -1) return;
      at = end;
      before = "plain";
    } else if (char === "?" || char === "+") {
      if (before !== "plain")
        say(`\`${char}\` has nothing to repeat`, "It stands behind a letter or a set in brackets, and says how often that may come.");
      before = "special";
    } else if (char === "*") before = "special";
    else {
      if (kind === "ref" && notInRefs.includes(char))
        say(
          `No branch or tag has "${char}" in its name`,
          "Patterns are no regular expressions: see GitHub's cheat sheet of filter patterns.",
        );
      before = "plain";
    }
  }
}

/** A set such as `[a-z]`; gives the place of its end, or -1. */
function checkSet(pattern: string, start: number, say: (summary: string, detail: string) => void): number {
  const end = pattern.indexOf("]", start + 1);
  if (end === -1) {
    say("`[` is not closed", "A set of letters ends with `]`.");
    return -1;
  }
  const inside = pattern.slice(start + 1, end);
  if (inside === "") {
    say("The set `[]` is empty", "Name the letters that may stand here.");
    return end;
  }
  if (inside.length === 1) say(`The set \`[${inside}]\` holds one letter`, "Write the letter alone.");
  for (let at = 1; at + 1 < inside.length; at++) {
    if (inside[at] !== "-") continue;
    if ((inside[at - 1] ?? "") > (inside[at + 1] ?? ""))
      say(`The range ${inside.slice(at - 1, at + 2)} is backwards`, "Its first letter comes before its last.");
  }
  return end;
}

/**
 * What the library does otherwise than a real shell is mended in the syntax tree before a script runs:
 *
 * - `$RANDOM`, `$SECONDS` and `$EPOCHSECONDS` must come from the seed and the virtual clock, but the library asks the host: they become
 *   calls of commands of ours. Ways to use them that cannot be turned end in "not simulated".
 * - `> no/such/file` must fail when the folder is not there, but the library creates it: the target becomes the output of a command of
 *   ours, which prints the target, or else a folder, to which nothing can be written.
 * - A script that another one sources, evaluates or calls by its path never comes by here: commands of ours bring it.
 */
export const specialCommands = { RANDOM: "__shell_random", SECONDS: "__shell_seconds", EPOCHSECONDS: "__shell_epoch" } as const;
export const redirectCommand = "__shell_redirect";
/** Prints the path of a file to source in place of the one it is given. */
export const sourceCommand = "__shell_source";
/** Prints the text to evaluate in place of its arguments; the first is the status before. */
export const evalCommand = "__shell_eval";
/** Runs the program whose path is its first argument. */
export const executeCommand = "__shell_execute";
/** A folder that the redirect command names when the real target cannot be written; what the library says about it is put right afterwards. */
export const unwritable = "/dev/.unwritable";
export const unwritableComplaint = `bash: ${unwritable}: Is a directory\n`;

const specials = new Map<string, string>(Object.entries(specialCommands));
const writingOperators = new Set<unknown>([">", ">>", ">|", "&>", "&>>"]);

type Node = Readonly<Record<string, unknown>>;

/** Whether a script uses what only a turned tree gives it. */
export const usesSpecials = (text: string): boolean => /\b(?:S?RANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME)\b/.test(text);

/** Nodes in which nothing is turned are kept as they are: most scripts cost a walk and no copy. */
export function turnSyntax<Tree>(tree: Tree, refuse: (what: string) => void): Tree {
  const turn = (value: unknown): unknown => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) {
      const turned = value.map(turn);
      return turned.some((item, index) => item !== value[index]) ? turned : value;
    }
    const node = value as Node;
    const special = turnSpecial(node, refuse);
    if (special) return special;
    let turned = node;
    for (const key in node) {
      const inner = node[key];
      if (inner === null || typeof inner !== "object") continue;
      const changed = turn(inner);
      if (changed !== inner) turned = { ...turned, [key]: changed };
    }
    if (turned.type === "Redirection" && writingOperators.has(turned.operator)) return withCheckedTarget(turned);
    return turned.type === "SimpleCommand" ? turnCommand(turned) : turned;
  };
  return turn(tree) as Tree;
}

function turnSpecial(node: Node, refuse: (what: string) => void): Node | undefined {
  const name = node.parameter ?? node.name;
  if (typeof name !== "string") return undefined;
  if (name === "SRANDOM" || name === "EPOCHREALTIME") refuse(`$${name}`);
  const command = specials.get(name);
  if (command === undefined) return undefined;
  if (node.type === "ParameterExpansion" && !node.operation) {
    return substitution(command, []);
  }
  if (node.type === "ArithVariable") return { type: "ArithCommandSubst", command };
  if (typeof node.type === "string") refuse(node.type === "Assignment" ? `assigning to ${name}` : `this use of ${name}`);
  return undefined;
}

/** `source`, `eval` and calls by path. */
function turnCommand(command: Node): Node {
  const name = command.name as Node | undefined;
  const parts = (name?.parts ?? []) as Node[];
  const args = (command.args ?? []) as Node[];
  const [first, ...rest] = args;
  const literal = parts.length === 1 && parts[0]?.type === "Literal" ? String(parts[0].value) : undefined;
  if ((literal === "." || literal === "source") && first) return { ...command, args: [quotedOutput(sourceCommand, [first]), ...rest] };
  if (literal === "eval" && first) {
    const status = { type: "Word", parts: [{ type: "ParameterExpansion", parameter: "?", operation: null }] };
    return { ...command, args: [quotedOutput(evalCommand, [status, ...args])] };
  }
  const byPath = parts.some((part) => literalsOf(part).includes("/"));
  if (!byPath || !name || /^\/(?:usr\/)?bin\//.test(literal ?? "")) return command;
  return { ...command, name: { type: "Word", parts: [{ type: "Literal", value: executeCommand }] }, args: [name, ...args] };
}

function literalsOf(part: Node): string {
  if (part.type === "Literal" || part.type === "SingleQuoted") return String(part.value);
  return part.type === "DoubleQuoted" ? (part.parts as Node[]).map(literalsOf).join("") : "";
}

const quotedOutput = (command: string, args: readonly Node[]): Node => ({
  type: "Word",
  parts: [{ type: "DoubleQuoted", parts: [substitution(command, args)] }],
});

function withCheckedTarget(redirection: Node): Node {
  const word = redirection.target as Node;
  if (word.type !== "Word") return redirection;
  const parts = word.parts as Node[];
  const [first] = parts;
  if (first?.type === "Literal" && String(first.value).startsWith("/dev/")) return redirection;
  // A name without a slash stands in the folder where the script is, which is there.
  if (parts.every((part) => part.type === "Literal" && !String(part.value).includes("/"))) return redirection;
  return { ...redirection, target: quotedOutput(redirectCommand, [word]) };
}

function substitution(command: string, args: readonly Node[]): Node {
  const name = { type: "Word", parts: [{ type: "Literal", value: command }] };
  const call = { type: "SimpleCommand", name, args, assignments: [], redirections: [] };
  const pipeline = { type: "Pipeline", commands: [call], negated: false };
  const statement = { type: "Statement", pipelines: [pipeline], operators: [], background: false };
  return { type: "CommandSubstitution", legacy: false, body: { type: "Script", statements: [statement] } };
}

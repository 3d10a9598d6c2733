import { holds, turnErrexit } from "./errexit.ts";
import { alone, assign, call, group, literal, type Node, parameter, pipeline, plainWord, quoted, substitution } from "./tree.ts";

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
/** Set where a command runs in the background, for programs to see. */
export const backgroundVariable = "__shell_background";
export const redirectCommand = "__shell_redirect";
/** Prints the path of a file to source in place of the one it is given. */
export const sourceCommand = "__shell_source";
/** Prints the text to evaluate in place of its arguments; the first is the status before. */
export const evalCommand = "__shell_eval";
/** Says under `set -x` what is about to end the script, which the library does not; ends with the status it is given. */
export const traceCommand = "__shell_trace";
/** Prints the text that a trap is to run, which it is given. */
export const trapCommand = "__shell_trap";
/** Runs the program whose path is its first argument. */
export const executeCommand = "__shell_execute";
/** A folder that the redirect command names when the real target cannot be written; what the library says about it is put right afterwards. */
export const unwritable = "/dev/.unwritable";
export const unwritableComplaint = `bash: ${unwritable}: Is a directory\n`;

const specials = new Map<string, string>(Object.entries(specialCommands));
const specialNames = new Set<string>(Object.values(specialCommands));
const writingOperators = new Set<unknown>([">", ">>", ">|", "&>", "&>>"]);

/** Whether a script uses what only a turned tree gives it. */
export const usesSpecials = (text: string): boolean =>
  /\b(?:S?RANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME)\b|\btrap\b.*\b(?:DEBUG|RETURN)\b/.test(text);

export type Turning = {
  readonly refuse: (what: string) => void;
  /** The statements of a script, turned. */
  readonly parse: (text: string) => readonly unknown[];
};

/** Nodes in which nothing is turned are kept as they are: most scripts cost a walk and no copy. */
export function turnSyntax<Tree>(tree: Tree, { refuse, parse }: Turning): Tree {
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
    switch (turned.type) {
      case "Redirection":
        return writingOperators.has(turned.operator) ? withCheckedTarget(turned) : turned;
      case "SimpleCommand":
        return turnErrexit(turnCommand(turned, refuse));
      case "Statement":
        return turned.background === true ? inBackground(turned) : turnErrexit(turnMap(turned, parse));
      case "Pipeline":
        if ((turned.commands as Node[]).length > 1 && (turned.commands as Node[]).some(trapsInGroup)) refuse("a trap in a pipe");
        return turned;
      case "DoubleQuoted":
        return turnQuoted(turned);
      case "ArithmeticExpansion":
        return turnArithmetic(turned, parse);
      default:
        return turnErrexit(turned);
    }
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
    return substitution([alone(call(command))]);
  }
  if (node.type === "ArithVariable") return { type: "ArithCommandSubst", command };
  if (typeof node.type === "string") refuse(node.type === "Assignment" ? `assigning to ${name}` : `this use of ${name}`);
  return undefined;
}

/** What runs in the background knows it. */
function inBackground(node: Node): Node {
  const flag = call("export", literal(`${backgroundVariable}=1`));
  return { ...node, pipelines: [pipeline(group([alone(flag), turnErrexit({ ...node, background: false })]))], operators: [] };
}

/** Whether a trap is set in what is no subshell, but one in a pipe. */
function trapsInGroup(command: Node): boolean {
  if (command.type !== "Group") return plainWord(command.name) === "trap";
  return (command.body as Node[]).some((each) =>
    (each.pipelines as Node[]).some(({ commands }) => (commands as Node[]).some(trapsInGroup)),
  );
}

/** `source`, `eval`, `trap` and calls by path. */
function turnCommand(command: Node, refuse: Turning["refuse"]): Node {
  const name = command.name as Node | null;
  const args = (command.args ?? []) as Node[];
  const [first, ...rest] = args;
  const word = plainWord(name);
  if ((word === "." || word === "source") && first) {
    // What a process writes is there only as long as the command itself.
    const fromProcess = (first.parts as Node[]).some((part) => part.type === "ProcessSubstitution");
    return fromProcess ? command : { ...command, args: [outputOf(sourceCommand, [first]), ...rest] };
  }
  if (word === "eval" && first) {
    const status = { type: "Word", parts: [parameter("?")] };
    return { ...command, args: [outputOf(evalCommand, [status, ...args])] };
  }
  if (word === "exit") return traced(command, args);
  if (word === "export" && args.some((each) => plainWord(each) === "-f")) refuse("export -f");
  if (word === "exec" && !first && holds(command.redirections, "ProcessSubstitution")) refuse("exec with a process substitution");
  if (word === "trap") return turnTrap(command, args, refuse);
  const byPath = ((name?.parts ?? []) as Node[]).some((part) => literalsOf(part).includes("/"));
  if (!byPath || !name || /^\/(?:usr\/)?bin\//.test(word ?? "")) return command;
  return { ...command, name: { type: "Word", parts: [{ type: "Literal", value: executeCommand }] }, args: [name, ...args] };
}

/** `declare -A m=([a]="b c")`: the library loses the quotes, which it keeps where the list is assigned by itself. */
function turnMap(node: Node, parse: Turning["parse"]): Node {
  const pipelines = node.pipelines as Node[];
  const [only] = (pipelines[0]?.commands ?? []) as Node[];
  if (pipelines.length !== 1 || only?.type !== "SimpleCommand" || !declaring.has(plainWord(only.name) ?? "")) return node;
  const [, before = "", name = "", list = ""] =
    /^(\w+(?:\s+-\w+)*\s+-\w*A\w*)\s+(\w+)=(\(.*\))$/s.exec(String(node.sourceText ?? "")) ?? [];
  if (name === "") return node;
  return { ...node, pipelines: [pipeline(group(parse(`${before} ${name}\n${name}=${list}`) as Node[]))] };
}

const declaring = new Set(["declare", "local", "typeset"]);

/** Events of every command, and what only a shell at a terminal would print. */
const noEvents = /^(?:SIG)?(?:DEBUG|RETURN)$|^-l$/i;

function turnTrap(command: Node, args: readonly Node[], refuse: Turning["refuse"]): Node {
  const unknown = args.map(plainWord).find((word) => word !== undefined && noEvents.test(word));
  if (unknown !== undefined) refuse(`trap ${unknown}`);
  const at = plainWord(args[0]) === "--" ? 1 : 0;
  const text = args[at];
  if (!text || args.length < at + 2 || /^-/.test(plainWord(text) ?? "")) return command;
  return { ...command, args: args.map((each) => (each === text ? outputOf(trapCommand, [text]) : each)) };
}

/** `exit`, and what `set -x` says of it. What would have to be evaluated twice for that is left alone. */
function traced(command: Node, args: readonly Node[]): Node {
  const [first, second] = args;
  const status = first === undefined ? "?" : plainWord(first);
  const isLast = first === undefined || isParameter(first, "?");
  if (second || (!isLast && status === undefined) || ((command.redirections ?? []) as Node[]).length > 0) return command;
  const flags = { type: "Word", parts: [{ type: "DoubleQuoted", parts: [parameter("-")] }] };
  const ends = isLast ? { type: "Word", parts: [parameter("?")] } : literal("0");
  return group([alone(call(traceCommand, flags, ends, ...(first ? [first] : []))), alone(command)]);
}

const isParameter = (word: Node, name: string): boolean => {
  const parts = word.parts as Node[];
  return parts.length === 1 && parts[0]?.type === "ParameterExpansion" && parts[0].parameter === name && !parts[0].operation;
};

const defaults = new Set<unknown>(["DefaultValue", "AssignDefault", "UseAlternative", "ErrorIfUnset"]);

/** Under `set -u` the library takes `"${NAME:-x}"` for a use of NAME, unless something stands beside it. */
function turnQuoted(node: Node): Node {
  const parts = node.parts as Node[];
  const [only] = parts;
  if (parts.length !== 1 || only?.type !== "ParameterExpansion" || !defaults.has((only.operation as Node | null)?.type)) return node;
  if (/[@*]\]?$/.test(String(only.parameter))) return node;
  return { ...node, parts: [only, { type: "Literal", value: "" }] };
}

/** In `$((1 + $(f)))` the library knows no functions, and of `${n[x]:-0}` no operation: they are made before. */
function turnArithmetic(node: Node, parse: Turning["parse"]): Node {
  const before: Node[] = [];
  const hoist = (value: unknown): unknown => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(hoist);
    const inner = value as Node;
    const name = `__shell_number_${before.length}`;
    if (inner.type === "ArithCommandSubst" && !specialNames.has(String(inner.command)))
      before.push(alone(assign(name, quoted(substitution(parse(String(inner.command)) as Node[])))));
    else if (inner.type === "ArithBracedExpansion" && /\[.*\]./s.test(String(inner.content)))
      before.push(...(parse(`${name}="\${${String(inner.content)}}"`) as Node[]));
    else return Object.fromEntries(Object.entries(inner).flatMap(([key, each]) => (key === "originalText" ? [] : [[key, hoist(each)]])));
    return { type: "ArithVariable", name };
  };
  const hoisted = hoist(node) as Node;
  if (before.length === 0) return node;
  return substitution([...before, alone(call("echo", { type: "Word", parts: [hoisted] }))]);
}

function literalsOf(part: Node): string {
  if (part.type === "Literal" || part.type === "SingleQuoted") return String(part.value);
  return part.type === "DoubleQuoted" ? (part.parts as Node[]).map(literalsOf).join("") : "";
}

const outputOf = (command: string, args: readonly Node[]): Node => quoted(substitution([alone(call(command, ...args))]));

function withCheckedTarget(redirection: Node): Node {
  const word = redirection.target as Node;
  if (word.type !== "Word") return redirection;
  const parts = word.parts as Node[];
  const [first] = parts;
  if (first?.type === "Literal" && String(first.value).startsWith("/dev/")) return redirection;
  // A name without a slash stands in the folder where the script is, which is there.
  if (parts.every((part) => part.type === "Literal" && !String(part.value).includes("/"))) return redirection;
  return { ...redirection, target: outputOf(redirectCommand, [word]) };
}

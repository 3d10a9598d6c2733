import { alone, assign, call, group, literal, type Node, parameter, pipeline, plainWord, quoted, statement, substitution } from "./tree.ts";

/**
 * Where `set -e` does otherwise in the library than in bash (https://www.gnu.org/software/bash/manual/bash.html#The-Set-Builtin), the tree
 * is written another way that does the same in bash:
 *
 * - In `f || x`, `f && x` and `! f` nothing ends the script inside of `f` either, be it a function or a group: the list becomes an `if`.
 * - `until` leaves the status of its condition behind: it becomes a `while`.
 * - A loop that was left with `break` or went on with `continue` has ended well.
 * - A command substitution begins without `-e`, and what it sets of the shell's options is its own.
 * - An assignment has ended well, whatever came before it.
 */
const broke = "__shell_broke";
const left = "__shell_left";
const done = "__shell_done";
const wasBroken = "__shell_yes";
/** Ends with the status it is given. */
export const statusCommand = "__shell_status";

const plainCommands =
  /^(?:\[|\[\[|test|true|false|:|echo|printf|read|cd|export|set|unset|shift|local|declare|let|type|command|grep|sed|awk|cat|ls|mkdir|rm|cp|mv|cut|sort|tr|wc|head|tail|jq|curl|git|npm|docker|kubectl|deploy|smoke-test|__shell_\w+)$/;

/** Turns one node whose children have been turned. */
export function turnErrexit(node: Node): Node {
  switch (node.type) {
    case "Statement":
      return turnList(node);
    case "Until":
      return turnLoop({ ...node, type: "While", condition: [statement([pipeline(group(node.condition as Node[]), true)])] });
    case "For":
    case "CStyleFor":
    case "While":
      return turnLoop(node);
    case "CommandSubstitution": {
      const body = node.body as Node;
      const statements = body.statements as readonly Node[];
      const inner = {
        type: "Subshell",
        isSubstitution: true,
        body: [alone(call("set", literal("+o"), literal("errexit"))), ...statements],
        redirections: [],
      };
      return { ...node, body: { ...body, statements: [alone(inner)] } };
    }
    case "SimpleCommand":
      return turnAssignment(node);
    default:
      return node;
  }
}

function turnAssignment(command: Node): Node {
  const assignments = command.assignments as readonly Node[];
  if (command.name !== null || assignments.length === 0 || holds(assignments, "CommandSubstitution")) return command;
  const well = assign(done, { type: "Word", parts: [substitution([])] });
  return { ...command, assignments: [...assignments, ...(well.assignments as Node[])] };
}

export function holds(value: unknown, type: string): boolean {
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return value.some((each) => holds(each, type));
  return (value as Node).type === type || Object.values(value).some((each) => holds(each, type));
}

function turnList(list: Node): Node {
  const pipelines = list.pipelines as readonly Node[];
  const operators = list.operators as readonly string[];
  const [first, ...others] = pipelines;
  const risky = pipelines.some((each, index) => (index < pipelines.length - 1 || each.negated === true) && mayFailInside(each));
  if (!first || !risky || list.background === true) return list;
  let so_far = turnNegated(first);
  for (const [index, next] of others.entries()) {
    const then = statement([turnNegated(next)]);
    const branch = operators[index] === "||" ? { body: [alone(call(":"))], elseBody: [then] } : { body: [then], elseBody: [keepStatus()] };
    so_far = pipeline({
      ...{ type: "If", clauses: [{ condition: [statement([so_far])], body: branch.body }], elseBody: branch.elseBody, redirections: [] },
    });
  }
  return { ...list, pipelines: [so_far], operators: [] };
}

function turnNegated(each: Node): Node {
  if (each.negated !== true || !mayFailInside(each)) return each;
  const condition = statement([{ ...each, negated: false }]);
  const no = statement([pipeline(call(":"), true)]);
  return pipeline({ type: "If", clauses: [{ condition: [condition], body: [no] }], elseBody: [alone(call(":"))], redirections: [] });
}

/** Fails as what came before did, without ending the script. */
function keepStatus(): Node {
  return statement([pipeline(call(statusCommand, quoted(parameter("?")))), pipeline(call(":"))], ["&&"]);
}

/** A function, a group or anything whose name is known only as it runs. */
function mayFailInside(each: Node): boolean {
  return (each.commands as readonly Node[]).some((command) => {
    if (command.type === "Conditional" || command.type === "ArithmeticCommand") return false;
    if (command.type !== "SimpleCommand") return true;
    const name = command.name === null ? ":" : plainWord(command.name);
    return name === undefined || !plainCommands.test(name);
  });
}

function turnLoop(loop: Node): Node {
  if (!leaves(loop.body)) return loop;
  const body = markLeaving(loop.body) as readonly Node[];
  const wasLeft = statement(
    [
      pipeline(call("[", quoted(parameter(broke)), literal("="), literal(wasBroken), literal("]"))),
      pipeline(call(statusCommand, quoted(parameter(left)))),
    ],
    ["||"],
  );
  const otherwise = group([alone(turnAssignment(assign(left, quoted(parameter("?"))))), wasLeft]);
  const { redirections, ...bare } = loop;
  return {
    ...group([
      alone(turnAssignment(assign(broke, literal("")))),
      statement([pipeline({ ...bare, body, redirections: [] }), pipeline(otherwise)], ["||"]),
    ]),
    redirections,
  };
}

const isLeaving = (node: Node) => node.type === "SimpleCommand" && ["break", "continue"].includes(plainWord(node.name) ?? "");
const isLoop = (node: Node) => ["For", "CStyleFor", "While", "Until", "FunctionDef"].includes(String(node.type));

/** Whether a `break` or `continue` stands in it that is not an inner loop's own. */
function leaves(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return value.some(leaves);
  const node = value as Node;
  if (isLeaving(node)) return true;
  return !isLoop(node) && Object.values(node).some(leaves);
}

function markLeaving(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(markLeaving);
  const node = value as Node;
  if (isLeaving(node)) return group([alone(turnAssignment(assign(broke, literal(wasBroken)))), alone(node)]);
  if (isLoop(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, markLeaving(inner)]));
}

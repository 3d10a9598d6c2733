/** A node of the library's syntax tree, and the few that we make ourselves. */
export type Node = Readonly<Record<string, unknown>>;

export const literal = (value: string): Node => ({ type: "Word", parts: [{ type: "Literal", value }] });

export const call = (name: string, ...args: readonly Node[]): Node => ({
  ...{ type: "SimpleCommand", name: literal(name), args, assignments: [], redirections: [] },
});

export const assign = (name: string, value: Node): Node => ({
  ...{ type: "SimpleCommand", name: null, args: [], assignments: [{ type: "Assignment", name, value, append: false, array: null }] },
  redirections: [],
});

export const pipeline = (command: Node, negated = false): Node => ({
  type: "Pipeline",
  commands: [command],
  negated,
  timed: false,
  timePosix: false,
});

export const statement = (pipelines: readonly Node[], operators: readonly string[] = []): Node => ({
  ...{ type: "Statement", pipelines, operators, background: false },
});

export const alone = (command: Node): Node => statement([pipeline(command)]);

export const group = (body: readonly Node[]): Node => ({ type: "Group", body, redirections: [] });

export const substitution = (body: readonly Node[]): Node => ({
  ...{ type: "CommandSubstitution", legacy: false, body: { type: "Script", statements: body } },
});

export const quoted = (part: Node): Node => ({ type: "Word", parts: [{ type: "DoubleQuoted", parts: [part] }] });

export const parameter = (name: string): Node => ({ type: "ParameterExpansion", parameter: name, operation: null });

/** The word of a command that is one plain word, its name for example. */
export function plainWord(word: unknown): string | undefined {
  const parts = (word as Node | null | undefined)?.parts as readonly Node[] | undefined;
  return parts?.length === 1 && parts[0]?.type === "Literal" ? String(parts[0].value) : undefined;
}

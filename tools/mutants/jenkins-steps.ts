import type { Stage } from "#engines/jenkins";
import { blockMutants, canFail } from "./scripts.ts";
import type { TextEdits } from "./text-edits.ts";

type Edit = { readonly name: string; readonly text: string };
type Statement = Extract<Stage["work"][number], { kind: "steps" }>["steps"][number];
type Call = Extract<Extract<Statement, { kind: "expression" }>["expression"], { kind: "call" }>;

/** What may go wrong with the steps of a stage, a branch or a post condition. `where` names it. */
export function* stepMutants(statements: readonly Statement[], where: string, edits: TextEdits): Generator<Edit> {
  for (const [index, statement] of statements.entries()) {
    const call = statement.kind === "expression" && statement.expression.kind === "call" ? statement.expression : undefined;
    const name = `${where}[${index}]${call ? ` ${call.name.value}` : ""}`;
    const inner = call && bodyOf(call);
    // A block of steps without any is refused; a step that does nothing stands for none.
    yield { name: `drop ${name}`, text: edits.replace(statement.span, statements.length > 1 ? "" : "echo ''") };
    if (call?.name.value === "sh") yield* scriptMutants(call, name, edits);
    if (inner) {
      const [first, last] = [inner.at(0), inner.at(-1)];
      if (first && last)
        yield { name: `unwrap ${name}`, text: edits.replace(statement.span, edits.source({ ...first.span, end: last.span.end })) };
      yield* stepMutants(inner, name, edits);
    } else if (call && call.name.value !== "echo") {
      const caught = `catchError(buildResult: 'SUCCESS', stageResult: 'SUCCESS') { ${edits.source(statement.span)} }`;
      yield { name: `catch ${name}`, text: edits.replace(statement.span, caught) };
    }
  }
}

/** The steps in the block of `timeout(…) { … }`, `dir('…') { … }`, `script { … }`. */
function bodyOf({ arguments: given }: Call): readonly Statement[] | undefined {
  const last = given.at(-1)?.value;
  return last?.kind === "closure" ? last.body : undefined;
}

/** The script masked, or one of its lines masked or missing; nothing for a script that is put together of several texts. */
function* scriptMutants({ arguments: given }: Call, name: string, edits: TextEdits): Generator<Edit> {
  for (const { name: key, value } of given) {
    if (key && !(key.kind === "name" && key.name === "script") && !(key.kind === "literal" && key.value === "script")) continue;
    if (value.kind !== "gstring" && !(value.kind === "literal" && value.type === "string")) continue;
    const written = edits.source(value.span);
    const quotes = /^(?:'''|"""|['"])/.exec(written)?.[0];
    if (quotes === undefined) continue;
    if (written.includes("\n")) {
      const lines = edits.linesOf(value.span).filter(({ text }) => !text.includes(quotes));
      yield* blockMutants(lines, name, edits);
    } else if (canFail(written.slice(quotes.length)))
      yield { name: `mask ${name}`, text: edits.insert(value.span.end.offset - quotes.length, " || true") };
  }
}

import { type Diagnostic, isError, type Parsed, type SourceFile, startOf } from "#engines/source";
import type { Pipeline } from "./model.ts";
import { readPipeline } from "./read/pipeline.ts";
import { parseGroovy } from "./syntax/statements.ts";

/** Larger files are refused. */
const maxLength = 256 * 1024;

/** A Jenkinsfile as it was read; `pipeline` is absent where there is none. `broken`: parts of the text are not Groovy and are missing. */
export type Jenkinsfile = {
  readonly path: string;
  readonly text: string;
  readonly pipeline: Pipeline | undefined;
  readonly broken: boolean;
};

/** Reads a Jenkinsfile. Never throws. */
export function parseJenkinsfile(file: SourceFile): Parsed<Jenkinsfile> {
  if (file.text.length > maxLength) return tooLarge(file);
  const { statements, faults } = parseGroovy(file);
  const { pipeline, diagnostics } = readPipeline(file, statements);
  const model = { ...file, pipeline, broken: faults.length > 0 };
  if (faults.length === 0) return { model, diagnostics };
  // The compiler comes first: of a file that is not Groovy Jenkins says nothing else.
  const places = new Set<number>();
  const first = faults.filter(({ span: { start } }) => !places.has(start.offset) && places.add(start.offset));
  const found = first.map(
    ({ message, span }): Diagnostic => ({
      ...{ severity: "error", code: "jenkins/syntax", summary: message, span },
      detail: "The text is not Groovy here, so the file as a whole cannot be read.",
    }),
  );
  return { model, diagnostics: found };
}

function tooLarge(file: SourceFile): Parsed<Jenkinsfile> {
  const summary = `The file is larger than ${maxLength / 1024} KiB`;
  const diagnostic: Diagnostic = {
    ...{ severity: "error", code: "jenkins/budget", summary, span: startOf(file.path) },
    detail: "Move scripts into files of the repository and call them.",
  };
  return { model: { ...file, pipeline: undefined, broken: true }, diagnostics: [diagnostic] };
}

/** The errors as Jenkins prints them into the log of a build that does not start. */
export function renderAsJenkins(text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = text.split("\n");
  const found = diagnostics.filter(isError);
  // The compiler stops at the first text that is not Groovy.
  const [syntax] = found.filter(({ code }) => code === "jenkins/syntax").sort((a, b) => a.span.start.offset - b.span.start.offset);
  const errors = syntax ? [syntax] : found;
  const blocks = errors.map(({ summary, span: { start } }) => {
    const place = `WorkflowScript: ${start.line}: ${summary} @ line ${start.line}, column ${start.column}.`;
    return `${place}\n${sample(lines[start.line - 1] ?? "", start.column)}\n`;
  });
  const count = `${errors.length} error${errors.length === 1 ? "" : "s"}\n`;
  return `org.codehaus.groovy.control.MultipleCompilationErrorsException: startup failed:\n${blocks.join("\n")}\n${count}`;
}

/** The line with a mark under the place; of a place far to the right what stands around it. */
function sample(line: string, column: number): string {
  if (column <= 40) return `   ${line}\n   ${" ".repeat(column - 1)}^`;
  const start = column - 31;
  return `   ${line.slice(start, column + 10 > line.length ? line.length : column + 9)}\n   ${" ".repeat(30)}^`;
}

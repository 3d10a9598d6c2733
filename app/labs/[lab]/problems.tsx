import { StatusMark } from "#components/status-mark";
import type { Diagnostic, Span } from "#engines/source";

/** What the tool would refuse or warn about, with its place; the same list the editor underlines. */
export function Problems({
  diagnostics,
  onPlace,
}: {
  readonly diagnostics: readonly Diagnostic[];
  readonly onPlace: (span: Span) => void;
}) {
  if (diagnostics.length === 0) return <p className="text-ink-soft">No problem found.</p>;
  return (
    <ol className="space-y-3" aria-label="Problems">
      {diagnostics.map((diagnostic) => (
        <li key={`${diagnostic.code}:${diagnostic.span.file}:${diagnostic.span.start.offset}:${diagnostic.summary}`}>
          <p className="flex items-baseline gap-2">
            <StatusMark
              status={diagnostic.severity === "error" ? "failed" : "waiting"}
              word={diagnostic.severity === "error" ? "Error" : "Warning"}
            />
            <span>{diagnostic.summary}</span>
          </p>
          <p className="text-ink-soft text-small">{diagnostic.detail}</p>
          <button type="button" className="link text-left font-mono text-code" onClick={() => onPlace(diagnostic.span)}>
            {diagnostic.span.file}, line {diagnostic.span.start.line}, column {diagnostic.span.start.column}
          </button>
        </li>
      ))}
    </ol>
  );
}

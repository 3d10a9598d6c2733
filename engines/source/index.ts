export type { Diagnostic, Located, Parsed, Position, SourceFile, Span } from "./model.ts";
export { Positions, startOf } from "./positions.ts";
export { formatPlace, renderDiagnostics } from "./render.ts";
export { isError } from "./severity.ts";
export { didYouMean, suggest } from "./suggest.ts";

export type { Diagnostic, Located, Parsed, Position, SourceFile, Span } from "./model.ts";

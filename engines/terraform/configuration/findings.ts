import type { Diagnostic, Span } from "#engines/source";
import type { ConfigurationDiagnostic } from "./model.ts";

/** How many diagnostics a configuration may have before the rest are left out. */
const limit = 2000;

/** Collects what is wrong with a configuration while it is read. */
export class Findings {
  readonly #list: ConfigurationDiagnostic[] = [];
  #errors = 0;

  get list(): readonly ConfigurationDiagnostic[] {
    return this.#list;
  }

  get errors(): number {
    return this.#errors;
  }

  /** `rule` becomes the code, `terraform/rule`. Without a span the diagnostic has no place. */
  error(rule: string, summary: string, detail: string, span?: Span): void {
    this.#add({ severity: "error", code: `terraform/${rule}`, summary, detail, ...(span ? { span } : {}) });
  }

  warning(rule: string, summary: string, detail: string, span?: Span): void {
    this.#add({ severity: "warning", code: `terraform/${rule}`, summary, detail, ...(span ? { span } : {}) });
  }

  take(diagnostics: readonly (Diagnostic | ConfigurationDiagnostic)[]): void {
    for (const diagnostic of diagnostics) this.#add(diagnostic);
  }

  #add(diagnostic: ConfigurationDiagnostic): void {
    if (diagnostic.severity === "error") this.#errors++;
    if (this.#list.length < limit) this.#list.push(diagnostic);
  }
}

/** Thrown where work is counted and caught at the door of whoever evaluates. */
export class BudgetSpent extends Error {
  readonly what: "steps" | "bytes";
  constructor(what: "steps" | "bytes") {
    super(what === "steps" ? "too many steps" : "too much text");
    this.what = what;
  }
}

/** What evaluating may cost, over as many expressions as share it. */
export class Budget {
  #steps: number;
  #bytes: number;

  /** `steps` counts nodes evaluated and elements made, `bytes` the length of texts made. */
  constructor(limits: { readonly steps?: number; readonly bytes?: number } = {}) {
    this.#steps = limits.steps ?? 1_000_000;
    this.#bytes = limits.bytes ?? 32 * 1024 * 1024;
  }

  step(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new BudgetSpent("steps");
  }

  text(length: number): void {
    this.#bytes -= length;
    if (this.#bytes < 0) throw new BudgetSpent("bytes");
  }
}

/** Elements that comprehensions may visit in one evaluation; on two cores of 2024 this is well under a tenth of a second. */
const maxSteps = 100_000;
/** Characters a `matches` may read for the price of one step. */
const charactersAStep = 64;

/** Counts the work of one evaluation. `exists` swallows errors as CEL demands, so the state is read again when it ends. */
export class Budget {
  #left = maxSteps;

  renew(): void {
    this.#left = maxSteps;
  }

  get spent(): boolean {
    return this.#left < 0;
  }

  charge(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Error(spentMessage);
  }

  chargeText(text: string): void {
    this.charge(1 + text.length / charactersAStep);
  }
}

export const spentMessage = `the expression visits more than ${maxSteps.toLocaleString("en")} elements`;

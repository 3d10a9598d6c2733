/** What heeds a stop needs to know of it: an AbortSignal is one. */
export type StopSignal = {
  readonly aborted: boolean;
  readonly addEventListener: (type: "abort", listener: () => void) => void;
  readonly removeEventListener: (type: "abort", listener: () => void) => void;
};

/** An AbortController and its signal in one, without what a browser's events need: a scenario makes thousands. */
export class Stop implements StopSignal {
  #aborted = false;
  /** No set: one that is added to and taken from all the time leaves tables behind which keep alive what the listeners know. */
  #listeners: (() => void)[] = [];

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Tells the listeners, in the order in which they came, once. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  addEventListener(_: "abort", listener: () => void): void {
    if (this.#aborted) return;
    this.#listeners.push(listener);
  }

  removeEventListener(_: "abort", listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }
}

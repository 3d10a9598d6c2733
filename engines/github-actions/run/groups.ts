/** A run or a job that wants to be the only one of its group. */
export type Entrant = { readonly begin: () => void; readonly cancel: (why: string) => void };

/** https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency: one runs, one waits. */
export class ConcurrencyGroups {
  readonly #running = new Map<string, Entrant>();
  readonly #pending = new Map<string, Entrant>();

  /** Begins at once, or when the group is free; a newer one takes the place of one that waits. */
  enter(group: string, entrant: Entrant, cancelInProgress: boolean): void {
    const name = group.toLowerCase();
    const running = this.#running.get(name);
    if (!running) {
      this.#running.set(name, entrant);
      entrant.begin();
      return;
    }
    const waiting = this.#pending.get(name);
    this.#pending.set(name, entrant);
    const why = `a newer one of the concurrency group "${group}" took its place`;
    waiting?.cancel(why);
    if (cancelInProgress) running.cancel(why);
  }

  leave(group: string, entrant: Entrant): void {
    const name = group.toLowerCase();
    if (this.#pending.get(name) === entrant) this.#pending.delete(name);
    if (this.#running.get(name) !== entrant) return;
    this.#running.delete(name);
    const next = this.#pending.get(name);
    if (!next) return;
    this.#pending.delete(name);
    this.#running.set(name, next);
    next.begin();
  }
}

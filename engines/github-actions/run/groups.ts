/** A run or a job that wants to be the only one of its group. */
export type Entrant = { readonly begin: () => void; readonly cancel: (why: string) => void };

/** Which group something belongs to, and what it does with those that are there. */
export type Claim = { readonly group: string; readonly cancelInProgress: boolean; readonly queue: "single" | "max" };

/** With `queue: max`, as many may wait. */
const maxPending = 100;

/** https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency: one runs, others wait. */
export class ConcurrencyGroups {
  readonly #running = new Map<string, Entrant>();
  readonly #pending = new Map<string, readonly Entrant[]>();

  /** Begins at once, or when the group is free; a newer one takes the place of those that wait, unless it queues up behind them. */
  enter({ group, cancelInProgress, queue }: Claim, entrant: Entrant): void {
    const name = groupKey(group);
    const running = this.#running.get(name);
    if (!running) {
      this.#running.set(name, entrant);
      entrant.begin();
      return;
    }
    const waiting = this.#pending.get(name) ?? [];
    if (queue === "max") {
      if (waiting.length < maxPending) this.#pending.set(name, [...waiting, entrant]);
      else entrant.cancel(`${maxPending} others wait for the concurrency group "${group}" already`);
      return;
    }
    this.#pending.set(name, [entrant]);
    const why = `a newer one of the concurrency group "${group}" took its place`;
    for (const each of waiting) each.cancel(why);
    if (cancelInProgress) running.cancel(why);
  }

  leave({ group }: Claim, entrant: Entrant): void {
    const name = groupKey(group);
    const waiting = (this.#pending.get(name) ?? []).filter((each) => each !== entrant);
    this.#pending.set(name, waiting);
    if (this.#running.get(name) !== entrant) return;
    const [next, ...rest] = waiting;
    this.#pending.set(name, rest);
    if (!next) {
      this.#running.delete(name);
      return;
    }
    this.#running.set(name, next);
    next.begin();
  }
}

/** Upper and lower case are the same in names of groups. */
export const groupKey = (group: string): string => group.toLowerCase();

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void };

/**
 * Virtual time, in seconds, for tasks that run side by side. Time stands still while any task runs; when all of them sleep, it jumps to
 * the earliest alarm. So tasks meet each other in the order of the times they name, however long they take to compute.
 */
export class VirtualClock {
  #now = 0;
  #running = 0;
  #order = 0;
  #sleepers: Sleeper[] = [];
  #failure: unknown;
  #done: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  /** Sleeps until later, or until the signal is aborted. Only from inside a task. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, seconds),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener("abort", abort);
          this.#running++;
          resolve();
        },
      };
      const abort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        sleeper.wake();
      };
      signal?.addEventListener("abort", abort);
      this.#sleepers.push(sleeper);
      this.#pause();
    });
  }

  /** Sleeps until the signal is aborted, for ever if need be. Only from inside a task. */
  until(signal: AbortSignal): Promise<void> {
    return this.sleep(Number.POSITIVE_INFINITY, signal);
  }

  /** Starts a task at the present moment. */
  start(task: () => Promise<void>): void {
    this.#running++;
    task().then(
      () => this.#pause(),
      (error: unknown) => {
        this.#failure ??= error;
        this.#sleepers = [];
        this.#pause();
      },
    );
  }

  /** Runs the task, and all that it starts, to their end. Throws what a task threw. */
  async run(task: () => Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.start(task);
    });
    if (this.#failure !== undefined) throw this.#failure;
  }

  #pause(): void {
    this.#running--;
    if (this.#running > 0) return;
    const next = this.#sleepers.reduce<Sleeper | undefined>(
      (best, each) => (best && (best.at < each.at || (best.at === each.at && best.order < each.order)) ? best : each),
      undefined,
    );
    // Those who wait for what can no longer happen are left waiting.
    if (!next || next.at === Number.POSITIVE_INFINITY) {
      this.#done?.();
      return;
    }
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}

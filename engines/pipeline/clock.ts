import type { StopSignal } from "#engines/shell";

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void };

/** Alarms come after whatever else happens at their moment. */
const afterAll = 2 ** 40;

/**
 * Virtual time, in seconds, for tasks that run side by side. One task runs at a time, until it sleeps or ends; when all of them sleep,
 * time jumps to the earliest alarm. So tasks meet each other in the order of the times they name, however long they take to compute.
 */
export class VirtualClock {
  #now = 0;
  #order = 0;
  #sleepers: Sleeper[] = [];
  /** What can go on at this moment, in order. */
  #ready: (() => void)[] = [];
  #isBusy = false;
  #failure: unknown;
  #done: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  /** Sleeps until later, or until the signal is aborted. Only from inside a task. */
  sleep(seconds: number, signal?: StopSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, seconds),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener("abort", abort);
          this.#ready.push(resolve);
        },
      };
      const abort = () => {
        this.#forget(sleeper);
        sleeper.wake();
        this.#goOn();
      };
      signal?.addEventListener("abort", abort);
      this.#sleepers.push(sleeper);
      this.#pause();
    });
  }

  /** Sleeps until the signal is aborted, for ever if need be. Only from inside a task. */
  until(signal: StopSignal): Promise<void> {
    return this.sleep(Number.POSITIVE_INFINITY, signal);
  }

  /** Starts a task at the present moment, after those that are ready. */
  start(task: () => Promise<void>): void {
    this.#ready.push(() => {
      task().then(
        () => this.#pause(),
        (error: unknown) => this.#fail(error),
      );
    });
    this.#goOn();
  }

  /** Calls back later, after every task that wakes at that moment; gives what calls it off. Only from inside a task. */
  alarm(seconds: number, ring: () => void): () => void {
    let isOff = false;
    const turn = () => {
      try {
        if (!isOff) ring();
        this.#pause();
      } catch (error) {
        this.#fail(error);
      }
    };
    const at = this.#now + Math.max(0, seconds);
    const sleeper: Sleeper = { at, order: afterAll + this.#order++, wake: () => this.#ready.push(turn) };
    this.#sleepers.push(sleeper);
    return () => {
      isOff = true;
      this.#forget(sleeper);
    };
  }

  /** Runs the task, and all that it starts, to their end. Throws what a task threw. */
  async run(task: () => Promise<void>): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      this.start(task);
    });
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#sleepers = [];
    this.#ready = [];
    this.#pause();
  }

  #forget(sleeper: Sleeper): void {
    const at = this.#sleepers.indexOf(sleeper);
    if (at >= 0) this.#sleepers.splice(at, 1);
  }

  #pause(): void {
    this.#isBusy = false;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#isBusy) return;
    if (this.#ready.length === 0) this.#advance();
    const next = this.#ready.shift();
    if (next) {
      this.#isBusy = true;
      next();
    } else this.#done?.();
  }

  /** Wakes whoever sleeps least long. Those who wait for what can no longer happen are left waiting. */
  #advance(): void {
    let next: Sleeper | undefined;
    for (const each of this.#sleepers) if (!next || each.at < next.at || (each.at === next.at && each.order < next.order)) next = each;
    if (!next || next.at === Number.POSITIVE_INFINITY) return;
    this.#forget(next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}

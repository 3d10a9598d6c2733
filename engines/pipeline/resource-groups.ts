import type { VirtualClock } from "./clock.ts";

/** Groups of which one member works at a time; the others wait in the order they came. */
export class ResourceGroups {
  readonly #clock: VirtualClock;
  readonly #queues = new Map<string, AbortController[]>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  isTaken(group: string): boolean {
    return this.#queues.has(group);
  }

  /** Waits until the group is free. False if the signal ended the waiting. */
  async take(group: string, signal: AbortSignal): Promise<boolean> {
    const waiting = this.#queues.get(group);
    if (!waiting) {
      this.#queues.set(group, []);
      return true;
    }
    const turn = new AbortController();
    waiting.push(turn);
    const leave = () => turn.abort("over");
    signal.addEventListener("abort", leave);
    await this.#clock.until(turn.signal);
    signal.removeEventListener("abort", leave);
    if (!signal.aborted) return true;
    this.#queues.set(
      group,
      (this.#queues.get(group) ?? []).filter((other) => other !== turn),
    );
    return false;
  }

  release(group: string): void {
    const [next, ...others] = this.#queues.get(group) ?? [];
    if (!next) {
      this.#queues.delete(group);
      return;
    }
    this.#queues.set(group, others);
    next.abort("over");
  }
}

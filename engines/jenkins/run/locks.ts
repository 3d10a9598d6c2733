import type { VirtualClock } from "#engines/pipeline/run";
import { Stop, type StopSignal } from "#engines/shell";

/** Named things that one holder has at a time, in the order in which they ask. */
export class Locks {
  readonly #clock: VirtualClock;
  readonly #queues = new Map<string, Stop[]>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async take(name: string, signal: StopSignal): Promise<void> {
    const queue = this.#queues.get(name);
    if (!queue) {
      this.#queues.set(name, []);
      return;
    }
    const turn = new Stop();
    queue.push(turn);
    const stop = () => turn.abort();
    signal.addEventListener("abort", stop);
    await this.#clock.until(turn);
    signal.removeEventListener("abort", stop);
    const at = queue.indexOf(turn);
    if (at !== -1) queue.splice(at, 1);
  }

  release(name: string): void {
    const queue = this.#queues.get(name);
    if (queue && queue.length > 0) queue.shift()?.abort();
    else this.#queues.delete(name);
  }
}

import { Stop, type StopSignal } from "#engines/shell";
import type { ProcessMode } from "#engines/world";
import type { VirtualClock } from "./clock.ts";

/** A job that is ready and waits; `age` is the number of its pipeline. */
type Waiting = { readonly age: number; readonly turn: Stop };

/**
 * Groups of which one member works at a time. Which of several is next is the group's mode:
 * https://docs.gitlab.com/ci/resource_groups/#process-modes. In the ordered modes a job waits for those of older (or newer) pipelines
 * that are not ready yet, too.
 */
export class ResourceGroups {
  readonly #clock: VirtualClock;
  readonly #modeOf: (group: string) => ProcessMode;
  /** The numbers of the pipelines with a job of the group that is still to come. */
  readonly #upcoming: (group: string) => readonly number[];
  readonly #taken = new Set<string>();
  readonly #queues = new Map<string, Waiting[]>();

  constructor(clock: VirtualClock, modeOf: (group: string) => ProcessMode, upcoming: (group: string) => readonly number[]) {
    this.#clock = clock;
    this.#modeOf = modeOf;
    this.#upcoming = upcoming;
  }

  /** Waits until it is this job's turn, and says so first if that is not at once. False if the signal ended the waiting. */
  async take(group: string, age: number, signal: StopSignal, waits: () => void): Promise<boolean> {
    const waiting: Waiting = { age, turn: new Stop() };
    this.#queues.set(group, [...(this.#queues.get(group) ?? []), waiting]);
    this.#next(group);
    if (waiting.turn.aborted) return true;
    waits();
    const leave = () => waiting.turn.abort();
    signal.addEventListener("abort", leave);
    await this.#clock.until(waiting.turn);
    signal.removeEventListener("abort", leave);
    if (!signal.aborted) return true;
    if (this.#queues.get(group)?.includes(waiting)) this.#leave(group, waiting);
    // It was given its turn in the moment it was canceled.
    else this.#taken.delete(group);
    this.#next(group);
    return false;
  }

  release(group: string): void {
    this.#taken.delete(group);
    this.#next(group);
  }

  /** A job may have gone that others waited for. */
  look(): void {
    for (const group of this.#queues.keys()) this.#next(group);
  }

  #next(group: string): void {
    const queue = this.#queues.get(group) ?? [];
    if (this.#taken.has(group) || queue.length === 0) return;
    const next = this.#choose(group, queue);
    if (!next) return;
    this.#taken.add(group);
    this.#leave(group, next);
    next.turn.abort();
  }

  #choose(group: string, queue: readonly Waiting[]): Waiting | undefined {
    const ages = queue.map(({ age }) => age);
    const first = (age: number) => queue.find((each) => each.age === age);
    const mode = this.#modeOf(group);
    switch (mode) {
      case "unordered":
        return queue[0];
      case "newest_ready_first":
        return first(Math.max(...ages));
      case "oldest_first":
        return first(Math.min(...ages, ...this.#upcoming(group)));
      case "newest_first":
        return first(Math.max(...ages, ...this.#upcoming(group)));
      default:
        return mode satisfies never;
    }
  }

  #leave(group: string, waiting: Waiting): void {
    const others = (this.#queues.get(group) ?? []).filter((other) => other !== waiting);
    if (others.length > 0) this.#queues.set(group, others);
    else this.#queues.delete(group);
  }
}

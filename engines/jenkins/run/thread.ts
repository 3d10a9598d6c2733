import { Stop, type StopSignal } from "#engines/shell";
import type { Interruption } from "../groovy/errors.ts";

/** One line of execution: the build, or a parallel branch of it. An interruption is met once, by whoever runs or waits at that moment. */
export class Thread {
  readonly #parent: Thread | undefined;
  readonly #children = new Set<Thread>();
  #stop = new Stop();
  #pending: Interruption | undefined;

  constructor(parent?: Thread) {
    this.#parent = parent;
    if (parent) parent.#children.add(this);
  }

  /** Scripts that run now, whose output is told when they have ended. */
  scripts = 0;

  /** Whether others run beside it. */
  get isBranch(): boolean {
    return this.#parent !== undefined;
  }

  /** Aborted when what runs now must stop. */
  get signal(): StopSignal {
    return this.#stop;
  }

  /** What it was told to stop for, and has not met yet. */
  get pending(): Interruption | undefined {
    return this.#pending;
  }

  interrupt(reason: Interruption): void {
    for (const child of this.#children) child.interrupt(reason);
    if (this.#children.size > 0) return;
    this.#pending = reason;
    this.#stop.abort();
  }

  /** Throws the interruption, if there is one. */
  meet(): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    this.#stop = new Stop();
    throw pending;
  }

  end(): void {
    if (this.#parent) this.#parent.#children.delete(this);
  }
}

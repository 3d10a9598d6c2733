import type { PipelineEvent } from "#engines/pipeline";
import { VirtualClock } from "#engines/pipeline/run";
import { Stop } from "#engines/shell";
import type { Diagnostic, SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";
import type { Refusal } from "../groovy/errors.ts";
import type { Pipeline } from "../model.ts";
import type { JenkinsScenario } from "../scenario.ts";
import { Locks } from "./locks.ts";

/** All builds of one scenario, on one clock, in one world. */
export class Session {
  readonly clock = new VirtualClock();
  readonly locks = new Locks(this.clock);
  readonly facts: Map<string, string>;
  readonly events: PipelineEvent[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly pipeline: Pipeline;
  readonly files: readonly SourceFile[];
  readonly world: World;
  readonly scenario: JenkinsScenario;
  /** Ends everything at once: the run is not judged. */
  readonly stop = new Stop();
  #refusal: Refusal | undefined;
  #workspaces = 0;

  constructor(pipeline: Pipeline, files: readonly SourceFile[], world: World, scenario: JenkinsScenario) {
    this.pipeline = pipeline;
    this.files = files;
    this.world = world;
    this.scenario = scenario;
    this.facts = new Map(world.facts);
  }

  tell(subject: string, text: string, tone: PipelineEvent["tone"], span?: Span): void {
    this.events.push({ at: this.clock.now(), subject, text, tone, ...(span ? { span } : {}) });
  }

  /** Tells workspaces apart, and spreads the seeds of their shells. */
  nextWorkspace(): number {
    return ++this.#workspaces;
  }

  meet(): void {
    if (this.#refusal) throw this.#refusal;
  }

  refuse(refusal: Refusal): void {
    if (this.#refusal) return;
    this.#refusal = refusal;
    const { kind, message, span } = refusal;
    this.diagnostics.push(
      kind === "budget"
        ? {
            ...{ severity: "error", code: "jenkins/budget", summary: `The build does not come to an end: ${message}`, span },
            detail: "A loop, a recursion or an expansion here is larger than any pipeline needs.",
          }
        : {
            ...{ severity: "error", code: "jenkins/not-simulated", summary: `Not simulated: ${message}`, span },
            detail: "The simulation cannot do this, so the run is not judged. Write it another way.",
          },
    );
    this.stop.abort();
  }
}

import type { CommandEffect, DeploymentEffect, ShellHost } from "./host.ts";
import type { StopSignal } from "./stop.ts";

/** One thing a shell asked its host or did to it, with the answer it got. */
export type Interaction =
  | { readonly kind: "condition" | "fact" | "file"; readonly name: string; readonly answer: string | boolean | undefined }
  | { readonly kind: "variables"; readonly names: readonly string[]; readonly answer: string }
  | { readonly kind: "environment"; readonly answer: string }
  | { readonly kind: "now" | "elapsed" | "began" | "seed"; readonly answer: number }
  | { readonly kind: "sleep"; readonly seconds: number; readonly answer: boolean }
  | { readonly kind: "know"; readonly name: string; readonly value: string | undefined }
  | { readonly kind: "command"; readonly command: CommandEffect }
  | { readonly kind: "deploy"; readonly deployment: DeploymentEffect };

type Sleep = Extract<Interaction, { kind: "sleep" }>;

/** The very interaction where the answer is as it was. */
export const answered = <Asked extends Interaction & { readonly answer: unknown }>(asked: Asked, answer: Asked["answer"]): Asked =>
  asked.answer === answer ? asked : { ...asked, answer };

/** Repeats an interaction with a host; the answer, where it has one. */
export function repeat(interaction: Exclude<Interaction, Sleep>, host: ShellHost): Interaction {
  switch (interaction.kind) {
    case "condition":
      return answered(interaction, host.condition(interaction.name));
    case "fact":
      return answered(interaction, host.fact(interaction.name));
    case "file":
      return answered(interaction, host.file(interaction.name));
    case "variables":
      return answered(interaction, host.variables(interaction.names));
    case "environment":
      return answered(interaction, host.environment());
    case "now":
    case "elapsed":
    case "began":
    case "seed":
      return answered(interaction, host[interaction.kind]());
    case "know":
      host.know(interaction.name, interaction.value);
      return interaction;
    case "command":
      host.command(interaction.command);
      return interaction;
    case "deploy":
      host.deploy(interaction.deployment);
      return interaction;
    default:
      return interaction satisfies never;
  }
}

export const sameAnswer = (a: Interaction, b: Interaction): boolean => !("answer" in a) || !("answer" in b) || a.answer === b.answer;

/**
 * The host of a live shell. It writes down what is asked and done. Interactions that are laid before it with `recall` are answered as
 * they were then, without asking or doing anything: so a shell catches up with a past that was not its own.
 */
export class RecordingHost implements ShellHost {
  readonly #host: ShellHost;
  #past: Interaction[] = [];
  /** What time it is in the past. */
  #pastTime: number | undefined;
  #isOver = false;
  #onPresent: () => void = () => {};
  #written: Interaction[] = [];

  constructor(host: ShellHost) {
    this.#host = host;
  }

  /** Begins an operation in the present, of which `past` has happened since the virtual second `at`; tells when that is caught up with. */
  begin(past: readonly Interaction[], at: number, onPresent: () => void): void {
    this.#past = [...past].reverse();
    this.#pastTime = past.length > 0 ? at : undefined;
    this.#written = [];
    this.#isOver = false;
    this.#onPresent = onPresent;
    if (past.length === 0) onPresent();
  }

  /** Begins an operation that is over: all that happened in it is known. Tells when it is at its end. */
  again(past: readonly Interaction[], at: number, onEnd: () => void = () => {}): void {
    this.begin(past, at, onEnd);
    this.#pastTime = at;
    this.#isOver = true;
  }

  written(): readonly Interaction[] {
    return this.#written;
  }

  condition(name: string): boolean {
    return this.#ask({ kind: "condition", name, answer: undefined }, () => this.#host.condition(name));
  }

  fact(name: string): string | undefined {
    return this.#ask({ kind: "fact", name, answer: undefined }, () => this.#host.fact(name));
  }

  file(name: string): string {
    return this.#ask({ kind: "file", name, answer: undefined }, () => this.#host.file(name));
  }

  variables(names: readonly string[]): string {
    return this.#ask({ kind: "variables", names, answer: "" }, () => this.#host.variables(names));
  }

  environment(): string {
    return this.#ask({ kind: "environment", answer: "" }, () => this.#host.environment());
  }

  now(): number {
    return this.#ask({ kind: "now", answer: 0 }, () => this.#host.now());
  }

  elapsed(): number {
    return this.#ask({ kind: "elapsed", answer: 0 }, () => this.#host.elapsed());
  }

  began(): number {
    return this.#ask({ kind: "began", answer: 0 }, () => this.#host.began());
  }

  seed(): number {
    return this.#ask({ kind: "seed", answer: 0 }, () => this.#host.seed());
  }

  unseen(): number {
    return this.#pastTime ?? this.#host.unseen();
  }

  async sleep(seconds: number, signal: StopSignal): Promise<boolean> {
    const past = this.#remember("sleep");
    if (past?.kind === "sleep") {
      if (this.#pastTime !== undefined) this.#pastTime += seconds;
      return past.answer;
    }
    // What is over does nothing new, should it not be the same.
    if (this.#isOver) return true;
    const answer = await this.#host.sleep(seconds, signal);
    this.#written.push({ kind: "sleep", seconds, answer });
    return answer;
  }

  know(name: string, value: string | undefined): void {
    if (this.#remember("know") || this.#isOver) return;
    this.#host.know(name, value);
    this.#written.push({ kind: "know", name, value });
  }

  command(command: CommandEffect): void {
    if (this.#remember("command") || this.#isOver) return;
    this.#host.command(command);
    this.#written.push({ kind: "command", command });
  }

  deploy(deployment: DeploymentEffect): void {
    if (this.#remember("deploy") || this.#isOver) return;
    this.#host.deploy(deployment);
    this.#written.push({ kind: "deploy", deployment });
  }

  #ask<Answer>(question: Interaction & { answer: unknown }, ask: () => Answer): Answer {
    const past = this.#remember(question.kind);
    if (past && "answer" in past) return past.answer as Answer;
    const answer = ask();
    this.#written.push({ ...question, answer } as Interaction);
    return answer;
  }

  #remember(kind: Interaction["kind"]): Interaction | undefined {
    const past = this.#past.pop();
    if (!past) return undefined;
    if (this.#past.length === 0) {
      if (!this.#isOver) this.#pastTime = undefined;
      this.#onPresent();
    }
    if (past.kind !== kind) throw new Error(`bug: a shell that was run again did "${kind}" where it had done "${past.kind}"`);
    this.#written.push(past);
    return past;
  }
}

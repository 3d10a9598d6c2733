import type { SecretUse } from "#engines/pipeline";
import type { Span } from "#engines/source";
import type { World } from "#engines/world";
import type { BoundSecret, Context } from "./context.ts";

/** Text of one build's log, in characters; what comes after is cut. */
const maxLog = 256 * 1024;
const maxStageLog = 64 * 1024;

/** The log of a build. Secrets are hidden while they are bound, and only then; who printed one is remembered. */
export class Console {
  text = "";
  readonly #build: string;
  readonly #now: () => number;
  /** Every secret of the world, to find those that are printed plainly. */
  readonly #known: readonly { readonly id: string; readonly value: string }[];
  readonly #uses = new Map<string, SecretUse>();
  readonly #lengths = new Map<object, number>();

  constructor(build: string, world: World, now: () => number) {
    this.#build = build;
    this.#now = now;
    this.#known = [...world.credentials.values()].flatMap(({ id, secret }) => {
      const values =
        secret.kind === "text"
          ? [secret.text]
          : secret.kind === "file"
            ? [secret.content]
            : secret.kind === "ssh-key"
              ? [secret.key, secret.passphrase]
              : [secret.password];
      return values.filter((value) => value !== "").map((value) => ({ id, value }));
    });
  }

  get secrets(): readonly SecretUse[] {
    return [...this.#uses.values()];
  }

  /** Secrets that became visible to steps. */
  bound(secrets: readonly BoundSecret[], context: Context): void {
    for (const { id } of secrets) this.#use(id, context, "no", context.span);
  }

  line(text: string, context: Context, span: Span = context.span): void {
    this.write(`${text}\n`, context, span);
  }

  write(text: string, context: Context, span: Span): void {
    if (text === "") return;
    context.printed?.();
    let shown = text;
    const secrets = [...context.secrets].sort((a, b) => b.value.length - a.value.length);
    for (const { id, value, masked } of secrets) {
      if (!masked || value === "" || !shown.includes(value)) continue;
      shown = shown.replaceAll(value, "****");
      this.#use(id, context, "masked", span);
    }
    for (const { id, value } of this.#known) if (shown.includes(value)) this.#use(id, context, "plain", span);
    if (this.text.length < maxLog) this.text += shown.slice(0, maxLog - this.text.length);
    const job = context.stage?.job;
    if (!job) return;
    const length = this.#lengths.get(job) ?? 0;
    if (length >= maxStageLog) return;
    this.#lengths.set(job, length + shown.length);
    job.log.push({ text: shown.slice(0, maxStageLog - length), at: this.#now() });
  }

  #use(name: string, context: Context, printed: SecretUse["printed"], span: Span): void {
    // What is bound around all stages is seen in each of them.
    if (!context.stage) return;
    const job = context.stage.name;
    const key = JSON.stringify([name, job]);
    const order = ["no", "masked", "plain"];
    const old = this.#uses.get(key);
    if (old && order.indexOf(old.printed) >= order.indexOf(printed)) return;
    this.#uses.set(key, { name, job, pipeline: this.#build, printed, span });
  }
}

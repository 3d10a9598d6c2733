import type { Span } from "#engines/source";

/** A build's result, from best to worst. https://javadoc.jenkins.io/hudson/model/Result.html */
export type Result = "SUCCESS" | "UNSTABLE" | "FAILURE" | "NOT_BUILT" | "ABORTED";

const order: readonly Result[] = ["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"];

export const isWorse = (a: Result, b: Result): boolean => order.indexOf(a) > order.indexOf(b);
export const worst = (a: Result, b: Result): Result => (isWorse(b, a) ? b : a);

/** As `Result.fromString`: without regard to case, and failure for what is none. */
export const resultOf = (text: string): Result => order.find((result) => result === text.toUpperCase()) ?? "FAILURE";

/** What a script or a step throws: it fails the build unless something catches it. */
export class BuildError extends Error {
  /** The Java class, as the log shows it; empty for a step's own failure, of which only the message is shown. */
  readonly javaClass: string;
  readonly span: Span;
  readonly exitStatus: number;

  constructor(message: string, span: Span, javaClass = "hudson.AbortException", exitStatus = 1) {
    super(message);
    this.javaClass = javaClass;
    this.span = span;
    this.exitStatus = exitStatus;
  }

  /** A failure of which the log shows the message alone. */
  get isAbort(): boolean {
    return this.javaClass === "hudson.AbortException" || this.javaClass.endsWith(".CredentialNotFoundException");
  }
}

/** The build, a branch or a block was told to stop. */
export class Interruption extends Error {
  readonly result: Result;
  readonly span: Span;
  /** The block whose time is over, or undefined. */
  readonly block: object | undefined;
  /** Why, where that matters: a time that is over is a failure like others, a branch that fails fast takes its siblings along. */
  readonly origin: "time" | "sibling" | undefined;
  /** What the log says, once, where it stops something. */
  readonly announcement: string;
  isAnnounced = false;

  constructor(
    message: string,
    result: Result,
    span: Span,
    { block, origin, announcement = "" }: { block?: object; origin?: "time" | "sibling"; announcement?: string } = {},
  ) {
    super(message);
    this.announcement = announcement;
    this.result = result;
    this.span = span;
    this.block = block;
    this.origin = origin;
  }
}

/** The run must not be judged: something here is not simulated, or a budget is spent. Nothing in a script catches it. */
export class Refusal extends Error {
  readonly kind: "not-simulated" | "budget";
  readonly span: Span;

  constructor(kind: "not-simulated" | "budget", what: string, span: Span) {
    super(what);
    this.kind = kind;
    this.span = span;
  }
}

export const resultOfError = (error: unknown): Result => (error instanceof Interruption ? error.result : "FAILURE");

import type { Span } from "#engines/source";
import type { Value } from "../groovy/values.ts";
import type { StageRun } from "./stage-run.ts";
import type { Thread } from "./thread.ts";
import type { Workspace } from "./workspace.ts";

/** A machine on which steps run, and the folder there. */
export type Node = {
  readonly name: string;
  readonly labels: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  /** The image of the container that steps run in, or empty. */
  readonly image: string;
};

/** A secret that steps see while its block lasts. */
export type BoundSecret = { readonly id: string; readonly value: string; readonly variable: string; readonly masked: boolean };

/** Where in the build a step runs: what the blocks around it have set. */
export type Context = {
  /** Set by `environment`, `withEnv`, tools and credentials. */
  readonly env: Readonly<Record<string, string>>;
  readonly node: Node | undefined;
  /** Absolute; empty without a node. */
  readonly directory: string;
  readonly thread: Thread;
  readonly secrets: readonly BoundSecret[];
  readonly stage: StageRun | undefined;
  /** The variables of an `environment` block that is being evaluated: they may name each other in any order. */
  readonly pending: ((name: string) => Promise<Value | undefined>) | undefined;
  /** Told of every line that is printed: by a time limit that counts from the last one. */
  readonly printed?: () => void;
  readonly span: Span;
};

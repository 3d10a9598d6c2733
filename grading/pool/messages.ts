import type { World } from "#engines/world";
import type { Grading, Lab, Submission } from "../model.ts";

/** What the parent says to a child. A world is sent once a child and named by its hash from then on. */
export type ToChild =
  | { readonly kind: "world"; readonly hash: string; readonly world: World }
  | { readonly kind: "grade"; readonly job: number; readonly lab: Lab; readonly world: string; readonly files: Submission };

/** What a child answers. `begun` comes before anything of the submission is read. */
export type FromChild =
  | { readonly kind: "ready"; readonly engine: string }
  | { readonly kind: "begun"; readonly job: number; readonly whens: readonly string[] }
  | { readonly kind: "graded"; readonly job: number; readonly grading: Grading }
  | { readonly kind: "broken"; readonly job: number; readonly error: string };

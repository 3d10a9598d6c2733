import type { ReactNode } from "react";

/** A question that was answered: how it was, what was chosen, and why each answer is as it is. */
export type AnsweredQuestion = {
  readonly correct: boolean;
  /** Ids of answers, or the number as text. */
  readonly given: readonly string[];
  readonly explanations: readonly { readonly answer: string; readonly right: boolean; readonly text: ReactNode }[];
  /** Why the answer is not kept, when it is not. */
  readonly notKept?: string;
};

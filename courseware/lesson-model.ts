import type { Root } from "hast";

/**
 * A component use in a lesson's tree: an element named `lesson-component` whose `data` says which one and with what props.
 * Everything is data: the tree can be stored as JSON, and the app binds components to it.
 */
export type ComponentUse = { readonly component: string; readonly props: Readonly<Record<string, unknown>> };

export const componentTag = "lesson-component";

declare module "hast" {
  interface ElementData extends Partial<ComponentUse> {}
}

export type Heading = { readonly depth: number; readonly id: string; readonly text: string };

/** What a page may show. Of a question it holds the text and the answers, never which is right nor why. */
export type LessonTree = { readonly root: Root; readonly headings: readonly Heading[] };

export type QuestionKind = "one" | "many" | "number" | "order";

/** What stays on the server: which answers are right, and what to say of each. */
export type QuestionKey = {
  readonly id: string;
  readonly kind: QuestionKind;
  /** Every answer's id; for `order` in the right order. Empty for `number`. */
  readonly answers: readonly string[];
  readonly correct: readonly string[];
  readonly number?: { readonly value: number; readonly tolerance: number };
  /** By answer; a question of the kinds `number` and `order` has one, under "". */
  readonly explanations: ReadonlyMap<string, Root>;
};

export type Frontmatter = {
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly sources: readonly { readonly title: string; readonly url: string }[];
  readonly tools: readonly { readonly name: string; readonly version: string }[];
  /** Questions of earlier lessons to bring back, as `lesson#question`. */
  readonly recalls: readonly string[];
};

export type Lesson = {
  readonly course: string;
  readonly slug: string;
  readonly frontmatter: Frontmatter;
  readonly tree: LessonTree;
  /** The secret part. */
  readonly questions: ReadonlyMap<string, QuestionKey>;
  readonly contentHash: string;
};

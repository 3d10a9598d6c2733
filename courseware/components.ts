import { z } from "zod";

/** What a lesson or a brief may use besides Markdown, and with which literal attributes. */
export const components = {
  /** An aside. */
  Note: z.strictObject({ kind: z.enum(["note", "warning", "version"]).default("note"), title: z.string().optional() }),
  /** A table, a listing or a drawing with a caption under it. */
  Figure: z.strictObject({ caption: z.string().min(1) }),
  /** A worked example: one fenced block, shown as a file; for a kind of lab with a drawing, the drawing beside it. */
  Example: z.strictObject({
    file: z.string().min(1),
    kind: z.enum(["gitlab-ci", "github-actions", "jenkins"]).optional(),
    /** What the file does, in a sentence. */
    result: z.string().optional(),
  }),
  /** A card that leads to a lab. */
  Lab: z.strictObject({ slug: z.string().min(1) }),
  /** A question that is graded on the server. */
  Question: z.strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower case letters, digits and hyphens"),
    kind: z.enum(["one", "many", "number", "order"]),
    /** For `number`: what is right, how far off it may be, and what it is counted in. */
    answer: z.number().optional(),
    tolerance: z.number().min(0).optional(),
    unit: z.string().optional(),
  }),
  /** An answer of the question around it. Its id comes from its text, unless one is given. */
  Answer: z.strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional(),
    correct: z.literal(true).optional(),
  }),
  /** Why the answer (or, for `number` and `order`, the question) is as it is; shown after answering. */
  Explanation: z.strictObject({}),
} as const;

export type ComponentName = keyof typeof components;

/** Inside these alone may the others stand. */
export const parents: Partial<Record<ComponentName, readonly ComponentName[]>> = {
  Answer: ["Question"],
  Explanation: ["Answer", "Question"],
};

export const isComponent = (name: string): name is ComponentName => Object.hasOwn(components, name);

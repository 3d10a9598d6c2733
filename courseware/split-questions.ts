import { createHash } from "node:crypto";
import type { Element, ElementContent, Root } from "hast";
import { visit } from "unist-util-visit";
import { type Diagnostic, type Parsed, Positions, type SourceFile } from "#engines/source";
import { type ComponentUse, componentTag, type LessonTree, type QuestionKey, type QuestionKind } from "./lesson-model.ts";
import { textOf } from "./mdx.ts";

/** A lesson's tree as a page may show it, and what must stay on the server. */
export type Split = { readonly tree: LessonTree; readonly questions: ReadonlyMap<string, QuestionKey> };

/** Takes which answers are right, and every explanation, out of the tree. The tree handed in is changed. */
export function splitQuestions(file: SourceFile, tree: LessonTree): Parsed<Split> {
  const splitter = new Splitter(file);
  visit(tree.root, "element", (node) => {
    if (componentOf(node)?.component === "Question") splitter.question(node);
  });
  visit(tree.root, (node) => {
    delete node.position;
  });
  return { model: { tree, questions: splitter.questions }, diagnostics: splitter.diagnostics };
}

export function componentOf(node: Root | Root["children"][number]): ComponentUse | undefined {
  if (node.type !== "element" || node.tagName !== componentTag) return undefined;
  const { component, props } = node.data ?? {};
  return component !== undefined && props ? { component, props } : undefined;
}

class Splitter {
  readonly questions = new Map<string, QuestionKey>();
  readonly diagnostics: Diagnostic[] = [];
  readonly #positions: Positions;

  constructor(file: SourceFile) {
    this.#positions = new Positions(file);
  }

  question(node: Element): void {
    const props = componentOf(node)?.props ?? {};
    const id = String(props.id);
    const kind = props.kind as QuestionKind;
    if (this.questions.has(id))
      this.#say(node, "duplicate-question", `The question "${id}" stands twice`, "Each id may stand once in a lesson.");
    const answers = node.children.filter((child): child is Element => componentOf(child)?.component === "Answer");
    const explanations = node.children.filter((child): child is Element => componentOf(child)?.component === "Explanation");
    const prompt = node.children.filter(
      (child) => componentOf(child)?.component !== "Answer" && componentOf(child)?.component !== "Explanation",
    );
    if (!prompt.some((child) => textOf(child).trim() !== ""))
      this.#say(node, "question", "The question asks nothing", "Write what is asked before the answers.");
    const taken = answers.map((answer) => this.#answer(id, answer, kind));
    const correct = taken.filter((answer) => answer.correct).map((answer) => answer.id);
    this.#checkAnswers(node, kind, taken.length, correct.length);
    this.#checkDistinct(
      answers,
      taken.map((answer) => answer.id),
    );
    const key: QuestionKey = {
      id,
      kind,
      answers: taken.map((answer) => answer.id),
      correct: kind === "order" ? taken.map((answer) => answer.id) : correct,
      ...this.#number(node, kind, props),
      explanations: this.#explanations(node, kind, explanations, taken),
    };
    this.questions.set(id, key);
    // Sorted by a hash, so that the place of an answer says nothing about it.
    const shown = taken
      .map((answer) => ({ at: hashOf(id, answer.id), shown: answer.shown }))
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .map((answer) => answer.shown);
    node.children = [...prompt, ...shown];
    const unit = typeof props.unit === "string" ? { unit: props.unit } : {};
    node.data = dataOf("Question", { id, kind, ...unit });
  }

  #answer(question: string, node: Element, kind: QuestionKind) {
    const props = componentOf(node)?.props ?? {};
    const explanation = node.children.find((child): child is Element => componentOf(child)?.component === "Explanation");
    const children = node.children.filter((child) => child !== explanation);
    const text = children.map(textOf).join("").trim();
    if (text === "") this.#say(node, "question", "The answer says nothing", "Write its text before its explanation.");
    if ((kind === "one" || kind === "many") && !explanation)
      this.#say(node, "question", "The answer has no explanation", "Every answer is explained: put an <Explanation> into it.");
    if (kind === "order" && (explanation || props.correct))
      this.#say(
        node,
        "question",
        "The steps of an order have no `correct` and no explanation of their own",
        "Write them in the right order.",
      );
    const id = typeof props.id === "string" ? props.id : hashOf(question, text).slice(0, 8);
    const shown: Element = { type: "element", tagName: componentTag, properties: {}, children, data: dataOf("Answer", { id }) };
    return { id, correct: props.correct === true, shown, explanation };
  }

  #checkAnswers(node: Element, kind: QuestionKind, count: number, correct: number): void {
    const say = (summary: string, detail: string) => this.#say(node, "question", summary, detail);
    if (kind === "number" && count > 0) say("A question for a number has no answers to choose from", "Its `answer` is an attribute.");
    if (kind === "order" && count < 3) say("An order has at least three steps", "With two, a coin decides.");
    if ((kind === "one" || kind === "many") && count < 2) say("The question has fewer than two answers", "Write each as <Answer>.");
    else if (kind === "one" && correct !== 1) say(`Exactly one answer must be \`correct\`, here ${correct} are`, "");
    else if (kind === "many" && correct === 0) say("No answer is `correct`", "At least one must be.");
  }

  #checkDistinct(nodes: readonly Element[], ids: readonly string[]): void {
    for (const [index, id] of ids.entries()) {
      const node = nodes[index];
      if (node && ids.indexOf(id) !== index)
        this.#say(node, "question", "The answer stands twice", "Two answers of a question must differ.");
    }
  }

  #number(node: Element, kind: QuestionKind, props: Readonly<Record<string, unknown>>): Pick<QuestionKey, "number"> {
    if (kind !== "number") {
      if (props.answer !== undefined || props.tolerance !== undefined || props.unit !== undefined)
        this.#say(node, "question", "`answer`, `tolerance` and `unit` belong to questions for a number", "");
      return {};
    }
    if (typeof props.answer === "number")
      return { number: { value: props.answer, tolerance: typeof props.tolerance === "number" ? props.tolerance : 0 } };
    this.#say(node, "question", "The question has no `answer`", "Write it as an attribute: answer={42}.");
    return {};
  }

  #explanations(
    node: Element,
    kind: QuestionKind,
    own: readonly Element[],
    answers: readonly { readonly id: string; readonly explanation: Element | undefined }[],
  ): ReadonlyMap<string, Root> {
    if (kind === "one" || kind === "many") {
      if (own.length > 0)
        this.#say(node, "question", "Here each answer has its own explanation", "Move the <Explanation> into the <Answer>.");
      return new Map(answers.flatMap(({ id, explanation }) => (explanation ? [[id, rootOf(explanation.children)] as const] : [])));
    }
    const [explanation] = own;
    if (!explanation || own.length > 1)
      this.#say(node, "question", "The question has no explanation of its own", "Put one <Explanation> into it.");
    return new Map(explanation ? [["", rootOf(explanation.children)]] : []);
  }

  #say(node: Element, rule: string, summary: string, detail: string): void {
    const start = node.position?.start.offset ?? 0;
    const span = this.#positions.span(start, start + 1);
    this.diagnostics.push({ severity: "error", code: `lesson/${rule}`, summary, detail, span });
  }
}

function rootOf(children: ElementContent[]): Root {
  const root: Root = { type: "root", children };
  visit(root, (node) => {
    delete node.position;
  });
  return root;
}

function hashOf(question: string, text: string): string {
  return createHash("sha256")
    .update(`${question}
${text}`)
    .digest("hex");
}

function dataOf(component: string, props: Readonly<Record<string, unknown>>): Element["data"] {
  return { component, props };
}

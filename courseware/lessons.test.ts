import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { SourceFile } from "#engines/source";
import type { Lesson } from "./lesson-model.ts";
import { type LinkTargets, readMdx } from "./mdx.ts";
import { gradeQuestion } from "./questions.ts";
import { type LessonComponents, renderLesson } from "./render.ts";
import { splitQuestions } from "./split-questions.ts";

const links: LinkTargets = {
  labs: ["gate"],
  lessons: ["graph"],
  lab: (slug) => (slug === "gate" ? "/labs/gate" : undefined),
  lesson: (slug) => (slug === "graph" ? "/courses/c/graph" : undefined),
};

const text = `
## Why a *gate*

Read [this](lesson:graph#needs). {/* a note to the author */}

<Note kind="warning" title="Mind">
The gate is **shut**.
</Note>

<Example file=".gitlab-ci.yml" kind="gitlab-ci" result="It builds.">
\`\`\`yaml
build: { script: [make] }
\`\`\`
</Example>

<Question id="one" kind="one">
Which *one*?
<Answer correct>
The right one
<Explanation>SECRET-RIGHT</Explanation>
</Answer>
<Answer>The wrong one <Explanation>SECRET-WRONG</Explanation></Answer>
</Question>

<Question id="some" kind="many">
Which?
<Answer id="a" correct>A<Explanation>SECRET-A</Explanation></Answer>
<Answer id="b" correct>B<Explanation>SECRET-B</Explanation></Answer>
<Answer id="c">C<Explanation>SECRET-C</Explanation></Answer>
</Question>

<Question id="count" kind="number" answer={0.3} tolerance={0.1} unit="s">
How long?
<Explanation>SECRET-NUMBER</Explanation>
</Question>

<Question id="steps" kind="order">
In which order?
<Answer id="build">Build</Answer>
<Answer id="test">Test</Answer>
<Answer id="aim">Deploy</Answer>
<Explanation>SECRET-ORDER</Explanation>
</Question>
`;

async function lessonOf(source: string): Promise<Lesson> {
  const file: SourceFile = { path: "a.mdx", text: source };
  const { model, diagnostics } = await readMdx(file, links);
  if (!model) return expect.fail(diagnostics.map(({ summary }) => summary).join("\n"));
  const split = splitQuestions(file, model);
  expect(split.diagnostics).toEqual([]);
  const frontmatter = { title: "", summary: "", minutes: 1, sources: [], tools: [], recalls: [] };
  return { course: "c", slug: "a", frontmatter, ...split.model, contentHash: "" };
}

test("what a page may show holds no answer and no explanation", async () => {
  const { tree, questions } = await lessonOf(text);
  const shown = JSON.stringify(tree);
  expect(shown).not.toMatch(/SECRET|correct|tolerance|0\.3/);
  expect(shown).toContain("The right one");
  expect([...questions.keys()]).toEqual(["one", "some", "count", "steps"]);
  // The author's order would tell an order's answer.
  const steps = [...shown.matchAll(/"id":"(build|test|aim)"/g)].map((match) => match[1]);
  expect(steps.toSorted()).toEqual(["aim", "build", "test"]);
  expect(steps).not.toEqual(["build", "test", "aim"]);
  expect(tree.headings).toEqual([{ depth: 2, id: "why-a-gate", text: "Why a gate" }]);
});

test("an answer's id stays when another answer is added or moved", async () => {
  const before = await lessonOf(text);
  const after = await lessonOf(text.replace("Which *one*?", "Which *one*?\n<Answer>None<Explanation>x</Explanation></Answer>"));
  expect(after.questions.get("one")?.correct).toEqual(before.questions.get("one")?.correct);
});

test("questions are graded with an explanation for every answer", async () => {
  const lesson = await lessonOf(text);
  const [right = "", wrong = ""] = lesson.questions.get("one")?.answers ?? [];
  const correct = (id: string, answers: readonly string[]) => gradeQuestion(lesson, id, { answers })?.correct;
  expect([correct("one", [right]), correct("one", [wrong]), correct("one", [right, wrong])]).toEqual([true, false, undefined]);
  expect([correct("some", ["b", "a"]), correct("some", ["a"]), correct("some", ["a", "b", "c"])]).toEqual([true, false, false]);
  expect([correct("steps", ["build", "test", "aim"]), correct("steps", ["aim", "test", "build"])]).toEqual([true, false]);
  expect([correct("one", ["none"]), correct("nothing", [right]), correct("some", ["a", "a"]), correct("count", ["a"])]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  const number = (given: number) => gradeQuestion(lesson, "count", { number: given })?.correct;
  expect([number(0.4), number(0.2), number(0.41), number(Number.NaN)]).toEqual([true, true, false, undefined]);
  const graded = gradeQuestion(lesson, "one", { answers: [wrong] });
  expect(
    graded?.explanations.map(({ answer, right: isRight, root }) => [answer === right, isRight, JSON.stringify(root).includes("SECRET")]),
  ).toEqual([
    [true, true, true],
    [false, false, true],
  ]);
});

test("the app's components get checked props, highlighted code and resolved links", async () => {
  const { tree } = await lessonOf(text);
  const box =
    (name: string) =>
    ({ children, ...props }: { readonly children?: ReactNode }) =>
      createElement("section", { "data-is": `${name} ${JSON.stringify(props)}` }, children);
  const components: LessonComponents = {
    Note: box("Note"),
    Figure: box("Figure"),
    Example: box("Example"),
    Lab: box("Lab"),
    Question: box("Question"),
    Answer: box("Answer"),
  };
  const html = renderToStaticMarkup(renderLesson(tree.root, components)).replaceAll("&quot;", '"');
  expect(html).toContain('<section data-is="Note {"kind":"warning","title":"Mind"}"><p>The gate is <strong>shut</strong>.</p></section>');
  expect(html).toContain(
    '"file":".gitlab-ci.yml","kind":"gitlab-ci","result":"It builds.","code":"build: { script: [make] }","language":"yaml"',
  );
  expect(html).toMatch(/<pre class="shiki[^>]*><code>.*--shiki-light:#[0-9A-F]+;--shiki-dark:#[0-9A-F]+/is);
  expect(html).toContain('<a href="/courses/c/graph#needs">this</a>');
  expect(html).toContain('Question {"id":"count","kind":"number","unit":"s"}');
  expect(html).not.toContain("a note to the author");
});

"use client";

import { createContext, type FormEvent, type ReactNode, useContext, useId, useState } from "react";
import { StatusMark } from "#components/status-mark";
import { useLesson } from "./lesson-questions.tsx";
import { answerAction } from "./question-actions.tsx";
import type { AnsweredQuestion } from "./question-state.ts";

type QuestionKind = "one" | "many" | "number" | "order";

type Choices = {
  readonly name: string;
  readonly kind: QuestionKind;
  readonly chosen: readonly string[];
  readonly choose: (answer: string) => void;
  readonly answered: AnsweredQuestion | undefined;
};

const ChoicesContext = createContext<Choices | undefined>(undefined);

type QuestionFormProps = { readonly id: string; readonly kind: QuestionKind; readonly unit?: string; readonly children: ReactNode };

/** A question of a lesson. It is graded on the server; afterwards every answer says why it is right or wrong. */
export function QuestionForm({ id, kind, unit, children }: QuestionFormProps) {
  const lesson = useLesson();
  const answered = lesson.answered.get(id);
  const [draft, setDraft] = useState<readonly string[]>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const name = useId();
  const chosen = draft ?? answered?.given ?? [];

  const choose = (answer: string) => {
    if (kind === "one") setDraft([answer]);
    // An order is built by choosing one after the other; choosing again takes back.
    else setDraft(chosen.includes(answer) ? chosen.filter((other) => other !== answer) : [...chosen, answer]);
  };

  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const given = kind === "number" ? { number: Number(chosen[0] ?? Number.NaN) } : { answers: [...chosen] };
    const result = await answerAction(lesson.course, lesson.lesson, id, given).catch(() => ({
      ok: false as const,
      because: "The server cannot be reached. Try again in a moment.",
    }));
    setBusy(false);
    setProblem(result.ok ? undefined : result.because);
    if (result.ok) lesson.tell(id, result.answer);
  };

  return (
    <form
      className="rounded-box border border-line-strong bg-raised p-4"
      onSubmit={send}
      aria-label={`Question: ${id.replaceAll("-", " ")}`}
    >
      <ChoicesContext value={{ name, kind, chosen, choose, answered }}>
        <fieldset className="min-w-0 space-y-3">
          <legend className="sr-only">Question</legend>
          {children}
          {kind === "number" && (
            <label className="flex items-center gap-2 text-ui">
              Your answer
              <input
                type="number"
                step="any"
                required
                className="w-32 rounded-box border border-line-strong bg-paper px-2 py-1 tabular-nums"
                value={chosen[0] ?? ""}
                onChange={(event) => setDraft([event.target.value])}
              />
              {unit}
            </label>
          )}
        </fieldset>
      </ChoicesContext>
      <div className="mt-4 flex flex-wrap items-center gap-3 text-ui">
        <button type="submit" className="button" disabled={busy || chosen.length === 0}>
          {answered ? "Answer again" : "Answer"}
        </button>
        <span role="status">
          {answered && <StatusMark status={answered.correct ? "passed" : "failed"} word={answered.correct ? "Right" : "Not right yet"} />}
        </span>
        {answered?.notKept && <span className="text-ink-soft">{answered.notKept}</span>}
        {problem && (
          <span role="alert" className="text-failed">
            {problem}
          </span>
        )}
      </div>
      {answered?.explanations
        .filter((explanation) => explanation.answer === "")
        .map((explanation) => (
          <div key="whole" className="mt-3 text-ui">
            {explanation.text}
          </div>
        ))}
    </form>
  );
}

/** One answer that can be chosen, with its explanation once the question was answered. */
export function AnswerChoice({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const choices = useContext(ChoicesContext);
  if (!choices) throw new Error("bug: an answer stands outside a question");
  const { name, kind, chosen, choose, answered } = choices;
  const explanation = answered?.explanations.find((each) => each.answer === id);
  const place = chosen.indexOf(id) + 1;
  return (
    <div>
      <label className="flex items-baseline gap-3">
        <input
          type={kind === "one" ? "radio" : "checkbox"}
          name={name}
          checked={chosen.includes(id)}
          onChange={() => choose(id)}
          className="accent-accent"
        />
        {kind === "order" && <span className="w-5 shrink-0 tabular-nums">{place > 0 ? `${place}.` : ""}</span>}
        <span className="min-w-0">{children}</span>
      </label>
      {explanation && (
        <div className="mt-1 ml-7 border-line border-l-2 pl-3 text-ui">
          <StatusMark status={explanation.right ? "passed" : "idle"} word={explanation.right ? "Right" : "Not right"} />
          {explanation.text}
        </div>
      )}
    </div>
  );
}

"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { loadAnswersAction, markReadAction } from "./question-actions.tsx";
import type { AnsweredQuestion } from "./question-state.ts";

type LessonState = {
  readonly course: string;
  readonly lesson: string;
  readonly answered: ReadonlyMap<string, AnsweredQuestion>;
  readonly tell: (question: string, answer: AnsweredQuestion) => void;
};

const LessonContext = createContext<LessonState | undefined>(undefined);

/** Which lesson the questions below belong to, and what its reader answered before. The page itself is the same for everyone. */
export function LessonQuestions({
  course,
  lesson,
  children,
}: {
  readonly course: string;
  readonly lesson: string;
  readonly children: ReactNode;
}) {
  const [answered, setAnswered] = useState<ReadonlyMap<string, AnsweredQuestion>>(new Map());
  useEffect(() => {
    loadAnswersAction(course, lesson).then(
      (earlier) => setAnswered((now) => new Map([...earlier, ...now])),
      () => undefined,
    );
  }, [course, lesson]);
  const tell = (question: string, answer: AnsweredQuestion) => setAnswered((now) => new Map([...now, [question, answer]]));
  return <LessonContext value={{ course, lesson, answered, tell }}>{children}</LessonContext>;
}

export function useLesson(): LessonState {
  const lesson = useContext(LessonContext);
  if (!lesson) throw new Error("bug: a question stands outside a lesson");
  return lesson;
}

/** Says that the lesson was read, once its end has been on the screen. */
export function LessonEnd() {
  const { course, lesson } = useLesson();
  const [end, setEnd] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (!end) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      void markReadAction(course, lesson);
    });
    observer.observe(end);
    return () => observer.disconnect();
  }, [course, end, lesson]);
  return <span ref={setEnd} />;
}

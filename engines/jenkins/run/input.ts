import { Interruption } from "../groovy/errors.ts";
import type { Answer } from "../scenario.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";

export type Question = {
  readonly message: string;
  readonly id: string;
  readonly ok: string;
  readonly submitter: string;
  /** Which are given in a form, not by a link in the log. */
  readonly asksForValues: boolean;
};

/** Waits until somebody answers, for ever if nobody does; a no ends the build. */
export async function askPeople(build: Build, context: Context, question: Question): Promise<Answer> {
  const { clock } = build.session;
  build.console.line(question.asksForValues ? "Input requested" : `${question.message}\n${question.ok} or Abort`, context);
  build.tell(context, `waits for an answer: ${question.message}`, "waiting");
  const answer = build.scenario.answers.find(
    ({ to, by }) => (fits(to, question.message) || fits(to, idOf(question))) && mayAnswer(question.submitter, by),
  );
  build.waiting++;
  const job = context.stage?.job;
  const [status, why] = [job?.status, job?.why];
  if (job) [job.status, job.why] = ["manual", "paused for input"];
  await (answer ? clock.sleep(answer.after, context.thread.signal) : clock.until(context.thread.signal));
  build.waiting--;
  if (job && status) [job.status, job.why] = [status, why ?? ""];
  build.meet(context);
  if (!answer) throw new Error("bug: a question that nobody answers came to an end");
  build.tell(
    context,
    answer.action === "proceed" ? `${answer.by} answered: ${question.ok}` : `${answer.by} aborted`,
    answer.action === "proceed" ? "good" : "bad",
  );
  if (answer.action === "proceed") {
    build.console.line(`Approved by ${answer.by}`, context);
    return answer;
  }
  throw new Interruption(`Rejected by ${answer.by}`, "ABORTED", context.span);
}

/** An id begins with a capital letter, whatever was written. */
const idOf = ({ id, message }: Question): string => {
  const own = id === "" ? message : id;
  return own.charAt(0).toUpperCase() + own.slice(1);
};

/** Who is named, or who belongs to a group of that name; nobody named: anybody. */
const mayAnswer = (submitter: string, by: string): boolean => submitter === "" || submitter.split(",").some((each) => each.trim() === by);

function fits(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const lower = text.toLowerCase();
  if (parts.length === 1) return lower === parts[0];
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (!lower.startsWith(first) || !lower.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = lower.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= lower.length - last.length;
}

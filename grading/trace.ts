import type { TimelineEvent, Trace } from "./model.ts";
import { slice } from "./text.ts";

/** A stored trace may have this many characters; people read its start and its end. */
const maxCharacters = 64 * 1024;
const maxEvents = 400;
const maxText = 500;
const notice = "\n… left out to keep the record short …\n";

/** The trace within its cap: whole timeline first, then each log's start and end in equal shares. */
export function capTrace(trace: Trace): Trace {
  const timeline = trace.timeline.slice(0, maxEvents).map(shorten);
  let truncated = trace.truncated || trace.timeline.length > maxEvents;
  const shortened = timeline.some((event, index) => event.text !== trace.timeline[index]?.text);
  const left = Math.max(0, maxCharacters - JSON.stringify(timeline).length);
  const share = Math.floor(left / Math.max(1, trace.logs.length));
  const logs = trace.logs.map(({ subject, text }) => {
    const cost = JSON.stringify({ subject, text }).length;
    if (cost <= share) return { subject, text };
    truncated = true;
    // JSON writes some characters as six; the share is kept even then.
    const ratio = cost / Math.max(1, text.length);
    const keep = Math.max(0, Math.floor((share - subject.length - notice.length - 40) / ratio / 2));
    return { subject, text: keep === 0 ? notice.trim() : slice(text, 0, keep) + notice + slice(text, -keep) };
  });
  return { id: trace.id, when: trace.when, timeline, logs, truncated: truncated || shortened };
}

function shorten(event: TimelineEvent): TimelineEvent {
  return event.text.length <= maxText ? event : { ...event, text: `${slice(event.text, 0, maxText)}…` };
}

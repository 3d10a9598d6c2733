import { expect, test } from "vitest";
import { relativeTime } from "./relative-date.ts";

// What GNU date 9.1 says of "2026-01-31 10:20:30 UTC" and each text.
const now = Date.UTC(2026, 0, 31, 10, 20, 30) / 1000;

test.each([
  ["now", "2026-01-31T10:20:30"],
  ["today", "2026-01-31T10:20:30"],
  ["yesterday", "2026-01-30T10:20:30"],
  ["tomorrow", "2026-02-01T10:20:30"],
  ["+3 days", "2026-02-03T10:20:30"],
  ["3 days", "2026-02-03T10:20:30"],
  ["-2 hours", "2026-01-31T08:20:30"],
  ["2 hours ago", "2026-01-31T08:20:30"],
  ["1 week", "2026-02-07T10:20:30"],
  ["next week", "2026-02-07T10:20:30"],
  ["last month", "2025-12-31T10:20:30"],
  ["next month", "2026-03-03T10:20:30"],
  ["1 month", "2026-03-03T10:20:30"],
  ["2 months ago", "2025-12-01T10:20:30"],
  ["1 year", "2027-01-31T10:20:30"],
  ["next year", "2027-01-31T10:20:30"],
  ["1 day 2 hours", "2026-02-01T12:20:30"],
  ["1 month 2 hours ago", "2026-03-03T08:20:30"],
  ["90 min", "2026-01-31T11:50:30"],
  ["-1 fortnight", "2026-01-17T10:20:30"],
  ["day", "2026-02-01T10:20:30"],
  ["hour ago", "2026-01-31T09:20:30"],
  ["this week", "2026-01-31T10:20:30"],
  ["+ 2 days", "2026-02-02T10:20:30"],
  ["30 secs", "2026-01-31T10:21:00"],
  ["Next Day", "2026-02-01T10:20:30"],
])("%s", (text, date) => {
  expect(new Date((relativeTime(text, now) ?? Number.NaN) * 1000).toISOString()).toBe(`${date}.000Z`);
});

test.each(["", "soon", "2026-01-01", "3 dayz", "day after", "-", "+", "1"])("%s is not relative", (text) => {
  expect(relativeTime(text, now)).toBeUndefined();
});

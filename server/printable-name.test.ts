import { expect, test } from "vitest";
import { checkName } from "./printable-name.ts";

test.each(["Ada Lovelace", "Γιώργος Σεφέρης", "山田 太郎", "김철수", "Renée O’Connor-Łukasik", "X Æ 12"])("%s is a name", (name) => {
  expect(checkName(name)).toEqual({ ok: true, name });
});

test("spaces are put in order and letters composed", () => {
  expect(checkName("  Rene\u0301e \t Dupont ")).toEqual({ ok: true, name: "Renée Dupont" });
});

test.each([
  { why: "nothing", name: " ", because: "Enter a name." },
  { why: "a control character", name: "Ada\u0000", because: "The character U+0000 cannot be printed." },
  { why: "text that turns the line around", name: "Ada \u202EevoL", because: "The character U+202E cannot be printed." },
  { why: "private use", name: "Ada \u{F8FF}", because: "The character U+F8FF cannot be printed." },
  { why: "no letter", name: "12 34", because: "A name has at least one letter." },
  { why: "too long", name: "a".repeat(101), because: "Use at most 100 characters." },
])("$why is refused", ({ name, because }) => expect(checkName(name)).toEqual({ ok: false, because }));

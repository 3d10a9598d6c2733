import { expect, test } from "vitest";
import { typeset } from "./fonts.ts";
import { printable } from "./printable-name.ts";

test.each([
  "Ada Lovelace",
  "Γιώργος Σεφέρης",
  "Владимир Ковалёв",
  "王小明",
  "諸葛 亮",
  "山田 たろう",
  "김철수",
  "X Æ 12",
  "O’Connor-Łukasik",
  "Nguyễn Thị Ánh",
])("%s can be printed", (name) => expect(printable(name)).toEqual({ ok: true }));

test.each([
  { name: "Ada 🚀 Lovelace", character: "🚀", code: "U+1F680" },
  { name: "عمر", character: "ع", code: "U+0639" },
  { name: "Ada 👩‍💻", character: "👩‍💻", code: "U+1F469 U+200D U+1F4BB" },
])("$name is refused, and the character is named", ({ name, character, code }) => {
  expect(printable(name)).toEqual({
    ok: false,
    character,
    because: `The character ${character} (${code}) cannot be printed on a certificate.`,
  });
});

test.each([
  { text: "山田 たろう", locale: "en", font: "japanese", why: "kana are Japanese" },
  { text: "山田", locale: "ja", font: "japanese", why: "the locale decides where the script does not" },
  { text: "王小明", locale: "en", font: "chinese", why: "Chinese characters alone" },
  { text: "김철수", locale: "en", font: "korean", why: "Hangul" },
])("$text: $why", ({ text, locale, font }) => {
  const set = typeset(text.replaceAll(" ", ""), locale);
  expect(set).toEqual({ ok: true, runs: [{ font, text: text.replaceAll(" ", "") }] });
});

import { expect, test } from "vitest";
import { utf8Bytes, utf8Length } from "./bytes.ts";

test.each(["", "plain", "äöü", "日本", "a😀b", "\ud800 alone", "\udc00\ud800", "é".repeat(100)])("the length of %j in UTF-8", (text) =>
  expect(utf8Length(text)).toBe(utf8Bytes(text).length),
);

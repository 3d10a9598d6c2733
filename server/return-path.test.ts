import { expect, test } from "vitest";
import { returnPath, withReturnPath } from "./return-path.ts";

test.each([
  { why: "a path", next: "/labs/release-gate?tab=2#end", to: "/labs/release-gate?tab=2#end" },
  { why: "dots are resolved", next: "/labs/../account", to: "/account" },
  { why: "nothing", next: undefined, to: "/dashboard" },
  { why: "two values", next: ["/a", "/b"], to: "/dashboard" },
  { why: "another site", next: "https://evil.example/", to: "/dashboard" },
  { why: "another site without a scheme", next: "//evil.example/", to: "/dashboard" },
  { why: "browsers read a backslash as a slash", next: "/\\evil.example/", to: "/dashboard" },
  { why: "browsers drop a tab", next: "/\t/evil.example/", to: "/dashboard" },
  { why: "dots that end in another site", next: "/..//evil.example", to: "/dashboard" },
  { why: "a script", next: "javascript:alert(1)", to: "/dashboard" },
])("$why", ({ next, to }) => expect(returnPath(next)).toBe(to));

test("the parameter is added only where there is somewhere to return to", () => {
  expect(withReturnPath("/sign-in", "/a?b=c")).toBe("/sign-in?next=%2Fa%3Fb%3Dc");
  expect(withReturnPath("/confirm?token=x", "/a")).toBe("/confirm?token=x&next=%2Fa");
  expect(withReturnPath("/sign-in", "https://evil.example")).toBe("/sign-in");
});

import { expect, test } from "vitest";
import { compilePathPattern } from "./path-patterns.ts";

// As Ruby's File.fnmatch answers with FNM_PATHNAME, FNM_DOTMATCH and FNM_EXTGLOB.
test.each([
  { pattern: "*.md", fits: ["a.md", ".md"], fails: ["docs/a.md", "a.mdx"] },
  { pattern: "docs/*", fits: ["docs/a", "docs/.a"], fails: ["docs/a/b", "docs"] },
  { pattern: "docs/**", fits: ["docs/a"], fails: ["docs/a/b"] },
  { pattern: "docs/**/*", fits: ["docs/a", "docs/a/b/c", "docs/.a/b"], fails: ["docs", "other/docs/a"] },
  { pattern: "**/*.rb", fits: ["a.rb", "x/y/a.rb"], fails: ["a.rb/b"] },
  { pattern: "**/**/a", fits: ["a", "x/a", "x/y/z/a"], fails: ["ba"] },
  { pattern: "a**/b", fits: ["ax/b", "a/b"], fails: ["a/x/b"] },
  { pattern: "?.[a-c]", fits: ["x.b"], fails: ["xx.b", "x.d", "/.b"] },
  { pattern: "[!a].txt", fits: ["b.txt"], fails: ["a.txt", "/.txt"] },
  { pattern: "{a,b{1,2}}/*.{js,ts}", fits: ["a/x.js", "b2/x.ts"], fails: ["b/x.js", "b3/x.js", "a/x.css"] },
  { pattern: "\\*.md", fits: ["*.md"], fails: ["a.md"] },
  { pattern: "a.b", fits: ["a.b"], fails: ["axb"] },
  { pattern: "[z-a]", fits: [], fails: ["a", "z"] },
  { pattern: "a[", fits: ["a["], fails: ["a"] },
  { pattern: "a{b", fits: ["a{b"], fails: ["ab"] },
])("$pattern", ({ pattern, fits, fails }) => {
  const matches = compilePathPattern(pattern);
  expect([...fits, ...fails].filter(matches)).toEqual(fits);
});

test.each(["{".repeat(100_000), "[".repeat(100_000), "{a,".repeat(5000) + "}".repeat(5000), "**/".repeat(2000)])(
  "a long pattern is read in time",
  (pattern) => {
    const start = performance.now();
    compilePathPattern(pattern)("a/b");
    expect(performance.now() - start).toBeLessThan(2000);
  },
);

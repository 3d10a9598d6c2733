import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { formatLine } from "#courseware/cache";
import { courseYaml, labYaml, lessonMdx, rightContent, writeContent } from "#courseware/testdata/content-fixture";
import { checkContent } from "./check-content.ts";

let remove: (() => void) | undefined;
afterEach(() => {
  remove?.();
  remove = undefined;
});

async function check(changes: Readonly<Record<string, string | undefined>>, only?: string) {
  const content = writeContent({ ...rightContent, ...changes });
  remove = content.remove;
  return { content, report: await checkContent(content, only) };
}

test("content in which nothing is wrong says nothing, and every lab is proven", async () => {
  const { report } = await check({ "labs/doors/.DS_Store": "\0\0", "courses/house/lessons/.doors.mdx.swp": "" });
  expect(report.diagnostics.map(formatLine)).toEqual([]);
  expect(report.labs).toMatchObject([{ slug: "doors", checks: 2, mistakes: 2, variants: 2, combinations: 2 }]);
  expect(report.looked).toBe(5);
});

const lab = (from: string, to: string) => ({ "labs/doors/lab.yaml": replaced(labYaml, from, to) });
const lesson = (from: string, to: string) => ({ "courses/house/lessons/doors.mdx": replaced(lessonMdx, from, to) });
const course = (from: string, to: string) => ({ "courses/house/course.yaml": replaced(courseYaml, from, to) });

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the fixture has no "${from}"`);
  return text.replace(from, to);
}

const labFile = "content/labs/doors/lab.yaml";
const lessonFile = "content/courses/house/lessons/doors.mdx";
const courseFile = "content/courses/house/course.yaml";

test.each<{ why: string; changes: Record<string, string | undefined>; says: string }>([
  { why: "bad YAML", changes: lab("minutes: 10", "minutes: [10"), says: `${labFile}:5:` },
  { why: "unknown key", changes: lab("minutes:", "minuts:"), says: `${labFile}:4:1 A lab has no key "minuts".` },
  { why: "missing key", changes: lab("minutes: 10\n", ""), says: `${labFile}:1:1 The lab has no \`minutes\`.` },
  {
    why: "unknown kind",
    changes: lab("kind: doors", "kind: dors"),
    says: `${labFile}:2:7 No kind of lab is named "dors". There are: doors. Did you mean "doors"?`,
  },
  {
    why: "unknown world",
    changes: lab("world: house", "world: hose"),
    says: `${labFile}:3:8 No world is named "hose". There are: house. Did you mean "house"?`,
  },
  { why: "unknown condition", changes: lab("[stormy]", "[stromy]"), says: `${labFile}:12:34 no condition is named "stromy"` },
  { why: "unknown key of a scenario", changes: lab("{ wind: 0 }", "{ wind: 0, sun: 1 }"), says: `${labFile}:23:` },
  {
    why: "wrong value in a scenario",
    changes: lab("{ wind: 0 }", "{ wind: calm }"),
    says: `${labFile}:23:23 Invalid input: expected number`,
  },
  {
    why: "unknown field in CEL",
    changes: lab("d.state !=", "d.stat !="),
    says: `${labFile}:14:22 no field "stat" on Door; did you mean "state"?`,
  },
  {
    why: "unknown name in because",
    changes: lab("{{ doors.filter", "{{ dors.filter"),
    says: `${labFile}:16:24 no variable "dors"; did you mean "doors"?`,
  },
  {
    why: "unknown variant in CEL",
    changes: lab("variant.side", "variant.sde"),
    says: `${labFile}:14:61 no field "sde" on Variant; did you mean "side"?`,
  },
  {
    why: "CEL that is not bool",
    changes: lab("size(doors) == 2", "size(doors)"),
    says: `${labFile}:25:7 a check must yield true or false, this yields a number`,
  },
  {
    why: "at that has no place",
    changes: lab('      doors.filter(d, d.state == "open")\n', "      doors.map(d, d.state)\n"),
    says: `${labFile}:18:7 \`at\` must yield an element`,
  },
  {
    why: "CEL as a plain scalar",
    changes: lab("expect: |\n      size(doors) == 2", "expect: size(doors) == 2"),
    says: `${labFile}:24:13 \`expect\` must be written as a block`,
  },
  {
    why: "CEL in a folded block",
    changes: lab("expect: |\n      size", "expect: >\n      size"),
    says: `${labFile}:24:13 \`expect\` must be written as a block`,
  },
  {
    why: "a place inside CEL",
    changes: lab("size(doors) == 2", 'size(doors) == 2 || "@{side}" == "x"'),
    says: `${labFile}:25:28 \`@{…}\` has no place in CEL`,
  },
  {
    why: "duplicate check",
    changes: lab("id: two-doors", "id: stays-shut"),
    says: `${labFile}:19:9 The check "stays-shut" stands twice. It stands on line 9`,
  },
  { why: "unknown requires", changes: lab("[stays-shut]", "[stay-shut]"), says: `${labFile}:22:16 No check is named "stay-shut"` },
  {
    why: "cyclic requires",
    changes: lab("    points: 2\n", "    points: 2\n    requires: [two-doors]\n"),
    says: `${labFile}:12:16 "stays-shut" and "two-doors" require each other`,
  },
  {
    why: "unknown variant in a text",
    changes: lab("the @{side} doors", "the @{sde} doors"),
    says: `${labFile}:1:17 No variant is named "sde". This lab draws: side. Did you mean "side"?`,
  },
  {
    why: "unclosed place",
    changes: lab("the @{side} doors", "the @{side doors"),
    says: `${labFile}:1:17 No variant is named "side doors shut"`,
  },
  { why: "variant without values", changes: lab("[front, back]", "[]"), says: `${labFile}:6:9 The variant "side" has no values` },
  { why: "variant with syntax in it", changes: lab("[front, back]", '["a: b"]'), says: `${labFile}:6:10 "a: b" cannot be drawn` },
  {
    why: "pattern that leaves the repository",
    changes: lab("[doors.txt]", "[../doors.txt, doors.txt]"),
    says: `${labFile}:7:9 "../doors.txt" is no path or pattern`,
  },
  { why: "uses", changes: lab("hints:", "uses: [other]\nhints:"), says: `${labFile}:27:1 \`uses\` is not supported` },
  { why: "missing lab.yaml", changes: { "labs/doors/lab.yaml": undefined }, says: `${labFile}:1:1 The lab has no lab.yaml` },
  {
    why: "missing brief",
    changes: { "labs/doors/brief.mdx": undefined },
    says: "content/labs/doors/brief.mdx:1:1 The lab has no brief.mdx",
  },
  {
    why: "missing solution",
    changes: { "labs/doors/solution/doors.txt": undefined },
    says: "content/labs/doors/solution:1:1 The lab has no solution/",
  },
  { why: "stray file", changes: { "labs/doors/notes.md": "x" }, says: "content/labs/doors/notes.md:1:1 A lab has no such file" },
  {
    why: "file the learner cannot have",
    changes: { "labs/doors/start/windows.txt": "x" },
    says: 'content/labs/doors/start/windows.txt:1:1 "windows.txt" is no file of the learner\'s',
  },
  {
    why: "place in a file",
    changes: { "labs/doors/start/doors.txt": "shut\n@{color}\n" },
    says: 'content/labs/doors/start/doors.txt:2:1 No variant is named "color"',
  },
  {
    why: "place in the brief",
    changes: { "labs/doors/brief.mdx": "Shut @{syde}.\n" },
    says: 'content/labs/doors/brief.mdx:1:6 No variant is named "syde"',
  },
  {
    why: "mistake that names no check",
    changes: { "labs/doors/mistakes/three-doors.x/doors.txt": "locked\n" },
    says: 'content/labs/doors/mistakes/three-doors.x:1:1 No check is named "three-doors"',
  },
  {
    why: "mistake that is none",
    changes: { "labs/doors/mistakes/two-doors.none/doors.txt": "locked\nlocked\n" },
    says: 'content/labs/doors/mistakes/two-doors.none:1:1 The mistake does not fail "two-doors" (side: front). two-doors passed',
  },
  {
    why: "mistake that fails more",
    changes: {
      "labs/doors/lab.yaml": labYaml.replace("    requires: [stays-shut]\n", ""),
      "labs/doors/mistakes/stays-shut.all/doors.txt": "shut\n",
    },
    says: 'content/labs/doors/mistakes/stays-shut.all:1:1 The mistake also fails "two-doors"',
  },
  {
    why: "other right answer that is none",
    changes: { "labs/doors/also-right/one-door/doors.txt": "shut\n" },
    says: "content/labs/doors/also-right/one-door:1:1 This right answer does not pass (side: front). ",
  },
  {
    why: "other right answer in a file that is not the learner's",
    changes: { "labs/doors/also-right/windows/windows.txt": "shut\n" },
    says: 'content/labs/doors/also-right/windows/windows.txt:1:1 "windows.txt" is no file of the learner\'s.',
  },
  {
    why: "start that passes",
    changes: { "labs/doors/start/doors.txt": "locked\nlocked\n" },
    says: "content/labs/doors/start:1:1 The start passes every check",
  },
  {
    why: "solution that fails for one variant",
    changes: lab("== variant.side", '== "front"'),
    says: "content/labs/doors/solution:1:1 The solution does not pass (side: back). stays-shut failed: Open: nothing.; two-doors blocked",
  },
  {
    why: "broken world",
    changes: { "worlds/house/world.yaml": "title: A house\ncondition: {}\n" },
    says: "content/worlds/house/world.yaml:2:1 A world has no key",
  },
  {
    why: "a module that a world provides has a fault",
    changes: {
      "worlds/house/world.yaml":
        "title: A house\nproject: { path: a/b, default-branch: main }\nconditions: { stormy: the wind blows }\nprovides: [{ module: a/door/null, version: 1.0.0, from: door }]\n",
      "worlds/house/provides/door/main.tf": 'variable "wood" {}\noutput "door" {\n  value = var.steel\n}\n',
    },
    says: "content/worlds/house/provides/door/main.tf:3:11 Reference to undeclared input variable",
  },
  {
    why: "no frontmatter",
    changes: { "courses/house/lessons/doors.mdx": "# Doors\n" },
    says: `${lessonFile}:1:1 The lesson has no frontmatter`,
  },
  {
    why: "unknown frontmatter key",
    changes: lesson("minutes: 9", "minutes: 9\ntags: []"),
    says: `${lessonFile}:5:1 A lesson's frontmatter has no key "tags"`,
  },
  {
    why: "wrong type in the frontmatter",
    changes: lesson("minutes: 9", "minutes: nine"),
    says: `${lessonFile}:4:10 \`minutes\` must be a whole number`,
  },
  {
    why: "unknown component",
    changes: lesson("<Lab slug", "<Lap slug"),
    says: `${lessonFile}:13:1 No component is named "Lap". There are: Note`,
  },
  {
    why: "unknown attribute",
    changes: lesson('<Lab slug="doors"', '<Lab slug="doors" big'),
    says: `${lessonFile}:13:19 <Lab> has no attribute "big"`,
  },
  { why: "code in an attribute", changes: lesson('slug="doors"', "slug={doors}"), says: `${lessonFile}:13:6 \`slug\` must be written out` },
  {
    why: "an expression",
    changes: lesson("Doors open.", "Doors {1 + 1} open."),
    says: `${lessonFile}:11:7 A lesson cannot hold {expressions}`,
  },
  { why: "a brace that is no expression", changes: lesson("Doors open.", "Doors {open."), says: `${lessonFile}:` },
  {
    why: "an import",
    changes: lesson("Doors open.", 'import x from "x"\n\nDoors open.'),
    says: `${lessonFile}:11:1 A lesson cannot import or export`,
  },
  { why: "HTML", changes: lesson("Doors open.", "<script>alert(1)</script>"), says: `${lessonFile}:11:1 No component is named "script"` },
  {
    why: "a script link",
    changes: lesson("(lab:doors)", "(javascript:alert(1))"),
    says: `${lessonFile}:11:17 "javascript:alert(1)" is no link`,
  },
  {
    why: "a link to no lab",
    changes: lesson("(lab:doors)", "(lab:dors)"),
    says: `${lessonFile}:11:17 No lab is named "dors". There are: doors. Did you mean "doors"?`,
  },
  { why: "a link to no lesson", changes: lesson("(lesson:more)", "(lesson:mor)"), says: `${lessonFile}:11:42 No lesson is named "mor"` },
  { why: "a card for no lab", changes: lesson('<Lab slug="doors"', '<Lab slug="dors"'), says: `${lessonFile}:13:1 No lab is named "dors"` },
  { why: "an unknown language", changes: lesson("```yaml", "```yml"), says: `${lessonFile}:28:1 No language is named "yml". There are:` },
  {
    why: "an answer-less question",
    changes: lesson(lessonMdx.slice(lessonMdx.indexOf("<Answer correct>"), lessonMdx.indexOf("</Question>")), ""),
    says: `${lessonFile}:15:1 The question has fewer than two answers`,
  },
  {
    why: "no right answer",
    changes: lesson("<Answer correct>", "<Answer>"),
    says: `${lessonFile}:15:1 Exactly one answer must be \`correct\`, here 0 are`,
  },
  {
    why: "no explanation",
    changes: lesson("<Explanation>It does open.</Explanation>", ""),
    says: `${lessonFile}:22:1 The answer has no explanation`,
  },
  {
    why: "a question twice",
    changes: {
      "courses/house/lessons/doors.mdx": lessonMdx + lessonMdx.slice(lessonMdx.indexOf("<Question"), lessonMdx.indexOf("```yaml")),
    },
    says: `${lessonFile}:31:1 The question "wind" stands twice`,
  },
  {
    why: "a component inside a sentence",
    changes: lesson("Doors open.", 'Doors <Lab slug="doors" /> open.'),
    says: `${lessonFile}:11:7 <Lab> stands on lines of its own`,
  },
  {
    why: "an answer outside a question",
    changes: lesson("Doors open.", "<Answer>x</Answer>"),
    says: `${lessonFile}:11:1 <Answer> stands inside <Question>`,
  },
  {
    why: "recalls of nothing",
    changes: lesson("minutes: 9", "minutes: 9\nrecalls: [more#wnd]"),
    says: `${lessonFile}:1:1 No question is named "more#wnd"`,
  },
  {
    why: "an unknown lesson in a course",
    changes: course("[doors, more]", "[doors, more, windows]"),
    says: `${courseFile}:8:28 No lesson is named "windows"`,
  },
  {
    why: "a lesson nobody lists",
    changes: course("[doors, more]", "[doors]"),
    says: "content/courses/house/lessons/more.mdx:1:1 No module lists this lesson",
  },
  { why: "an unknown lab in a course", changes: course("slug: doors", "slug: dors"), says: `${courseFile}:10:17 No lab is named "dors"` },
  {
    why: "a lesson twice",
    changes: course("[doors, more]", "[doors, more, doors]"),
    says: `${courseFile}:8:28 The lesson "doors" stands twice`,
  },
  {
    why: "a passing grade out of range",
    changes: course("0.7", "70"),
    says: `${courseFile}:12:16 \`passing-grade\` must be a number from 0 to 1`,
  },
  { why: "a locale that is none", changes: course("locale: en", "locale: english!"), says: `${courseFile}:3:9 "english!" is no locale` },
])("$why is told with its place", async ({ changes, says }) => {
  const { report } = await check(changes);
  const lines = report.diagnostics.map(formatLine);
  expect(lines.find((line) => line.startsWith(says))?.slice(0, says.length) ?? lines.join("\n")).toBe(says);
});

test("a symbolic link is refused, wherever it leads", async () => {
  const { content } = await check({});
  symlinkSync("/etc/hostname", join(content.root, "labs/doors/start/more.txt"));
  const { diagnostics } = await checkContent(content);
  expect(diagnostics.map(formatLine)).toEqual([
    expect.stringContaining("content/labs/doors/start/more.txt:1:1 Content may not hold symbolic links"),
  ]);
});

test("a file that is not UTF-8 is refused", async () => {
  const { writeFileSync } = await import("node:fs");
  const { content } = await check({});
  writeFileSync(join(content.root, "labs/doors/start/doors.txt"), Buffer.from([0xff, 0xfe, 0x00]));
  const { diagnostics } = await checkContent(content);
  expect(diagnostics.map(formatLine).join("\n")).toContain("content/labs/doors/start/doors.txt:1:1 The file is not UTF-8 text");
});

test("one path alone can be asked for", async () => {
  const changes = { ...lab("minutes:", "minuts:"), ...lesson("<Lab slug", "<Lap slug") };
  const { report } = await check(changes, "content/courses/house/lessons/doors.mdx");
  expect(report.diagnostics.map(({ span }) => span.file)).toEqual([lessonFile]);
  const { report: none } = await check({}, "content/nowhere");
  expect(none.diagnostics.map(formatLine)).toEqual([
    "content/nowhere:1:1 Nothing was checked. There is no world, lab, course or lesson at this path.",
  ]);
});

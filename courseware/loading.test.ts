import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { ContentError } from "./cache.ts";
import { loadCourse, normaliseWeights } from "./courses.ts";
import { editionOf } from "./editions.ts";
import { loadLab, readyFiles, readyLab } from "./labs.ts";
import { loadLesson, loadRecalled, renderBrief } from "./lessons.ts";
import { labYaml, rightContent, writeContent } from "./testdata/content-fixture.ts";

let remove: (() => void) | undefined;
afterEach(() => {
  remove?.();
  remove = undefined;
  vi.unstubAllEnvs();
});

function write(changes: Readonly<Record<string, string | undefined>> = {}) {
  const content = writeContent({ ...rightContent, ...changes });
  remove = content.remove;
  return content;
}

test("a lab is made ready for one learner", async () => {
  const content = write();
  const lab = await loadLab("doors", content);
  if (!lab) return expect.fail("no lab");
  expect(readyLab(lab, { side: "back" })).toMatchObject({ kind: "doors", world: "house", checks: [{ scenario: { knock: "back" } }, {}] });
  expect(readyFiles([{ path: "@{side}.txt", text: "@{side}" }], { side: "back" })).toEqual([{ path: "back.txt", text: "back" }]);
  expect(JSON.stringify(await renderBrief(lab, { side: "back" }, content))).toContain('"back"');
});

test("what is not there is nothing; what is wrong says where", async () => {
  const content = write({ "labs/doors/lab.yaml": labYaml.replace("kind: doors", "kind: dors") });
  expect(await loadLab("../worlds", content)).toBeUndefined();
  expect(await loadLesson("house", "../course", content)).toBeUndefined();
  expect(await loadCourse("none", content)).toBeUndefined();
  const error: unknown = await loadLab("doors", content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ContentError);
  expect(error).toMatchObject({ message: expect.stringContaining("content/labs/doors/lab.yaml:2:7 No kind of lab") });
});

test("a reading is kept, and renewed in development when a file changed", async () => {
  const content = write();
  const change = () => writeFileSync(join(content.root, "labs/doors/lab.yaml"), labYaml.replace("Lock it.", "Lock both."));
  const first = await loadLab("doors", content);
  expect(await loadLab("doors", content)).toBe(first);
  await new Promise((resolve) => setTimeout(resolve, 20));
  vi.stubEnv("NODE_ENV", "production");
  change();
  expect(await loadLab("doors", content)).toBe(first);
  vi.stubEnv("NODE_ENV", "development");
  expect((await loadLab("doors", content))?.hints).toEqual(["Lock both."]);
});

test("an edition holds what is graded, and its hash follows it alone", async () => {
  const content = write();
  const hashOf = async (changes: Readonly<Record<string, string | undefined>>) => {
    const other = writeContent({ ...rightContent, ...changes });
    const course = await loadCourse("house", other);
    const edition = course && (await editionOf(course, other));
    other.remove();
    return edition?.contentHash;
  };
  const course = await loadCourse("house", content);
  const edition = course && (await editionOf(course, content));
  expect(edition).toMatchObject({
    course: "house",
    passingGrade: 0.7,
    modules: [
      { lessons: [{ slug: "doors", questions: ["wind"] }, { slug: "more" }], labs: [{ slug: "doors", required: true, points: 3 }] },
    ],
  });
  expect(edition?.weights.labs).toBeCloseTo(6 / 7);
  expect(await hashOf({})).toBe(edition?.contentHash);
  expect(await hashOf({ "labs/doors/brief.mdx": "Other words.\n" })).toBe(edition?.contentHash);
  expect(await hashOf({ "labs/doors/lab.yaml": labYaml.replace("points: 2", "points: 3") })).not.toBe(edition?.contentHash);
  expect(await hashOf({ "worlds/house/world.yaml": "title: A castle\nconditions:\n  stormy: it storms\n" })).not.toBe(edition?.contentHash);
});

test("weights are shared among what is published", () => {
  const weights = { labs: 60, questions: 10, incident: 30 };
  expect(normaliseWeights(weights, { labs: true, questions: true, incident: true })).toEqual({ labs: 0.6, questions: 0.1, incident: 0.3 });
  expect(normaliseWeights(weights, { labs: false, questions: true, incident: false })).toEqual({ labs: 0, questions: 1, incident: 0 });
  expect(normaliseWeights(weights, { labs: false, questions: false, incident: false })).toEqual({ labs: 0, questions: 0, incident: 0 });
});

test("a lesson brings back the questions it names, without their answers", async () => {
  const content = write();
  const more = await loadLesson("house", "more", content);
  if (!more) return expect.fail("no lesson");
  const [recalled, ...others] = await loadRecalled(more, content);
  expect(others).toEqual([]);
  expect(recalled?.lesson.slug).toBe("doors");
  const told = JSON.stringify(recalled?.root);
  expect(told).toContain("What opens a door?");
  expect(told).not.toContain("Wind pushes");
});

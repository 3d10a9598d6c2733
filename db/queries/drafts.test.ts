import { expect, test } from "vitest";
import { newLearner, someFiles } from "../testing.ts";
import { saveDraft, selectOptionalDraft } from "./drafts.ts";

test("each save counts the revision up", async () => {
  const { id } = await newLearner();
  expect(await saveDraft(id, "lab", someFiles("one"), 0)).toMatchObject({ ok: true, revision: 1 });
  expect(await saveDraft(id, "lab", someFiles("two"), 1)).toMatchObject({ ok: true, revision: 2 });
  expect(await selectOptionalDraft(id, "lab")).toMatchObject({ files: someFiles("two"), revision: 2 });
});

test.each([
  { why: "both start from nothing", before: 0 },
  { why: "both saw the first revision", before: 1 },
])("of two tabs that save at once, one is told what the other saved: $why", async ({ before }) => {
  const { id } = await newLearner();
  if (before === 1) await saveDraft(id, "lab", someFiles("start"), 0);
  const saves = await Promise.all([saveDraft(id, "lab", someFiles("left"), before), saveDraft(id, "lab", someFiles("right"), before)]);
  const stored = await selectOptionalDraft(id, "lab");
  expect(saves.filter((save) => save.ok)).toHaveLength(1);
  expect(saves.find((save) => !save.ok)).toEqual({ ok: false, draft: stored });
  expect(stored?.revision).toBe(before + 1);
});

test("a save that is repeated because its answer was lost is no conflict", async () => {
  const { id } = await newLearner();
  await saveDraft(id, "lab", someFiles("one"), 0);
  expect(await saveDraft(id, "lab", someFiles("one"), 0)).toMatchObject({ ok: true, revision: 1 });
});

test("a revision that was never stored starts over", async () => {
  const { id } = await newLearner();
  expect(await saveDraft(id, "lab", someFiles("one"), 41)).toMatchObject({ ok: true, revision: 1 });
});

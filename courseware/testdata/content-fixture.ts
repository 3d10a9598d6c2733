import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Content } from "../content.ts";
import { startOf } from "#engines/source";
import type { LabKind } from "#grading/kinds/kind";

type DoorScenario = { readonly wind: number; readonly given?: readonly string[]; readonly knock?: string };

/** A kind for tests of the content: each line of `doors.txt` is a door, and wind opens those that are not locked. */
const doors: LabKind<DoorScenario> = {
  name: "doors",
  scenario: z.strictObject({ wind: z.number(), given: z.array(z.string()).optional(), knock: z.string().optional() }),
  checkScenario: ({ given = [] }, world) =>
    given.flatMap((name, index) => (world.conditions.has(name) ? [] : [{ path: ["given", index], message: `no condition is named "${name}"` }])),
  describe: ({ wind }) => `Wind of ${wind}`,
  vocabulary: {
    records: { Door: { state: { type: "string", about: "" } } },
    variables: { doors: { type: "list<Door>", about: "" }, knocked: { type: "string", about: "" } },
  },
  check: () => [],
  run: async (files, _world, { wind, knock = "" }) => {
    const lines = (files.find((file) => file.path === "doors.txt")?.text ?? "").trim().split("\n");
    const values = lines.map((line) => ({ state: line !== "locked" && wind > 5 ? "open" : line, span: startOf("doors.txt") }));
    return { diagnostics: [], values: { doors: values, knocked: knock }, trace: { timeline: [], logs: [], truncated: false } };
  },
};

export const labYaml = `title: Keep the @{side} doors shut
kind: doors
world: house
minutes: 10
variant:
  side: [front, back]
files: [doors.txt]
checks:
  - id: stays-shut
    title: Wind opens no door
    points: 2
    scenario: { wind: 9, given: [stormy], knock: "@{side}" }
    expect: |
      doors.all(d, d.state != "open") && knocked == variant.side
    expected: No door opens.
    because: "Open: {{ doors.filter(d, d.state == 'open').map(d, d.state) }}."
    at: |
      doors.filter(d, d.state == "open")
  - id: two-doors
    title: There are two doors
    points: 1
    requires: [stays-shut]
    scenario: { wind: 0 }
    expect: |
      size(doors) == 2
    expected: Two doors.
hints:
  - Lock it.
`;

export const lessonMdx = `---
title: Doors
summary: What wind does.
minutes: 9
sources:
  - { title: Doors, url: "https://example.org/doors" }
tools:
  - { name: door, version: "1" }
---

Doors open. See [the lab](lab:doors) and [more](lesson:more).

<Lab slug="doors" />

<Question id="wind" kind="one">
What opens a door?

<Answer correct>
Wind
<Explanation>Wind pushes.</Explanation>
</Answer>
<Answer>
Nothing
<Explanation>It does open.</Explanation>
</Answer>
</Question>

\`\`\`yaml
door: shut
\`\`\`
`;

const moreMdx = lessonMdx.replace("title: Doors\n", "title: More\nrecalls: [doors#wind]\n");

export const courseYaml = `title: House
about: All of it.
locale: en
version: "1"
modules:
  - title: Doors
    about: Wood.
    lessons: [doors, more]
    labs:
      - { slug: doors, required: true }
weights: { labs: 60, questions: 10, incident: 30 }
passing-grade: 0.7
`;

/** A small content in which nothing is wrong. */
export const rightContent: Readonly<Record<string, string>> = {
  "worlds/house/world.yaml": "title: A house\nconditions:\n  stormy: it storms\n",
  "labs/doors/lab.yaml": labYaml,
  "labs/doors/brief.mdx": "Shut the **@{side}** doors.\n",
  "labs/doors/start/doors.txt": "shut\nshut\n",
  "labs/doors/solution/doors.txt": "locked\nlocked\n",
  "labs/doors/mistakes/stays-shut.one-shut/doors.txt": "locked\nshut\n",
  "labs/doors/mistakes/two-doors.three/doors.txt": "locked\nlocked\nlocked\n",
  "courses/house/course.yaml": courseYaml,
  "courses/house/lessons/doors.mdx": lessonMdx,
  "courses/house/lessons/more.mdx": moreMdx,
};

/** Writes a content into a folder of its own; a file that is `undefined` is left out. */
export function writeContent(files: Readonly<Record<string, string | undefined>>): Content & { readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), "fivenines-content-"));
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, kinds: new Map([[doors.name, doors]]), remove: () => rmSync(root, { recursive: true }) };
}

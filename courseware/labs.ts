import { type Diagnostic, type Parsed, Positions, type SourceFile, startOf } from "#engines/source";
import { ShapeReader } from "#engines/yaml";
import { contentHash } from "#grading/hash";
import type { Lab, Variant } from "#grading/model";
import { cached } from "./cache.ts";
import { type Content, contentName, ownContent } from "./content.ts";
import { listFolders, readFolder, slugPattern } from "./folder.ts";
import { isLearnersFile, type LabFile, readLabFile, unknownPlace } from "./lab-file.ts";
import { fill, fillDeep, placesIn } from "./variant.ts";
import { listWorlds, readWorld, type WorldSource } from "./worlds.ts";

/** Files of a wrong answer: the solution with these laid over it fails exactly `fails`. */
export type Mistake = { readonly name: string; readonly fails: readonly string[]; readonly files: readonly SourceFile[] };

/** Files of another right answer: the solution with these laid over it passes every check too. */
export type AlsoRight = { readonly name: string; readonly files: readonly SourceFile[] };

/** A lab as its folder says; texts and files still hold their `@{name}` places. */
export type LabSource = LabFile & {
  readonly slug: string;
  readonly contentHash: string;
  readonly worldSource: WorldSource;
  readonly brief: SourceFile;
  readonly start: readonly SourceFile[];
  readonly solution: readonly SourceFile[];
  readonly alsoRight: readonly AlsoRight[];
  readonly mistakes: readonly Mistake[];
};

/** Reads `content/labs/<slug>/` with everything in it. */
export async function readLab(content: Content, slug: string): Promise<Parsed<LabSource | undefined>> {
  const folder = `labs/${slug}`;
  const { model: files, diagnostics: found } = await readFolder(content.root, folder);
  const diagnostics = [...found];
  const error = (rule: string, path: string, summary: string, detail: string) =>
    diagnostics.push({ severity: "error", code: `lab/${rule}`, summary, detail, span: startOf(`${contentName}/${folder}${path}`) });
  if (!slugPattern.test(slug)) error("name", "", "A lab's folder is named in lower case, with hyphens", "");
  const inside = filesBelow(files, `${contentName}/${folder}/`);
  const main = files.find((file) => file.path === `${contentName}/${folder}/lab.yaml`);
  if (!main) error("missing-file", "/lab.yaml", "The lab has no lab.yaml", "It says what is graded.");
  const brief = files.find((file) => file.path === `${contentName}/${folder}/brief.mdx`);
  if (!brief) error("missing-file", "/brief.mdx", "The lab has no brief.mdx", "It says what the learner is to do.");
  for (const { path } of inside) {
    if (/^(lab\.yaml|brief\.mdx|(start|solution|(?:also-right|mistakes)\/[^/]+)\/.+)$/.test(path)) continue;
    error(
      "stray-file",
      `/${path}`,
      "A lab has no such file",
      "It has lab.yaml, brief.mdx, start/, solution/, mistakes/<check>.<what>/ and maybe also-right/<what>/.",
    );
  }
  if (!main || !brief) return { model: undefined, diagnostics };

  const worlds = new Map<string, WorldSource>();
  const worldNames = await listWorlds(content);
  for (const name of worldNames) {
    if (!main.text.includes(name)) continue;
    // The world's own faults are told where it is checked, not once a lab.
    const world = await readWorld(content, name);
    if (world.model) worlds.set(name, world.model);
  }
  const refs = { kinds: content.kinds, world: (name: string) => worlds.get(name)?.world, worldNames };
  const lab = readLabFile(main, refs);
  diagnostics.push(...lab.diagnostics);
  const worldSource = worlds.get(lab.model?.world ?? "");
  if (!lab.model || !worldSource) return { model: undefined, diagnostics };

  const start = filesBelow(inside, "start/");
  const solution = filesBelow(inside, "solution/");
  if (start.length === 0) error("missing-file", "/start", "The lab has no start/", "Put the files there that the learner begins with.");
  if (solution.length === 0) error("missing-file", "/solution", "The lab has no solution/", "It proves that the lab can be passed.");
  const mistakes = readMistakes(inside, lab.model, error);
  if (mistakes.length === 0)
    error("missing-file", "/mistakes", "The lab has no mistakes/", "Each shows that a check fails what it should.");
  diagnostics.push(...checkFilePlaces(files, lab.model), ...checkOwnFiles(files, `${contentName}/${folder}/`, lab.model));
  const { title, kind, world, variant, checks } = lab.model;
  return {
    model: {
      ...lab.model,
      slug,
      worldSource,
      brief,
      start,
      solution,
      alsoRight: foldersIn(inside, "also-right").map((name) => ({ name, files: filesBelow(inside, `also-right/${name}/`) })),
      mistakes,
      contentHash: contentHash({ slug, title, kind, world, worldHash: worldSource.contentHash, variant, files: lab.model.files, checks }),
    },
    diagnostics,
  };
}

/** The files below a prefix, with paths from there. */
function filesBelow(files: readonly SourceFile[], prefix: string): SourceFile[] {
  return files.flatMap(({ path, text }) => (path.startsWith(prefix) ? [{ path: path.slice(prefix.length), text }] : []));
}

const foldersIn = (files: readonly SourceFile[], folder: string): string[] => [
  ...new Set(files.flatMap(({ path }) => (path.startsWith(`${folder}/`) ? [path.split("/")[1] ?? ""] : []))),
];

type Say = (rule: string, path: string, summary: string, detail: string) => void;

function readMistakes(inside: readonly SourceFile[], lab: LabFile, error: Say): Mistake[] {
  return foldersIn(inside, "mistakes").map((name) => {
    const [ids = "", ...what] = name.split(".");
    const fails = ids.split("+");
    if (what.join(".") === "")
      error(
        "mistake-name",
        `/mistakes/${name}`,
        `"${name}" says not what the mistake is`,
        "Name it <check>.<what>, or <check>+<check>.<what>.",
      );
    for (const id of fails) {
      if (lab.checks.some((check) => check.id === id)) continue;
      const known = lab.checks.map((check) => check.id).join(", ");
      error(
        "mistake-name",
        `/mistakes/${name}`,
        `No check is named "${id}"`,
        `A mistake's folder begins with the checks it fails: ${known}.`,
      );
    }
    return { name, fails, files: filesBelow(inside, `mistakes/${name}/`) };
  });
}

/** `@{name}` in the files of the lab; lab.yaml has been looked at already. */
function checkFilePlaces(files: readonly SourceFile[], lab: LabFile): readonly Diagnostic[] {
  const reader = new ShapeReader("lab");
  for (const file of files) {
    if (file.path.endsWith("/lab.yaml")) continue;
    const positions = new Positions(file);
    for (const { name, start, end } of placesIn(file.text))
      if (!lab.variant.has(name)) unknownPlace(reader, positions.span(start, end), name, lab.variant);
  }
  return reader.diagnostics;
}

/** Start, solution, other right answers and mistakes are what a learner could hand in. */
function checkOwnFiles(files: readonly SourceFile[], prefix: string, lab: LabFile): Diagnostic[] {
  return files.flatMap(({ path }) => {
    const own = /^(?:start|solution|(?:also-right|mistakes)\/[^/]+)\/(.+)$/.exec(path.slice(prefix.length))?.[1];
    if (own === undefined || isLearnersFile(lab, own)) return [];
    const detail = `\`files\` in lab.yaml lists: ${lab.files.join(", ")}. What the learner only reads belongs to the world.`;
    return [
      { severity: "error", code: "lab/stray-file", summary: `"${own}" is no file of the learner's`, detail, span: startOf(path) } as const,
    ];
  });
}

const read = cached(readLab, (slug) => [`labs/${slug}`, "worlds"]);

/** A lab to be shown and graded; nothing where there is none, `ContentError` where it is wrong. */
export async function loadLab(slug: string, content: Content = ownContent): Promise<LabSource | undefined> {
  return (await listLabs(content)).includes(slug) ? read(content, slug) : undefined;
}

export function listLabs(content: Content = ownContent): Promise<string[]> {
  return listFolders(content.root, "labs");
}

/** The lab as one learner gets it, ready to grade. */
export function readyLab(lab: LabSource, variant: Variant): Lab {
  return {
    slug: lab.slug,
    contentHash: lab.contentHash,
    kind: lab.kind,
    world: lab.world,
    variant,
    files: lab.files.map((glob) => fill(glob, variant)),
    checks: lab.checks.map((check) => ({
      ...check,
      title: fill(check.title, variant),
      scenario: fillDeep(check.scenario, variant),
      expected: fill(check.expected, variant),
      ...(check.because === undefined ? {} : { because: fill(check.because, variant) }),
    })),
  };
}

/** Files of a lab with the drawn values in their places. */
export function readyFiles(files: readonly SourceFile[], variant: Variant): SourceFile[] {
  return files.map(({ path, text }) => ({ path: fill(path, variant), text: fill(text, variant) }));
}

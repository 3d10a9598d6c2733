import { didYouMean, type Parsed, type SourceFile, startOf } from "#engines/source";
import { readYaml, ShapeReader, type YamlNode } from "#engines/yaml";
import { slugPattern } from "./folder.ts";

export type CourseLab = { readonly slug: string; readonly required: boolean; readonly weight: number };

export type CourseModule = {
  readonly slug: string;
  readonly title: string;
  readonly about: string;
  readonly lessons: readonly string[];
  readonly labs: readonly CourseLab[];
};

/** Shares of the grade; what is not published has none, and the rest add up to 1. */
export type Weights = { readonly labs: number; readonly questions: number; readonly incident: number };

/** What `course.yaml` says; the weights as written. */
export type CourseFile = {
  readonly title: string;
  readonly about: string;
  readonly locale: string;
  readonly version: string;
  readonly modules: readonly CourseModule[];
  readonly weights: Weights;
  /** From 0 to 1. */
  readonly passingGrade: number;
  readonly signatories: readonly { readonly name: string; readonly role: string }[];
};

export type CourseRefs = { readonly lessons: readonly string[]; readonly labs: readonly string[] };

const keys = ["title", "about", "locale", "version", "modules", "weights", "passing-grade", "signatories"];
const needed = ["title", "about", "locale", "version", "modules", "weights", "passing-grade"];

/** Reads one `course.yaml` against the lessons of its folder and the labs there are. */
export function readCourseFile(file: SourceFile, refs: CourseRefs): Parsed<CourseFile | undefined> {
  const yaml = readYaml(file);
  const reader = new ShapeReader("course");
  const entries = reader.map(yaml.model, "A course", keys);
  const at = (key: string) => entries?.get(key)?.value;
  for (const key of needed)
    if (!entries?.has(key))
      reader.error("missing-key", startOf(file.path), `The course has no \`${key}\``, `It needs ${needed.join(", ")}.`);
  const modules = (reader.list(at("modules"), "`modules`") ?? []).flatMap((node) => readModule(reader, node, refs) ?? []);
  checkTwice(reader, at("modules"));
  const weights = readWeights(reader, at("weights"));
  const passing = readNumber(reader, at("passing-grade"), "`passing-grade`", 1);
  const model: CourseFile = {
    title: reader.text(at("title"), "`title`") ?? "",
    about: reader.text(at("about"), "`about`") ?? "",
    locale: readLocale(reader, at("locale")),
    version: reader.scalarText(at("version"), "`version`") ?? "",
    modules,
    weights,
    passingGrade: passing ?? 1,
    signatories: readSignatories(reader, at("signatories")),
  };
  return { model: entries ? model : undefined, diagnostics: [...yaml.diagnostics, ...reader.diagnostics] };
}

function readModule(reader: ShapeReader, node: YamlNode, refs: CourseRefs): CourseModule | undefined {
  const entries = reader.map(node, "A module", ["title", "slug", "about", "lessons", "labs"]);
  const at = (key: string) => entries?.get(key)?.value;
  const title = reader.text(at("title"), "`title`");
  if (title === undefined) {
    if (entries && !entries.has("title")) reader.error("missing-key", node.span, "The module has no `title`", "");
    return undefined;
  }
  const slug = reader.text(at("slug"), "`slug`") ?? slugOf(title);
  if (!slugPattern.test(slug))
    reader.error("slug", at("slug")?.span ?? node.span, `"${slug}" is no slug`, "Use lower case letters, digits and hyphens.");
  const lessons = (reader.list(at("lessons"), "`lessons`") ?? []).flatMap((item) => readName(reader, item, "lesson", refs.lessons) ?? []);
  const labs = (reader.list(at("labs"), "`labs`") ?? []).flatMap((item) => readCourseLab(reader, item, refs.labs) ?? []);
  return { slug, title, about: reader.text(at("about"), "`about`") ?? "", lessons, labs };
}

function readCourseLab(reader: ShapeReader, node: YamlNode, known: readonly string[]): CourseLab | undefined {
  const entries = reader.map(node, "A lab of a module", ["slug", "required", "weight"]);
  const slugNode = entries?.get("slug")?.value;
  if (!entries) return undefined;
  if (!slugNode) return reader.error("missing-key", node.span, "The lab has no `slug`", "");
  const slug = readName(reader, slugNode, "lab", known);
  const required = reader.boolean(entries.get("required")?.value, "`required`") ?? false;
  if (!entries.has("required")) reader.error("missing-key", node.span, "The lab says not whether it is `required`", "");
  const weight = readNumber(reader, entries.get("weight")?.value, "`weight`", 100);
  return slug === undefined ? undefined : { slug, required, weight: weight ?? 1 };
}

function readName(reader: ShapeReader, node: YamlNode, what: "lesson" | "lab", known: readonly string[]): string | undefined {
  const name = reader.text(node, `A ${what}`);
  if (name === undefined || known.includes(name)) return name;
  const detail = `There ${known.length === 0 ? "is none" : `are: ${known.join(", ")}`}.${didYouMean(name, known)}`;
  return reader.error(`unknown-${what}`, node.span, `No ${what} is named "${name}"`, detail);
}

/** A lesson or a lab may stand in one module, once. */
function checkTwice(reader: ShapeReader, modules: YamlNode | undefined): void {
  const seen = new Map<string, number>();
  const note = (what: string, node: YamlNode | undefined) => {
    if (node?.kind !== "scalar" || typeof node.value !== "string") return;
    const key = `${what} "${node.value}"`;
    const line = seen.get(key);
    if (line !== undefined) reader.error("twice", node.span, `The ${key} stands twice`, `It stands on line ${line} already.`);
    seen.set(key, node.span.start.line);
  };
  for (const module of modules?.kind === "seq" ? modules.items : []) {
    if (module.kind !== "map") continue;
    for (const { key, value } of module.entries) {
      if (value.kind !== "seq") continue;
      for (const item of value.items) {
        if (key === "lessons") note("lesson", item);
        if (key === "labs" && item.kind === "map") note("lab", item.entries.find((entry) => entry.key === "slug")?.value);
      }
    }
  }
}

function readWeights(reader: ShapeReader, node: YamlNode | undefined): Weights {
  const entries = reader.map(node, "`weights`", ["labs", "questions", "incident"]);
  const read = (key: string) => readNumber(reader, entries?.get(key)?.value, `\`${key}\``, 100) ?? 0;
  const weights = { labs: read("labs"), questions: read("questions"), incident: read("incident") };
  if (node && entries && weights.labs + weights.questions + weights.incident === 0)
    reader.error("weights", node.span, "The weights are all zero", "Nothing would count.");
  return weights;
}

function readNumber(reader: ShapeReader, node: YamlNode | undefined, what: string, most: number): number | undefined {
  if (!node) return undefined;
  if (node.kind === "scalar" && typeof node.value === "number" && node.value >= 0 && node.value <= most) return node.value;
  return reader.error("number", node.span, `${what} must be a number from 0 to ${most}`, "");
}

function readLocale(reader: ShapeReader, node: YamlNode | undefined): string {
  const locale = reader.text(node, "`locale`");
  if (!node || locale === undefined) return "en";
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch {
    reader.error("locale", node.span, `"${locale}" is no locale`, "Write a language tag such as en or pt-BR.");
    return "en";
  }
}

function readSignatories(reader: ShapeReader, node: YamlNode | undefined) {
  return (reader.list(node, "`signatories`") ?? []).flatMap((item) => {
    const entries = reader.map(item, "A signatory", ["name", "role"]);
    const name = reader.text(entries?.get("name")?.value, "`name`");
    const role = reader.text(entries?.get("role")?.value, "`role`");
    if (name !== undefined && role !== undefined) return [{ name, role }];
    reader.error("missing-key", item.span, "A signatory needs `name` and `role`", "");
    return [];
  });
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

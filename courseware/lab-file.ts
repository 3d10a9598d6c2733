import { didYouMean, type Parsed, type SourceFile, type Span, startOf } from "#engines/source";
import type { World } from "#engines/world";
import { readYaml, ShapeReader, type YamlEntry, type YamlNode } from "#engines/yaml";
import { matchesGlob } from "#grading/files";
import { languageOf } from "#grading/grade";
import type { LabKind } from "#grading/kinds/kind";
import type { Check } from "#grading/model";
import { readChecks } from "./lab-checks.ts";
import { TextPlaces } from "./place.ts";
import { combinations, placesIn, type VariantNames } from "./variant.ts";

/** What `lab.yaml` says. Texts still hold their `@{name}` places. */
export type LabFile = {
  readonly title: string;
  readonly kind: string;
  readonly world: string;
  readonly minutes: number;
  readonly variant: VariantNames;
  readonly files: readonly string[];
  readonly checks: readonly Check[];
  readonly hints: readonly string[];
  readonly equivalents: readonly { readonly mutant: string; readonly reason: string }[];
};

export type LabRefs = {
  readonly kinds: ReadonlyMap<string, LabKind>;
  readonly world: (name: string) => World | undefined;
  readonly worldNames: readonly string[];
};

const keys = ["title", "kind", "world", "minutes", "variant", "files", "checks", "hints", "equivalents", "uses"];
const needed = ["title", "kind", "world", "minutes", "files", "checks"];
/** Drawn values stand in YAML, shell and MDX alike, so they hold nothing that any of these reads as syntax. */
const plainVariant = /^[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]*[A-Za-z0-9])?$/;

/** Reads and checks one `lab.yaml` against the kinds and worlds there are. */
export function readLabFile(file: SourceFile, refs: LabRefs): Parsed<LabFile | undefined> {
  const yaml = readYaml(file);
  const reader = new ShapeReader("lab");
  const finish = (model: LabFile | undefined): Parsed<LabFile | undefined> => ({
    model,
    diagnostics: [...yaml.diagnostics, ...reader.diagnostics],
  });
  if (!yaml.model) {
    if (yaml.diagnostics.length === 0) reader.error("empty", startOf(file.path), "The lab is empty", `It needs ${needed.join(", ")}.`);
    return finish(undefined);
  }
  const entries = reader.map(yaml.model, "A lab", keys);
  if (!entries) return finish(undefined);
  const at = (key: string): YamlNode | undefined => entries.get(key)?.value;
  for (const key of needed)
    if (!entries.has(key)) reader.error("missing-key", startOf(file.path), `The lab has no \`${key}\``, `It needs ${needed.join(", ")}.`);
  const variant = readVariant(reader, at("variant"));
  checkPlaces(yaml.model, file, variant, reader);
  refuseUses(reader, entries.get("uses"));
  const kind = find(reader, at("kind"), "kind", refs.kinds.keys(), (name) => refs.kinds.get(name));
  const world = find(reader, at("world"), "world", refs.worldNames, refs.world);
  const checks =
    kind && world
      ? readChecks(reader, at("checks"), {
          file,
          kind: kind.found,
          world: world.found,
          language: languageOf(kind.found, [...variant.keys()]),
          variants: combinations(variant).variants,
          names: [...variant.keys()],
        })
      : [];
  if (kind && world && checks.length === 0 && reader.diagnostics.length === 0)
    reader.error("no-checks", at("checks")?.span ?? startOf(file.path), "The lab has no checks", "Nothing would be graded.");
  const minutes = reader.integer(at("minutes"), "`minutes`");
  if (minutes !== undefined && minutes < 1)
    reader.error("minutes", at("minutes")?.span ?? startOf(file.path), "A lab takes at least a minute", "");
  return finish({
    title: reader.text(at("title"), "`title`") ?? "",
    kind: kind?.name ?? "",
    world: world?.name ?? "",
    minutes: minutes ?? 0,
    variant,
    files: readGlobs(reader, at("files")),
    checks,
    hints: reader.texts(at("hints"), "`hints`") ?? [],
    equivalents: readEquivalents(reader, at("equivalents")),
  });
}

function find<T>(
  reader: ShapeReader,
  node: YamlNode | undefined,
  what: "kind" | "world",
  known: Iterable<string>,
  get: (name: string) => T | undefined,
): { readonly name: string; readonly found: T } | undefined {
  const name = reader.text(node, `\`${what}\``);
  if (!node || name === undefined) return undefined;
  const found = get(name);
  if (found) return { name, found };
  const names = [...known];
  const detail = `There ${names.length === 0 ? "is none yet" : `are: ${names.join(", ")}`}.${didYouMean(name, names)}`;
  return reader.error(`unknown-${what}`, node.span, `No ${what} ${what === "kind" ? "of lab " : ""}is named "${name}"`, detail);
}

function readVariant(reader: ShapeReader, node: YamlNode | undefined): VariantNames {
  const variant = new Map<string, readonly string[]>();
  for (const { key, keySpan, value } of reader.map(node, "`variant`")?.values() ?? []) {
    if (!/^[a-z][a-z0-9_]*$/.test(key))
      reader.error("variant-name", keySpan, `"${key}" is no name for a variant`, "Use lower case letters, digits and underscores.");
    const items = reader.list(value, `The variant "${key}"`) ?? [];
    const values = items.flatMap((item) => {
      const text = reader.scalarText(item, "A value");
      if (text === undefined) return [];
      if (plainVariant.test(text) && text.length <= 60) return [text];
      const detail = "It may have up to 60 letters, digits, spaces and ._/+-, so that it can stand in any file.";
      reader.error("variant-value", item.span, `"${text}" cannot be drawn`, detail);
      return [];
    });
    if (items.length > 0 && new Set(values).size < values.length)
      reader.error("variant-value", value.span, `The variant "${key}" has a value twice`, "Each value may stand once.");
    if (items.length === 0) reader.error("variant-value", value.span, `The variant "${key}" has no values`, "List at least one.");
    else variant.set(key, values);
  }
  return variant;
}

/** Every `@{name}` in the lab must be one that is drawn. CEL is looked at where it is read. */
function checkPlaces(node: YamlNode, file: SourceFile, variant: VariantNames, reader: ShapeReader): void {
  const places = new TextPlaces(file);
  const visit = (value: YamlNode): void => {
    if (value.kind === "map") for (const entry of value.entries) visit(entry.value);
    else if (value.kind === "seq") value.items.forEach(visit);
    else if (typeof value.value === "string") {
      for (const { name, start, end } of placesIn(value.value))
        if (!variant.has(name)) unknownPlace(reader, places.span(value, start, end), name, variant);
    }
  };
  visit(node);
}

export function unknownPlace(reader: ShapeReader, span: Span, name: string, variant: VariantNames): void {
  const names = [...variant.keys()];
  const known = names.length === 0 ? "This lab draws nothing" : `This lab draws: ${names.join(", ")}`;
  const detail = `${known}.${didYouMean(name, names)} Write \`@@{\` where the two characters are meant.`;
  reader.error("unknown-variant", span, `No variant is named "${name}"`, detail);
}

function refuseUses(reader: ShapeReader, entry: YamlEntry | undefined): void {
  if (!entry) return;
  const labs = reader.texts(entry.value, "`uses`") ?? [];
  if (labs.length > 0)
    reader.error(
      "uses",
      entry.keySpan,
      "`uses` is not supported",
      "A lab cannot start from the files of another one; put them into `start/`.",
    );
}

function readGlobs(reader: ShapeReader, node: YamlNode | undefined): string[] {
  const items = reader.list(node, "`files`") ?? [];
  return items.flatMap((item) => {
    const glob = reader.text(item, "A file");
    if (glob === undefined) return [];
    const parts = glob.split("/");
    // Whatever it matches must be a path a submission may have.
    if (parts.some((part) => part === "" || part === "." || part === "..") || glob.includes("\\") || /[{}[\]!]/.test(glob)) {
      const detail = "Paths are relative to the repository; `*` and `?` stay inside a folder, `**` spans folders.";
      reader.error("files", item.span, `"${glob}" is no path or pattern`, detail);
      return [];
    }
    return [glob];
  });
}

function readEquivalents(reader: ShapeReader, node: YamlNode | undefined) {
  return (reader.list(node, "`equivalents`") ?? []).flatMap((item) => {
    const entries = reader.map(item, "An equivalent", ["mutant", "reason"]);
    const mutant = reader.text(entries?.get("mutant")?.value, "`mutant`");
    const reason = reader.text(entries?.get("reason")?.value, "`reason`");
    if (mutant !== undefined && reason !== undefined) return [{ mutant, reason }];
    reader.error("missing-key", item.span, "An equivalent needs `mutant` and `reason`", "");
    return [];
  });
}

/** Whether a learner may hand the file in. */
export function isLearnersFile(lab: LabFile, path: string): boolean {
  return lab.files.some((glob) => matchesGlob(glob, path));
}

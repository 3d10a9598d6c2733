import { didYouMean, type SourceFile, type Span } from "#engines/source";
import type { World } from "#engines/world";
import type { ShapeReader, YamlEntry, YamlNode } from "#engines/yaml";
import type { CelProblem, CheckLanguage, Wanted } from "#grading/cel/language";
import { checkSentence, readSentence } from "#grading/cel/sentence";
import type { LabKind } from "#grading/kinds/kind";
import type { Check, Variant } from "#grading/model";
import { slugPattern } from "./folder.ts";
import { nodeAt, plainValue, TextPlaces } from "./place.ts";
import { fillDeep, placesIn } from "./variant.ts";

/** What the checks of one lab are read against. */
export type CheckSetting = {
  readonly file: SourceFile;
  readonly kind: LabKind;
  readonly world: World;
  readonly language: CheckLanguage;
  /** The combinations a learner may get; scenarios must be right for each. */
  readonly variants: readonly Variant[];
  readonly names: readonly string[];
};

const keys = ["id", "title", "points", "requires", "scenario", "expect", "expected", "because", "at"];
const maxPoints = 100;

/** Reads `checks:`; CEL is checked against the kind's vocabulary, scenarios against the kind and the world. */
export function readChecks(reader: ShapeReader, node: YamlNode | undefined, setting: CheckSetting): Check[] {
  const checks: { check: Check; entries: ReadonlyMap<string, YamlEntry> }[] = [];
  for (const item of reader.list(node, "`checks`") ?? []) {
    const entries = reader.map(item, "A check", keys);
    const check = entries && new CheckReader(reader, item, entries, setting).read();
    if (!entries || !check) continue;
    const twin = checks.find((other) => other.check.id === check.id);
    if (twin)
      reader.error(
        "duplicate-check",
        spanOf(entries, "id", item),
        `The check "${check.id}" stands twice`,
        `It stands on line ${spanOf(twin.entries, "id", item).start.line} already.`,
      );
    checks.push({ check, entries });
  }
  checkRequires(reader, checks);
  return checks.map(({ check }) => check);
}

function checkRequires(reader: ShapeReader, checks: readonly { check: Check; entries: ReadonlyMap<string, YamlEntry> }[]): void {
  const byId = new Map(checks.map(({ check }) => [check.id, check]));
  for (const { check, entries } of checks) {
    const node = entries.get("requires")?.value;
    for (const [index, id] of check.requires.entries()) {
      const span = node ? nodeAt(node, [index]).span : entries.get("id")?.keySpan;
      if (!span) continue;
      if (!byId.has(id))
        reader.error(
          "unknown-requires",
          span,
          `No check is named "${id}"`,
          `A check requires others of this lab.${didYouMean(id, byId.keys())}`,
        );
      else if (reaches(byId, id, check.id, new Set()))
        reader.error(
          "requires-cycle",
          span,
          `"${check.id}" and "${id}" require each other`,
          "Neither could ever be looked at. Remove one side.",
        );
    }
  }
}

function reaches(byId: ReadonlyMap<string, Check>, from: string, to: string, seen: Set<string>): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (byId.get(from)?.requires ?? []).some((id) => reaches(byId, id, to, seen));
}

function spanOf(entries: ReadonlyMap<string, YamlEntry>, key: string, fallback: YamlNode): Span {
  return entries.get(key)?.value.span ?? fallback.span;
}

class CheckReader {
  readonly #reader: ShapeReader;
  readonly #node: YamlNode;
  readonly #entries: ReadonlyMap<string, YamlEntry>;
  readonly #setting: CheckSetting;
  readonly #places: TextPlaces;

  constructor(reader: ShapeReader, node: YamlNode, entries: ReadonlyMap<string, YamlEntry>, setting: CheckSetting) {
    this.#reader = reader;
    this.#node = node;
    this.#entries = entries;
    this.#setting = setting;
    this.#places = new TextPlaces(setting.file);
  }

  read(): Check | undefined {
    const id = this.#required("id");
    const title = this.#required("title");
    const expect = this.#cel("expect", "bool", true);
    const expected = this.#sentence("expected", true);
    const because = this.#sentence("because", false);
    const at = this.#cel("at", "elements", false);
    const points = this.#points();
    const scenario = this.#scenario();
    const requires = this.#reader.texts(this.#value("requires"), "`requires`") ?? [];
    if (id !== undefined && !slugPattern.test(id))
      this.#reader.error("check-id", this.#span("id"), `"${id}" is no id`, "Use lower case letters, digits and hyphens.");
    if (id === undefined || title === undefined || expect === undefined || expected === undefined) return undefined;
    return {
      id,
      title,
      points,
      requires,
      scenario,
      expect,
      expected,
      ...(because === undefined ? {} : { because }),
      ...(at === undefined ? {} : { at }),
    };
  }

  #value(key: string): YamlNode | undefined {
    return this.#entries.get(key)?.value;
  }

  #span(key: string): Span {
    return this.#value(key)?.span ?? this.#node.span;
  }

  #required(key: string): string | undefined {
    const node = this.#value(key);
    const text = this.#reader.text(node, `\`${key}\``);
    if (node && text !== undefined && text.trim() !== "") return text;
    if (!node || text !== undefined) this.#missing(key);
    return undefined;
  }

  #missing(key: string): undefined {
    this.#reader.error(
      "missing-key",
      this.#span(key),
      `This check has no \`${key}\``,
      `A check needs id, title, points, scenario, expect and expected.`,
    );
  }

  #points(): number {
    const points = this.#reader.integer(this.#value("points"), "`points`");
    if (!this.#entries.has("points")) this.#missing("points");
    else if (points !== undefined && (points < 1 || points > maxPoints))
      this.#reader.error("points", this.#span("points"), `A check has 1 to ${maxPoints} points`, "");
    return points ?? 1;
  }

  /** CEL stands in a literal block: unquoted it breaks YAML on a leading `!`, `"` or `[`, on `: ` and silently on ` #`. */
  #cel(key: string, wanted: Wanted, required: boolean): string | undefined {
    const node = this.#value(key);
    if (!node) return required ? this.#missing(key) : undefined;
    if (node.kind !== "scalar" || node.style !== "block" || !node.lineOffsets || typeof node.value !== "string")
      return this.#reader.error(
        "cel-block",
        node.span,
        `\`${key}\` must be written as a block`,
        `Write \`${key}: |\` and the expression on the next line, indented; YAML would misread some of it otherwise.`,
      );
    const drawn = placesIn(node.value)[0];
    if (drawn) {
      const detail = `Inside an expression it is \`variant.${drawn.name}\`.`;
      return this.#reader.error("cel-variant", this.#places.span(node, drawn.start, drawn.end), "`@{…}` has no place in CEL", detail);
    }
    const compiled = this.#setting.language.compile(node.value, wanted);
    if (!compiled.ok) this.#problem(node, compiled.problem);
    return node.value;
  }

  #sentence(key: string, required: boolean): string | undefined {
    if (required && this.#required(key) === undefined) return undefined;
    const node = this.#value(key);
    const text = this.#reader.text(node, `\`${key}\``);
    if (!node || text === undefined) return undefined;
    for (const problem of checkSentence(text, this.#setting.language)) this.#problem(node, problem);
    for (const part of readSentence(text).parts) {
      const drawn = "cel" in part ? placesIn(part.cel)[0] : undefined;
      if (drawn)
        this.#reader.error("cel-variant", node.span, "`@{…}` has no place in CEL", `Inside an expression it is \`variant.${drawn.name}\`.`);
    }
    return text;
  }

  #problem(node: YamlNode, { message, start, end }: CelProblem): void {
    this.#reader.error("cel", this.#places.span(node, start, end), message, "");
  }

  /** A wrong scenario is wrong in the same way for every variant: told once. */
  #scenario(): unknown {
    const node = this.#value("scenario");
    if (!node) return this.#missing("scenario");
    const written = plainValue(node);
    for (const variant of this.#setting.variants) {
      const parsed = this.#setting.kind.scenario.safeParse(fillDeep(written, variant));
      const problems = parsed.success
        ? this.#setting.kind.checkScenario(parsed.data, this.#setting.world)
        : parsed.error.issues.map((issue) => ({
            path: issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path,
            message: issue.code === "unrecognized_keys" ? `a scenario has no key "${issue.keys.join('", "')}" here` : issue.message,
          }));
      for (const { path, message } of problems) this.#reader.error("scenario", placeAt(node, path), message, "");
      if (problems.length > 0) break;
    }
    return written;
  }
}

/** The key at the end of a path where it is one that should not be there, else the value. */
function placeAt(node: YamlNode, path: readonly PropertyKey[]): Span {
  const parent = nodeAt(node, path.slice(0, -1));
  const entry = parent.kind === "map" ? parent.entries.find(({ key }) => key === String(path.at(-1))) : undefined;
  if (!entry) return nodeAt(node, path).span;
  return entry.value.kind === "scalar" ? entry.value.span : entry.keySpan;
}

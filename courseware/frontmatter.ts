import { type Parsed, type SourceFile, startOf } from "#engines/source";
import { readYaml, ShapeReader, type YamlNode } from "#engines/yaml";
import type { Frontmatter } from "./lesson-model.ts";

const keys = ["title", "summary", "minutes", "sources", "tools", "recalls"];
const needed = ["title", "summary", "minutes", "sources", "tools"];
const block = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Reads the block between `---` at the top of a lesson. */
export function readFrontmatter(file: SourceFile): Parsed<Frontmatter> {
  const reader = new ShapeReader("lesson");
  const text = block.exec(file.text)?.[1];
  if (text === undefined) {
    reader.error("frontmatter", startOf(file.path), "The lesson has no frontmatter", `Begin with --- and ${needed.join(", ")}.`);
    return { model: empty, diagnostics: reader.diagnostics };
  }
  // A comment keeps the first line, so that every place is the file's own.
  const yaml = readYaml({ path: file.path, text: `#--${file.text.slice(3, block.exec(file.text)?.[0].indexOf(text) ?? 3)}${text}\n` });
  const entries = reader.map(yaml.model, "A lesson's frontmatter", keys);
  const at = (key: string) => entries?.get(key)?.value;
  for (const key of needed)
    if (!entries?.has(key))
      reader.error("frontmatter", startOf(file.path), `The lesson has no \`${key}\``, `It needs ${needed.join(", ")}.`);
  const minutes = reader.integer(at("minutes"), "`minutes`");
  const minutesNode = at("minutes");
  if (minutes !== undefined && minutesNode && (minutes < 1 || minutes > 60))
    reader.error("frontmatter", minutesNode.span, "A lesson takes 1 to 60 minutes", "");
  const model: Frontmatter = {
    title: reader.text(at("title"), "`title`") ?? "",
    summary: reader.text(at("summary"), "`summary`") ?? "",
    minutes: minutes ?? 0,
    sources: readPairs(reader, at("sources"), "`sources`", "title", "url").map(([title, url, node]) => {
      if (!/^https:\/\/[^\s]+$/.test(url)) reader.error("frontmatter", node.span, `"${url}" is no https address`, "");
      return { title, url };
    }),
    tools: readPairs(reader, at("tools"), "`tools`", "name", "version").map(([name, version]) => ({ name, version })),
    recalls: reader.texts(at("recalls"), "`recalls`") ?? [],
  };
  return { model, diagnostics: [...yaml.diagnostics, ...reader.diagnostics] };
}

const empty: Frontmatter = { title: "", summary: "", minutes: 0, sources: [], tools: [], recalls: [] };

function readPairs(reader: ShapeReader, node: YamlNode | undefined, what: string, first: string, second: string) {
  return (reader.list(node, what) ?? []).flatMap((item): [string, string, YamlNode][] => {
    const entries = reader.map(item, `Each of ${what}`, [first, second]);
    const one = reader.scalarText(entries?.get(first)?.value, `\`${first}\``);
    const other = reader.scalarText(entries?.get(second)?.value, `\`${second}\``);
    if (one !== undefined && other !== undefined) return [[one, other, entries?.get(second)?.value ?? item]];
    reader.error("frontmatter", item.span, `Each of ${what} needs \`${first}\` and \`${second}\``, "");
    return [];
  });
}

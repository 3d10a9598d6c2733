import type { Element, ElementContent, Root as Hast } from "hast";
import type { Root as Mdast, PhrasingContent, RootContent } from "mdast";
import type { MdxJsxFlowElement, MdxJsxTextElement } from "mdast-util-mdx-jsx";
import rehypeSlug from "rehype-slug";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkMdx from "remark-mdx";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { visit } from "unist-util-visit";
import { VFileMessage } from "vfile-message";
import { type Diagnostic, didYouMean, type Parsed, Positions, type SourceFile } from "#engines/source";
import { type ComponentName, components, isComponent, parents } from "./components.ts";
import { highlight, languages } from "./highlight.ts";
import { componentTag, type Heading, type LessonTree } from "./lesson-model.ts";
import { literalValue } from "./literal.ts";

type Jsx = MdxJsxFlowElement | MdxJsxTextElement;
type Place = { readonly position?: { readonly start: { offset?: number }; readonly end: { offset?: number } } | undefined };

/** Where links inside the house lead: `lab:<slug>` and `lesson:<slug>`; nothing where there is no such place. */
export type LinkTargets = {
  readonly lab: (slug: string) => string | undefined;
  readonly lesson: (slug: string) => string | undefined;
  readonly labs: readonly string[];
  readonly lessons: readonly string[];
};

/** Markdown with allow-listed components, read as data; nothing in it is ever evaluated. Never throws. */
export async function readMdx(file: SourceFile, links: LinkTargets): Promise<Parsed<LessonTree | undefined>> {
  const reader = new MdxReader(file, links);
  const parsed = reader.parse();
  if (!parsed) return { model: undefined, diagnostics: reader.diagnostics };
  reader.check(parsed);
  if (reader.diagnostics.length > 0) return { model: undefined, diagnostics: reader.diagnostics };
  const root = await toHast(parsed, reader.props);
  return { model: { root, headings: headingsOf(root) }, diagnostics: [] };
}

class MdxReader {
  readonly diagnostics: Diagnostic[] = [];
  /** The checked attributes of each component use. */
  readonly props = new Map<Jsx, Readonly<Record<string, unknown>>>();
  readonly #file: SourceFile;
  readonly #links: LinkTargets;
  readonly #positions: Positions;

  constructor(file: SourceFile, links: LinkTargets) {
    this.#file = file;
    this.#links = links;
    this.#positions = new Positions(file);
  }

  parse(): Mdast | undefined {
    try {
      return unravel(unified().use(remarkParse).use(remarkFrontmatter, ["yaml"]).use(remarkGfm).use(remarkMdx).parse(this.#file.text));
    } catch (error) {
      if (!(error instanceof VFileMessage)) throw error;
      const place = error.place && "start" in error.place ? error.place.start : error.place;
      const offset = place?.offset ?? 0;
      const code = /acorn|expression/.test(error.reason);
      const detail = code ? "A bare { begins code, which a lesson may not hold: put it in `code`, or write \\{." : "";
      this.#say("syntax", { position: { start: { offset }, end: { offset: offset + 1 } } }, error.reason, detail);
      return undefined;
    }
  }

  check(tree: Mdast): void {
    visit(tree, (node, _index, parent) => {
      switch (node.type) {
        case "mdxjsEsm":
          return this.#say("code", node, "A lesson cannot import or export", "Nothing in it is run. Remove the line.");
        case "mdxFlowExpression":
        case "mdxTextExpression":
          // A comment is the one thing between braces that means nothing.
          if (/^\s*(\/\*[\s\S]*\*\/)?\s*$/.test(node.value)) return;
          return this.#say("code", node, "A lesson cannot hold {expressions}", "Nothing in it is run. Write \\{ where a brace is meant.");
        case "mdxJsxFlowElement":
        case "mdxJsxTextElement":
          return this.#component(node, parent);
        case "link":
        case "definition":
          return this.#link(node);
        case "image":
          return this.#say("image", node, "A lesson holds no images", "Draw it as a table, a listing or a worked <Example>.");
        case "html":
          return this.#say("html", node, "A lesson holds no HTML", "Use Markdown and the components.");
        case "heading":
          if (node.depth === 1) this.#say("heading", node, "The title stands in the frontmatter", "Begin sections with ##.");
          return;
        case "code":
          return this.#code(node);
      }
    });
  }

  #code(node: Place & { lang?: string | null }): void {
    const language = node.lang ?? "text";
    if (languages.includes(language)) return;
    this.#say(
      "language",
      node,
      `No language is named "${language}"`,
      `There are: ${languages.join(", ")}.${didYouMean(language, languages)}`,
    );
  }

  #link(node: Place & { url: string }): void {
    const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(node.url) ?? [];
    if (scheme === "lab" || scheme === "lesson") {
      const [slug = "", anchor] = rest.split("#");
      const target = this.#links[scheme](slug);
      const known = scheme === "lab" ? this.#links.labs : this.#links.lessons;
      if (target === undefined)
        this.#say("link", node, `No ${scheme} is named "${slug}"`, `There are: ${known.join(", ") || "none"}.${didYouMean(slug, known)}`);
      else node.url = anchor === undefined ? target : `${target}#${anchor}`;
    } else if (scheme === undefined ? !node.url.startsWith("#") : !/^(https|mailto)$/.test(scheme)) {
      this.#say("link", node, `"${node.url}" is no link a lesson may have`, "Use https://…, #section, lab:<slug> or lesson:<slug>.");
    }
  }

  #component(node: Jsx, parent: { type: string; name?: string | null } | undefined): void {
    const name = node.name ?? "";
    const names = Object.keys(components);
    if (!isComponent(name)) {
      const detail = `There are: ${names.join(", ")}.${didYouMean(name, names)}`;
      this.#say("component", node, `No component is named "${name}"`, detail);
      return;
    }
    if (node.type === "mdxJsxTextElement")
      this.#say("component", node, `<${name}> stands on lines of its own`, "It cannot be part of a sentence.");
    const within = parents[name];
    if (within && !within.some((allowed) => allowed === parent?.name))
      this.#say("component", node, `<${name}> stands inside <${within.join("> or <")}>`, "Here it would mean nothing.");
    const props = this.#props(node, name);
    this.props.set(node, props);
    if (name === "Lab" && typeof props.slug === "string" && this.#links.lab(props.slug) === undefined)
      this.#say(
        "link",
        node,
        `No lab is named "${props.slug}"`,
        `There are: ${this.#links.labs.join(", ") || "none"}.${didYouMean(props.slug, this.#links.labs)}`,
      );
    if (name === "Example") {
      const blocks = node.children.filter((child) => child.type === "code");
      if (blocks.length !== 1 || node.children.length !== 1)
        this.#say("component", node, "An <Example> holds one fenced block and nothing else", "Put the text before or after it.");
    }
  }

  #props(node: Jsx, name: ComponentName): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const attribute of node.attributes) {
      if (attribute.type !== "mdxJsxAttribute") {
        this.#say("attribute", attribute.position ? attribute : node, `<${name}> cannot take {...spread}`, "Write each attribute out.");
        continue;
      }
      const { value } = attribute;
      if (value === null || value === undefined) values[attribute.name] = true;
      else if (typeof value === "string") values[attribute.name] = value;
      else {
        const statement = value.data?.estree?.body[0];
        const literal = statement?.type === "ExpressionStatement" ? literalValue(statement.expression) : { ok: false as const };
        if (literal.ok) values[attribute.name] = literal.value;
        else
          this.#say(
            "code",
            attribute.position ? attribute : node,
            `\`${attribute.name}\` must be written out`,
            "Text, a number, true or false; not code.",
          );
      }
    }
    const parsed = components[name].safeParse(values);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const key = issue.code === "unrecognized_keys" ? (issue.keys[0] ?? "") : String(issue.path[0] ?? "");
      const attribute = node.attributes.find((candidate) => candidate.type === "mdxJsxAttribute" && candidate.name === key);
      const known = Object.keys(components[name].shape);
      if (issue.code === "unrecognized_keys")
        this.#say(
          "attribute",
          attribute?.position ? attribute : node,
          `<${name}> has no attribute "${key}"`,
          `It may have: ${known.join(", ") || "none"}.${didYouMean(key, known)}`,
        );
      else this.#say("attribute", attribute?.position ? attribute : node, `\`${key}\` of <${name}>: ${issue.message}`, "");
    }
    return {};
  }

  #say(rule: string, at: Place, summary: string, detail: string): void {
    const start = at.position?.start.offset ?? 0;
    const span = this.#positions.span(start, at.position?.end.offset ?? start + 1);
    // A component's place is its opening tag's line, not everything inside it.
    const end = span.end.line > span.start.line ? span.start : span.end;
    this.diagnostics.push({ severity: "error", code: `lesson/${rule}`, summary, detail, span: { ...span, end } });
  }
}

/**
 * A component that begins or ends a line of text stands inside a paragraph to MDX. All of ours are blocks: the paragraph is split at
 * those that have their lines to themselves.
 */
function unravel(tree: Mdast): Mdast {
  visit(tree, "paragraph", (node, index, parent) => {
    if (!parent || index === undefined || !node.children.some((child) => child.type === "mdxJsxTextElement")) return undefined;
    const blocks: RootContent[] = [];
    let text: PhrasingContent[] = [];
    const flush = () => {
      const [first] = text;
      const isBlank = text.every((child) => child.type === "text" && child.value.trim() === "");
      if (first && !isBlank) blocks.push({ type: "paragraph", children: text, position: spanning(first, text.at(-1) ?? first) });
      text = [];
    };
    for (const [at, child] of node.children.entries()) {
      if (child.type !== "mdxJsxTextElement" || !isBlock(child, node.children[at - 1], node.children[at + 1])) {
        text.push(child);
        continue;
      }
      flush();
      const { name, attributes, position } = child;
      const children = child.children.length === 0 ? [] : [{ type: "paragraph" as const, children: child.children, position }];
      blocks.push({ type: "mdxJsxFlowElement", name, attributes, position, children });
    }
    flush();
    parent.children.splice(index, 1, ...blocks);
    return index + (blocks.every((block) => block.type === "paragraph") ? 1 : 0);
  });
  return tree;
}

function spanning(first: PhrasingContent, last: PhrasingContent): PhrasingContent["position"] {
  return first.position && last.position && { start: first.position.start, end: last.position.end };
}

/** An explanation may follow its answer on the same line. */
function isBlock(use: MdxJsxTextElement, before: PhrasingContent | undefined, after: PhrasingContent | undefined): boolean {
  if (use.name === "Explanation") return true;
  const begins = !before || (before.type === "text" && /(^\s*|\n\s*)$/.test(before.value)) || before.type === "mdxJsxTextElement";
  return begins && (!after || (after.type === "text" && /^\s*(\n|$)/.test(after.value)) || after.type === "mdxJsxTextElement");
}

async function toHast(tree: Mdast, props: ReadonlyMap<Jsx, Readonly<Record<string, unknown>>>): Promise<Hast> {
  visit(tree, (node, index, parent) => {
    // What is left between braces are comments.
    if ((node.type === "mdxFlowExpression" || node.type === "mdxTextExpression") && parent && index !== undefined) {
      parent.children.splice(index, 1);
      return index;
    }
    return undefined;
  });
  const component = (state: { all: (node: Jsx) => ElementContent[] }, node: Jsx) => toElement(node, state.all(node), props.get(node));
  const root = await unified()
    .use(remarkRehype, { handlers: { mdxJsxFlowElement: component, mdxJsxTextElement: component } })
    .use(rehypeSlug)
    .run(tree);
  const blocks: { readonly pre: Element; readonly code: Element }[] = [];
  visit(root, "element", (node) => {
    const code = node.tagName === "pre" ? node.children[0] : undefined;
    if (code?.type === "element" && code.tagName === "code") blocks.push({ pre: node, code });
  });
  for (const { pre, code } of blocks) {
    const classes = code.properties.className;
    const language = Array.isArray(classes) ? String(classes[0]).replace(/^language-/, "") : "text";
    Object.assign(pre, await highlight(textOf(code).replace(/\n$/, ""), language));
  }
  return root;
}

/** A component becomes an element that carries its name and checked props as data. */
function toElement(node: Jsx, children: ElementContent[], checked: Readonly<Record<string, unknown>> | undefined): Element {
  const props: Record<string, unknown> = { ...checked };
  const block =
    node.name === "Example" ? node.children.find((child): child is RootContent & { type: "code" } => child.type === "code") : undefined;
  if (block) Object.assign(props, { code: block.value, language: block.lang ?? "text" });
  const data = { component: node.name ?? "", props };
  return { type: "element", tagName: componentTag, properties: {}, children, data, position: node.position };
}

export function textOf(node: Hast | Hast["children"][number]): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

function headingsOf(root: Hast): Heading[] {
  return root.children.flatMap((node) => {
    if (node.type !== "element" || !/^h[2-6]$/.test(node.tagName)) return [];
    return [{ depth: Number(node.tagName.slice(1)), id: String(node.properties.id ?? ""), text: textOf(node) }];
  });
}

import type { Element, Root } from "hast";
import { createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import bash from "shiki/langs/bash.mjs";
import diff from "shiki/langs/diff.mjs";
import docker from "shiki/langs/docker.mjs";
import groovy from "shiki/langs/groovy.mjs";
import hcl from "shiki/langs/hcl.mjs";
import ini from "shiki/langs/ini.mjs";
import javascript from "shiki/langs/javascript.mjs";
import json from "shiki/langs/json.mjs";
import yaml from "shiki/langs/yaml.mjs";
import dark from "shiki/themes/github-dark-high-contrast.mjs";
import light from "shiki/themes/github-light-high-contrast.mjs";

const grammars = { bash, diff, docker, groovy, hcl, ini, javascript, json, yaml };

/** Names a fenced block may carry. PromQL has no grammar here and is set as plain text. */
export const languages: readonly string[] = [...Object.keys(grammars), "promql", "text"];

let highlighter: Promise<HighlighterCore> | undefined;

/**
 * The block as hast: `pre > code > span.line > span` with the colours as `--shiki-light` and `--shiki-dark`, so that one page serves
 * both themes.
 */
export async function highlight(code: string, language: string): Promise<Element> {
  highlighter ??= createHighlighterCore({
    themes: [light, dark],
    langs: Object.values(grammars),
    engine: createJavaScriptRegexEngine(),
  });
  const themes = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" };
  const lang = Object.hasOwn(grammars, language) ? language : "text";
  const root: Root = (await highlighter).codeToHast(code, { lang, themes, defaultColor: false });
  const pre = root.children[0];
  if (pre?.type !== "element") throw new Error("bug: highlighting gave no element");
  return pre;
}

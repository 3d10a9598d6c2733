import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { isError } from "#engines/source";
import { readYaml, type YamlNode } from "#engines/yaml";
import { groovyValue, jsonOf, jsonText, parseJson } from "../../groovy/json.ts";
import type { Value } from "../../groovy/values.ts";
import { select } from "./files.ts";
import { relativePath, type Step, type StepHandler } from "./step.ts";

/** https://www.jenkins.io/doc/pipeline/steps/pipeline-utility-steps/: files that are data. */
export const dataSteps: Readonly<Record<string, StepHandler>> = {
  readJSON: async (step) => {
    step.start();
    const value = parseJson(await textFor(step), step.call.span, "net.sf.json.JSONException");
    return step.flag("returnPojo") ? value : jsonText(value);
  },
  writeJSON: async (step) => {
    step.start();
    const text = jsonOf(step.value("json") ?? null, step.call.span, step.number("pretty"));
    if (step.flag("returnText")) return text;
    await write(step, step.text("file"), text);
    return null;
  },
  readYaml: async (step) => {
    step.start();
    const text = await textFor(step);
    const { model, diagnostics } = readYaml(
      { path: step.text("file", "text"), text },
      { version: "1.1", merge: "in-order", duplicateKeys: "last-wins" },
    );
    const problem = diagnostics.find(isError);
    if (/^---\s*$/m.test(text.replace(/^(?:\s|#.*\n)*---/, ""))) return step.refuse("readYaml of several documents");
    if (problem) return step.fail(problem.summary, "org.yaml.snakeyaml.scanner.ScannerException");
    return model ? groovyValue(plainNode(model), 0, step.call.span) : null;
  },
  readProperties: async (step) => {
    step.start();
    const defaults = step.value("defaults");
    const found = new Map<string, Value>(defaults instanceof Map ? defaults : []);
    if (step.flag("interpolate")) return step.refuse("readProperties with interpolate");
    for (const [key, value] of properties(await textFor(step))) found.set(key, value);
    return found;
  },
  findFiles: async (step) => {
    step.start();
    const files = await select(step, step.text("glob", "*"), step.text("excludes"));
    return [...files].map(([path, content]): Value => {
      const fields = new Map<string, Value>([
        ["name", path.split("/").at(-1) ?? path],
        ["path", path],
        ["directory", false],
        ["length", content.length],
      ]);
      return {
        kind: "object",
        type: "org.jenkinsci.plugins.pipeline.utility.steps.fs.FileWrapper",
        text: path,
        get: (name) => fields.get(name),
      };
    });
  },
  touch: async (step) => {
    step.start();
    const path = step.text("file");
    if (!(await step.node().workspace.exists(step.path(path)))) await write(step, path, "");
    return null;
  },
  sha1: async (step) => digest(step, sha1),
  sha256: async (step) => digest(step, sha256),
};

/** What stands in a file, or is given. */
async function textFor(step: Step): Promise<string> {
  const text = step.text("text");
  const file = step.text("file");
  if (text !== "" && file !== "" && step.call.name !== "readProperties" && step.call.name !== "readYaml")
    return step.fail("At most one of file or text must be provided to readJSON.", "java.lang.IllegalArgumentException");
  if (file === "") {
    if (text !== "") return text;
    return step.fail(`At least one of file or text needs to be provided to ${step.call.name}.`, "java.lang.IllegalArgumentException");
  }
  const found = await step.node().workspace.read(step.path(file));
  return found ?? step.fail(`${file} does not exist.`, "java.io.FileNotFoundException");
}

async function write(step: Step, file: string, text: string): Promise<void> {
  const { workspace } = step.node();
  await workspace.place(new Map([[relativePath(workspace.path, step.path(file)), utf8ToBytes(text)]]));
}

async function digest(step: Step, hash: (bytes: Uint8Array) => Uint8Array): Promise<Value> {
  step.start();
  const file = step.text("file");
  const text = await step.node().workspace.read(step.path(file));
  return text === undefined ? step.fail(file, "java.nio.file.NoSuchFileException") : bytesToHex(hash(utf8ToBytes(text)));
}

function plainNode(node: YamlNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "seq":
      return node.items.map(plainNode);
    case "map":
      return new Map(node.entries.map(({ key, value }) => [key, plainNode(value)]));
    default:
      return node satisfies never;
  }
}

/** `key=value`, `key: value`, lines that go on behind a backslash, and comments. */
function properties(text: string): readonly (readonly [string, string])[] {
  return text
    .replace(/\\\r?\n[ \t]*/g, "")
    .split(/\r?\n/)
    .map((line) => line.trimStart())
    .filter((line) => line !== "" && !/^[#!]/.test(line))
    .map((line) => {
      const at = /[=:\s]/.exec(line)?.index ?? line.length;
      return [line.slice(0, at), line.slice(at).replace(/^\s*[=:]?\s*/, "")] as const;
    });
}

import * as monaco from "monaco-editor/editor";
import "monaco-editor/features/register.all";
import "monaco-editor/languages/definitions/dockerfile/register";
import "monaco-editor/languages/definitions/hcl/register";
import "monaco-editor/languages/definitions/shell/register";
import "monaco-editor/languages/definitions/yaml/register";
import "monaco-editor/languages/features/json/register";
import { configureMonacoYaml } from "monaco-yaml";
import { editorSchema } from "#engines/gitlab-ci";
import { groovyConfiguration, groovyLanguage } from "./groovy.ts";

/** The editor as one bundle of its own, which `tools/build-assets.ts` puts under /monaco/<version>/ with its workers beside it. */
export { monaco };

const workers: Readonly<Record<string, string>> = { json: "json", yaml: "yaml" };

function startWorker(label: string): Worker {
  return new Worker(new URL(`${workers[label] ?? "editor"}.worker.js`, import.meta.url), { type: "module", name: label });
}

self.MonacoEnvironment = { getWorker: (_, label) => startWorker(label) };

monaco.languages.register({ id: "groovy", extensions: [".groovy"], filenames: ["Jenkinsfile"], aliases: ["Groovy", "Jenkinsfile"] });
monaco.languages.setMonarchTokensProvider("groovy", groovyLanguage);
monaco.languages.setLanguageConfiguration("groovy", groovyConfiguration);

// The comments of the dark theme are too faint to read on its ground: 4.5 to 1 is the least.
monaco.editor.defineTheme("fivenines-dark", {
  base: "vs-dark",
  inherit: true,
  rules: [{ token: "comment", foreground: "8fbf7f" }],
  colors: {},
});

type LegacyWorkerOptions = {
  label: string;
  createData?: unknown;
  host?: Record<string, (...given: never) => unknown>;
  keepIdleModels?: boolean;
};

/** monaco-yaml asks for its worker as Monaco before 0.53 wanted it: by label and with data. Monaco now takes the worker itself. */
const legacy = {
  ...monaco,
  editor: {
    ...monaco.editor,
    createWebWorker<Proxied extends object>({ label, createData, host, keepIdleModels }: LegacyWorkerOptions) {
      const worker = startWorker(label);
      worker.postMessage("ignore");
      worker.postMessage(createData);
      return monaco.editor.createWebWorker<Proxied>({ worker, host, keepIdleModels });
    },
  },
};

const gitlabSchema: object = editorSchema;

/** Completion and explanations while typing. What is wrong is told by the engine, in the same words as on submission. */
configureMonacoYaml(legacy, {
  enableSchemaRequest: false,
  validate: false,
  completion: true,
  hover: true,
  schemas: [{ uri: "fivenines:gitlab-ci", fileMatch: ["**/.gitlab-ci.yml", "**/ci/**/*.yml"], schema: gitlabSchema }],
});

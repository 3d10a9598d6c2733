import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, type Plugin, stop } from "esbuild";
import { z } from "zod";
import { fingerprint, isTest } from "./fingerprint.ts";

type Bundle = {
  /** Names the stamp that remembers what it was made of. */
  readonly name: string;
  /** Files and folders; the bundle is made anew when one of them changed. */
  readonly inputs: readonly string[];
  /** The folder that is the bundle's alone: it is emptied before. */
  readonly output: string;
  readonly options: BuildOptions;
};

const own = ["package-lock.json", "tools/just-bash", "tools/build-assets.ts"];
const logic = ["engines", "grading"];
const Manifest = z.object({ version: z.string() });
const monacoVersion = Manifest.parse(JSON.parse(readFileSync("node_modules/monaco-editor/package.json", "utf8"))).version;

const monaco: Bundle = {
  name: "monaco",
  inputs: ["components/monaco", "engines/gitlab-ci/schema", ...own],
  output: "public/monaco",
  options: {
    entryPoints: {
      main: "components/monaco/main.ts",
      "editor.worker": "monaco-editor/editor/editor.worker",
      "json.worker": "monaco-editor/languages/features/json/json.worker",
      "yaml.worker": "monaco-yaml/yaml.worker.js",
    },
    outdir: `public/monaco/${monacoVersion}`,
    splitting: true,
    minify: true,
    target: "es2022",
    loader: { ".ttf": "file" },
    chunkNames: "chunks/[hash]",
    legalComments: "none",
    plugins: [oldMonacoPaths()],
    define: { "process.env.NODE_ENV": '"production"', "process.env": "{}" },
  },
};

const gradingChild: Bundle = {
  name: "grading",
  inputs: [...logic, ...own],
  output: ".build/grading",
  options: {
    entryPoints: { child: "grading/pool/child.ts" },
    outdir: ".build/grading",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    sourcemap: true,
    // V8 keeps the text of the bundle: without comments it is shorter, and of one byte a character.
    minifyWhitespace: true,
    // just-bash reads zstd archives with it where it is installed; no script here needs that.
    external: ["@mongodb-js/zstd"],
    // CommonJS libraries inside the bundle ask for Node's own modules with require.
    banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
  },
};

/** Builds what Next does not: the editor and the grading process, whose bundle's hash is the engine that reports name. */
export async function buildAssets(): Promise<void> {
  mkdirSync(".build", { recursive: true });
  for (const bundle of [monaco, gradingChild]) await buildBundle(bundle);
  // Its service process would stay for as long as this one lives.
  await stop();
}

async function buildBundle({ name, inputs, output, options }: Bundle): Promise<void> {
  const stamp = `.build/${name}.inputs`;
  const wanted = fingerprint(inputs, isTest);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(stamp, { force: true });
  rmSync(output, { recursive: true, force: true });
  await build({ bundle: true, format: "esm", logLevel: "warning", ...options });
  writeFileSync(stamp, wanted);
}

/** monaco-editor 0.56 gained an exports map; monaco-worker-manager still imports the paths of before. */
function oldMonacoPaths(): Plugin {
  const root = resolve("node_modules/monaco-editor");
  return {
    name: "old-monaco-paths",
    setup(setup) {
      setup.onResolve({ filter: /^monaco-editor\/esm\/vs\// }, ({ path }) => ({ path: join(root, path.slice("monaco-editor/".length)) }));
    },
  };
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? "")).href) await buildAssets();

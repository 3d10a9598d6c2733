import { spawn } from "node:child_process";
import { build } from "esbuild";

/**
 * Measures a part in a process of its own, from a bundle and with the heap of the grading process: so engines run on the server. TypeScript
 * that is turned as it is loaded names every function when it is made, which takes a fifth more.
 */
export async function measureBundled(file: string, measure: string): Promise<void> {
  const bundle = `.build/bench/${measure}.mjs`;
  await build({
    stdin: { contents: `import { ${measure} } from "./${file}"; await ${measure}(); process.exit(0);`, resolveDir: "bench", loader: "ts" },
    bundle: true,
    outfile: bundle,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    conditions: ["react-server"],
    logLevel: "error",
  });
  const child = spawn(process.execPath, ["--conditions=react-server", "--max-semi-space-size=8", bundle], { stdio: "inherit" });
  const status = await new Promise((done) => child.once("close", done));
  if (status !== 0) throw new Error(`${measure} ended with status ${status}`);
}

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { buildAssets } from "./build-assets.ts";
import { Failure } from "./failure.ts";
import { fingerprint, isTest } from "./fingerprint.ts";
import { nextArguments } from "./next-program.ts";

// All that the built site is made of. Lessons are static pages, so content counts.
const sources = ["app", "components", "content", "courseware", "credentials", "db", "engines", "grading", "public", "server"];
const roots = [
  "env.ts",
  "instrumentation.ts",
  "next.config.js",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "tsconfig.json",
];
const stamp = ".build/next.inputs";

/** Builds the site unless what it is made of is what it was last time; stops when asked to. */
export async function buildSite(stop?: AbortSignal): Promise<void> {
  const wanted = fingerprint(
    [...sources, ...roots, "tools/build-assets.ts", "tools/just-bash"],
    (path) => isTest(path) || /^public.monaco/.test(path),
  );
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(".next/BUILD_ID")) return;
  console.log("Building …");
  mkdirSync(".build", { recursive: true });
  // A build that is killed must not look finished.
  rmSync(stamp, { force: true });
  await buildAssets();
  const { status, output } = await buildNext(stop);
  if (stop?.aborted) return;
  if (status !== 0) {
    process.stderr.write(output);
    throw new Failure("The build failed: the messages above say why.");
  }
  writeFileSync(stamp, wanted);
}

function buildNext(stop?: AbortSignal): Promise<{ status: number | null; output: string }> {
  const next = spawn(process.execPath, nextArguments("build"), { env: buildEnvironment(), stdio: ["ignore", "pipe", "pipe", "ipc"] });
  stop?.addEventListener("abort", () => next.kill("SIGTERM"));
  let output = "";
  const collect = (bytes: Buffer) => {
    output += bytes.toString();
  };
  next.stdout?.on("data", collect);
  next.stderr?.on("data", collect);
  return new Promise((done) => next.once("close", (status) => done({ status, output })));
}

/** Nothing of one server's own settings may get into static pages. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _url,
    NEXTAUTH_SECRET: _auth,
    KEY_ENCRYPTION_SECRET: _key,
    PUBLIC_URL: _public,
    NEXTAUTH_URL: _own,
    ...rest
  } = process.env;
  return { ...rest, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", STARTED_BY: String(process.pid) };
}

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { startPostgres } from "#tools/postgres/start";
import { type Group, prepareLearners } from "./learners.ts";
import { type Call, load } from "./load.ts";
import { ms, row } from "./measure.ts";

const inFlight = 20;
const learners = 160;
const submissionsEach = 8;
/** Of these, those that are not measured: the server and its graders compile what they run often. */
const warmingEach = 4;
const seconds = 8;

/** The running site with its Postgres, beside a bare Next page served in the same run. */
export async function benchSite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-bench-"));
  const postgres = await startPostgres(join(folder, "data"));
  const secret = randomUUID() + randomUUID();
  const settings = {
    DATABASE_URL: postgres.url,
    NEXTAUTH_SECRET: secret,
    KEY_ENCRYPTION_SECRET: secret,
    DATA_DIR: join(folder, "data"),
    OUTBOX: join(folder, "outbox"),
  };
  const bare = await startBare();
  const site = await start(process.execPath, ["tools/start.mjs", "start"], settings, ".");
  try {
    Object.assign(process.env, settings, { PUBLIC_URL: site.origin.href });
    const { groups, lesson } = await prepareLearners(learners, secret);
    console.log(`Submissions, ${inFlight} in flight, after ${learners * warmingEach} of the same to warm up (target: 95th under 300 ms)`);
    for (const group of groups) await benchSubmissions(site.origin, group);
    await benchPages(site.origin, bare.origin, groups[0]?.cookies[0] ?? "", lesson);
    await benchScript(site.origin, bare.origin, lesson);
  } finally {
    await Promise.all([site.stop(), bare.stop()]);
    await postgres.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchSubmissions(origin: URL, { cookies, lab, files }: Group): Promise<void> {
  const calls = cookies.flatMap((cookie) =>
    Array.from(
      { length: submissionsEach },
      (): Call => ({
        path: `/api/labs/${lab}/submissions`,
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify({ id: randomUUID(), files }),
      }),
    ),
  );
  const warming = calls.splice(0, cookies.length * warmingEach);
  await load(origin, inFlight, 60, () => warming.shift());
  const result = await load(origin, inFlight, 60, () => calls.shift());
  row(
    lab,
    `${result.perSecond.toFixed(0)} a second, median ${ms(result.latency.median)}, 95th ${ms(result.latency.p95)}, ${result.failures} failed of ${result.latency.count}`,
  );
}

async function benchPages(site: URL, bare: URL, cookie: string, lesson: string): Promise<void> {
  console.log(`Pages, ${inFlight} in flight, ${seconds} s each`);
  const measure = async (origin: URL, call: Call) => {
    await load(origin, inFlight, 2, () => call);
    return load(origin, inFlight, seconds, () => call);
  };
  const peer = await measure(bare, { path: "/" });
  row("a bare Next page", `${peer.perSecond.toFixed(0)} a second, 95th ${ms(peer.latency.p95)}`);
  for (const [name, call] of [
    ["a lesson", { path: lesson }],
    ["the dashboard, signed in", { path: "/dashboard", headers: { cookie } }],
  ] as const) {
    const own = await measure(site, call);
    row(
      name,
      `${own.perSecond.toFixed(0)} a second, ${(own.perSecond / peer.perSecond).toFixed(2)} of the bare page, 95th ${ms(own.latency.p95)}, ${own.failures} failed`,
    );
  }
}

async function benchScript(site: URL, bare: URL, lesson: string): Promise<void> {
  console.log("Script of a page, gzipped (target: a lesson at most 25 kB above the bare page)");
  const [own, peer] = [await scriptBytes(new URL(lesson, site)), await scriptBytes(bare)];
  row("a bare Next page", `${(peer / 1000).toFixed(1)} kB`);
  row("a lesson", `${(own / 1000).toFixed(1)} kB, ${((own - peer) / 1000).toFixed(1)} kB above`);
}

async function scriptBytes(page: URL): Promise<number> {
  const html = await (await fetch(page)).text();
  const sources = new Set([...html.matchAll(/<script[^>]+src="([^"]+)"(?![^>]*nomodule)/gi)].map((match) => match[1] ?? ""));
  let bytes = 0;
  for (const source of sources) bytes += gzipSync(Buffer.from(await (await fetch(new URL(source, page))).arrayBuffer())).length;
  return bytes;
}

type Server = { readonly origin: URL; readonly stop: () => Promise<void> };

async function startBare(): Promise<Server> {
  const folder = resolve(".build/bare-next");
  mkdirSync(join(folder, "app"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "bare", "private": true }');
  writeFileSync(join(folder, "next.config.mjs"), `export default { turbopack: { root: ${JSON.stringify(resolve("."))} } };`);
  writeFileSync(join(folder, "app/layout.jsx"), 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;');
  // Next looks for this upwards, and would find the site's own.
  writeFileSync(join(folder, "instrumentation.js"), "export function register() {}");
  writeFileSync(join(folder, "app/page.jsx"), "export default () => <p>A page.</p>;");
  const next = resolve("node_modules/next/dist/bin/next");
  await new Promise<void>((done, failed) => {
    const build = spawn(process.execPath, [next, "build"], { cwd: folder, stdio: "ignore" });
    build.once("exit", (status) => (status === 0 ? done() : failed(new Error(`the bare page was not built: status ${status}`))));
  });
  return start(process.execPath, [next, "start"], {}, folder);
}

export async function start(
  command: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Server> {
  const port = await freePort();
  const origin = new URL(`http://localhost:${port}`);
  const child = spawn(command, [...args], {
    cwd,
    env: { ...process.env, ...settings, NODE_ENV: "production", PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with status ${child.exitCode}`);
    const answer = await fetch(origin, { redirect: "manual" }).catch(() => undefined);
    if (answer) break;
    await sleep(50);
  }
  return {
    origin,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : failed(new Error("no free port"))));
    });
  });
}

// Runs before anything is installed, on whatever Node there is: built-in modules and plain old syntax only.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";

// What decides about the installed packages: the lock file, and what is changed in them afterwards.
const changed = "tools/just-bash";
const recipes = () => [
  "package-lock.json",
  ...readdirSync(changed).flatMap((name) => (name.endsWith(".mjs") ? [`${changed}/${name}`] : [])),
];
// npm's own record of what it installed, written last.
const record = "node_modules/.package-lock.json";
/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const stamp = "node_modules/.installed-lock";

/**
 * @param {string} version without the leading v
 * @returns {string} a sentence when this Node is too old, else ""
 */
export function refuseOldNode(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return "";
  return `Fivenines needs Node.js 20.19 or newer; this is ${version}.`;
}

/**
 * @param {string | undefined} text
 * @returns {number} a port, or 0 when the text is none
 */
export function readPort(text) {
  const port = Number(text || "3000");
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : 0;
}

/**
 * Waits a moment for a server that is just stopping.
 * @param {number} port
 * @param {number} patience in milliseconds
 * @returns {Promise<boolean>} whether a server can listen on it
 */
export async function portIsFree(port, patience = 3000) {
  const end = performance.now() + patience;
  while (!(await canListen(port))) {
    if (performance.now() > end) return false;
    await new Promise((done) => setTimeout(done, 250));
  }
  return true;
}

/** Installs the packages of the lock file unless they are there. */
export async function install() {
  const hash = createHash("sha256");
  for (const recipe of recipes()) hash.update(readFileSync(recipe));
  const wanted = hash.digest("hex");
  if (existsSync(record)) {
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
    // Installed by hand: npm wrote its record afterwards.
    if (recipes().every((recipe) => statSync(record).mtimeMs >= statSync(recipe).mtimeMs)) return;
  }
  console.log("Installing packages …");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--include=dev", "--include=optional"];
  // The npm that runs this script, else the one on the PATH.
  const npm = process.env.npm_execpath;
  const [command, before] = npm && /npm-cli\.js$/.test(npm) ? [process.execPath, [npm]] : ["npm", []];
  const child = spawn(command, [...before, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: command === "npm" && process.platform === "win32",
  });
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => void child.kill(signal);
  for (const signal of signals) process.on(signal, interrupt);
  /** @type {number | null} */
  const status = await new Promise((done) => child.once("error", () => done(null)).once("close", done));
  for (const signal of signals) process.off(signal, interrupt);
  if (status !== 0) fail("The packages were not installed: npm's message above says why.");
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} sentence
 * @returns {never}
 */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function canListen(port) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, () => probe.close(() => done(true)));
  });
}

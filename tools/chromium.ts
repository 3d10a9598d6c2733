import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "./failure.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macPlaces = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** A package that holds a browser for Linux; it is fetched only where there is no other. */
const packaged = "@sparticuz/chromium@153.0.0";
const packageFolder = ".build/chromium";

/** The path of a Chromium: CHROMIUM, one on the PATH, Debian's package where this process may install it, or one that a package holds. */
export function findChromium(): string {
  const named = process.env.CHROMIUM;
  if (named && !existsSync(named)) throw new Failure(`CHROMIUM names ${named}, which does not exist.`);
  const found = named || onPath() || macPlaces.find((place) => existsSync(place));
  if (found) return found;
  installDebianPackage();
  const installed = onPath() ?? fromPackage();
  if (installed) return installed;
  throw new Failure("The browser tests need Chromium: install it (Debian: apt-get install chromium), or name one in CHROMIUM.");
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function installDebianPackage(): void {
  if (!existsSync("/usr/bin/apt-get")) return;
  // Without a password to type, or not at all.
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
  ]) {
    const [command = "", ...rest] = [...asRoot, "apt-get", ...args];
    spawnSync(command, rest, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  }
}

/** The browser of the package, if it runs here: it lacks nothing but the system's own libraries. */
function fromPackage(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  mkdirSync(packageFolder, { recursive: true });
  const npm = ["install", "--prefix", packageFolder, "--no-save", "--no-audit", "--no-fund", "--silent", packaged];
  if (spawnSync("npm", npm, { stdio: ["ignore", "ignore", "inherit"] }).status !== 0) return undefined;
  const unpack = 'import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath());';
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", unpack], { cwd: packageFolder, encoding: "utf8" });
  const path = stdout.trim();
  return path !== "" && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0 ? path : undefined;
}

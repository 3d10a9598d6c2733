import { defineConfig } from "@playwright/test";

// Away from the ports and the data of a server that somebody uses meanwhile.
const port = Number(process.env.E2E_PORT || "3100");
const dataDir = process.env.E2E_DATA_DIR || ".data/e2e";
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

export default defineConfig({
  testDir: "e2e",
  outputDir: ".build/test/browser",
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: ".build/test/browser.json" }]],
  timeout: 60_000,
  use: {
    baseURL: `http://localhost:${port}`,
    trace: "retain-on-failure",
    // Browsers that run as root, as in containers, have no sandbox.
    launchOptions: { executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", ...quiet] },
  },
  webServer: {
    command: "node tools/start.mjs start",
    url: `http://localhost:${port}`,
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    env: { PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: "", PUBLIC_URL: "", npm_lifecycle_event: "" },
  },
});

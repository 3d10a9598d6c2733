export type System = "linux" | "macos" | "windows";

const images: Readonly<Record<System, readonly string[]>> = {
  linux: [
    ...["ubuntu-latest", "ubuntu-latest-4-cores", "ubuntu-latest-8-cores", "ubuntu-latest-16-cores", "ubuntu-slim"],
    ...["ubuntu-26.04", "ubuntu-26.04-arm", "ubuntu-24.04", "ubuntu-24.04-arm", "ubuntu-22.04", "ubuntu-22.04-arm"],
  ],
  macos: [
    ...[
      "macos-latest",
      "macos-latest-xl",
      "macos-latest-xlarge",
      "macos-latest-large",
      "macos-26",
      "macos-26-xlarge",
      "macos-26-large",
      "macos-26-intel",
    ],
    ...["macos-15", "macos-15-xlarge", "macos-15-large", "macos-15-intel", "macos-14", "macos-14-xl", "macos-14-xlarge", "macos-14-large"],
  ],
  windows: ["windows-latest", "windows-latest-8-cores", "windows-2025", "windows-2025-vs2026", "windows-2022", "windows-11-arm"],
};

/** https://docs.github.com/en/actions/reference/runners/github-hosted-runners, and what self-hosted runners always have. */
export const runnerLabels: ReadonlySet<string> = new Set([
  ...Object.values(images).flat(),
  ...["self-hosted", "x64", "arm", "arm64", "linux", "macos", "windows"],
]);

export function systemOf(label: string): System | undefined {
  const name = label.toLowerCase();
  if (name.startsWith("ubuntu-") || name === "linux") return "linux";
  if (name.startsWith("macos-") || name === "macos") return "macos";
  if (name.startsWith("windows-") || name === "windows") return "windows";
  return undefined;
}

/** What a job sees of the machine that its labels ask for. */
export type RunnerMachine = {
  readonly system: System;
  readonly os: "Linux" | "macOS" | "Windows";
  readonly arch: "X64" | "ARM64";
  readonly environment: "github-hosted" | "self-hosted";
};

/** A runner of which nothing is said has Linux. */
export function machineOf(labels: readonly string[]): RunnerMachine {
  const system = labels.map(systemOf).find((found) => found) ?? "linux";
  const names = { linux: "Linux", macos: "macOS", windows: "Windows" } as const;
  const isArm = labels.some((label) => /(?:^|-)arm(?:64)?$/i.test(label) || /^macos-(?:latest|1[4-9]|2\d)(?:-xl|-xlarge)?$/i.test(label));
  const environment = labels.some((label) => label.toLowerCase() === "self-hosted") ? "self-hosted" : "github-hosted";
  return { system, os: names[system], arch: isArm ? "ARM64" : "X64", environment };
}

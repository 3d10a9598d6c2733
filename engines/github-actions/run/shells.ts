import type { RunnerMachine, System } from "../schema/runners.ts";

/** How a script runs: the flags of the shell that stands for the one it asks for. */
export type ShellPlan = { readonly flags: string } | { readonly notSimulated: string };

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#defaultsrunshell: on Windows a script is for PowerShell. */
export function shellPlan(shell: string | undefined, { system }: RunnerMachine, script: string): ShellPlan {
  const asked = shell || (system === "windows" ? "pwsh" : "");
  if (asked === "") return { flags: "-e" };
  const name = asked.toLowerCase();
  if (name === "bash") return { flags: "-eo pipefail" };
  if (name === "sh") return { flags: "-e" };
  if (name === "pwsh") {
    if (isPlainCommand(script)) return { flags: "-e" };
    return {
      notSimulated: shell ? `the shell "${shell}"` : 'the shell "pwsh", which a runner with Windows has unless `shell: bash` is said',
    };
  }
  const [program = "", ...rest] = asked.split(/\s+/);
  const flags = rest.filter((part) => part !== "{0}" && part !== "--noprofile" && part !== "--norc");
  const known = program === "bash" || program === "sh";
  if (!known || !asked.includes("{0}") || flags.some((flag) => !/^[-+][euxo]+$/.test(flag) && flag !== "pipefail"))
    return { notSimulated: `the shell "${asked}"` };
  return { flags: flags.length > 0 ? flags.join(" ") : "+e" };
}

/** What PowerShell has under the name of a program of Unix, or does in a way of its own. */
const differently = new Set([
  ...[
    "cat",
    "cd",
    "clear",
    "cp",
    "curl",
    "diff",
    "echo",
    "eval",
    "exit",
    "export",
    "false",
    "find",
    "if",
    "kill",
    "ls",
    "man",
    "mkdir",
    "mount",
  ],
  ...[
    "mv",
    "printf",
    "ps",
    "pwd",
    "rm",
    "rmdir",
    "set",
    "sleep",
    "sort",
    "source",
    "tee",
    "test",
    "touch",
    "true",
    "type",
    "unset",
    "wget",
  ],
]);

/** One program with plain words, which every shell starts alike. */
function isPlainCommand(script: string): boolean {
  const lines = script.split("\n").filter((line) => line.trim() !== "");
  const words = lines[0]?.trim().split(/\s+/) ?? [];
  const [program = ""] = words;
  return (
    lines.length === 1 &&
    /^[a-z][\w.-]*$/i.test(program) &&
    !differently.has(program) &&
    words.every((word) => /^[\w@%+=:./-]+$/.test(word))
  );
}

const lines: Readonly<Record<System, Readonly<Record<"none" | "bash" | "sh" | "pwsh", string>>>> = {
  linux: {
    none: "/usr/bin/bash -e {0}",
    bash: "/usr/bin/bash --noprofile --norc -e -o pipefail {0}",
    sh: "/usr/bin/sh -e {0}",
    pwsh: "/usr/bin/pwsh -command \". '{0}'\"",
  },
  macos: {
    none: "/bin/bash -e {0}",
    bash: "/bin/bash --noprofile --norc -e -o pipefail {0}",
    sh: "/bin/sh -e {0}",
    pwsh: "/usr/local/bin/pwsh -command \". '{0}'\"",
  },
  windows: {
    none: "C:\\Program Files\\PowerShell\\7\\pwsh.EXE -command \". '{0}'\"",
    bash: "C:\\Program Files\\Git\\bin\\bash.EXE --noprofile --norc -e -o pipefail {0}",
    sh: "C:\\Program Files\\Git\\usr\\bin\\sh.EXE -e {0}",
    pwsh: "C:\\Program Files\\PowerShell\\7\\pwsh.EXE -command \". '{0}'\"",
  },
};

/** The first line of what a shell is, as the log shows it. */
export function shellLine(shell: string | undefined, { system }: RunnerMachine): string {
  const name = shell?.toLowerCase() || "none";
  return name === "none" || name === "bash" || name === "sh" || name === "pwsh" ? lines[system][name] : (shell ?? "");
}

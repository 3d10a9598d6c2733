/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#defaultsrunshell: the flags a script runs with. */
export function shellFlags(shell: string | undefined): { readonly flags: string } | { readonly notSimulated: string } {
  if (shell === undefined || shell === "") return { flags: "-e" };
  const name = shell.toLowerCase();
  if (name === "bash") return { flags: "-eo pipefail" };
  if (name === "sh") return { flags: "-e" };
  const [program = "", ...rest] = shell.split(/\s+/);
  const flags = rest.filter((part) => part !== "{0}" && part !== "--noprofile" && part !== "--norc");
  const known = program === "bash" || program === "sh";
  if (!known || !shell.includes("{0}") || flags.some((flag) => !/^[-+][euxo]+$/.test(flag) && flag !== "pipefail"))
    return { notSimulated: `the shell "${shell}"` };
  return { flags: flags.length > 0 ? flags.join(" ") : "+e" };
}

/** The first line of what a shell is, as the log shows it. */
export function shellLine(shell: string | undefined): string {
  if (shell === undefined || shell === "") return "/usr/bin/bash -e {0}";
  if (shell.toLowerCase() === "bash") return "/usr/bin/bash --noprofile --norc -e -o pipefail {0}";
  return shell.toLowerCase() === "sh" ? "/usr/bin/sh -e {0}" : shell;
}

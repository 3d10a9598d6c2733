import { compareText, parseHcl, parseHclJson } from "#engines/hcl";
import type { SourceFile } from "#engines/source";
import { checkCoreVersions } from "./core-version.ts";
import type { CallDraft, FileDraft } from "./drafts.ts";
import { readFile } from "./file.ts";
import { Findings } from "./findings.ts";
import type { Folder } from "./folders.ts";
import { normalPath } from "./folders.ts";
import type { ConfigurationDiagnostic, ModulePath } from "./model.ts";
import { joinFiles, type ModuleDraft } from "./module-draft.ts";
import { overrideModule } from "./overrides.ts";

/** What a directory says, without the modules it calls; the same for every call of it. */
export type LoadedFolder = {
  readonly directory: string;
  readonly draft: ModuleDraft;
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

export function loadFolder(directory: string, { primary, overrides }: Folder): LoadedFolder {
  const findings = new Findings();
  const files = primary.map((file) => parse(file, false, findings));
  const over = overrides.map((file) => parse(file, true, findings));
  const draft = joinFiles(files, findings);
  for (const file of over) overrideModule(draft, file, findings);
  const versions = new Findings();
  checkCoreVersions(directory, draft, versions);
  // What another version of the language means by the rest is not known.
  return { directory, draft, diagnostics: versions.errors > 0 ? versions.list : findings.list };
}

function parse(file: SourceFile, override: boolean, findings: Findings): FileDraft {
  const { model, diagnostics } = file.path.endsWith(".json") ? parseHclJson(file) : parseHcl(file);
  findings.take(diagnostics);
  return readFile(model, override, findings);
}

/** The modules behind the calls, each loaded once however often it is called. */
export class TreeLoader {
  readonly #folders: ReadonlyMap<string, Folder>;
  readonly #findings: Findings;
  readonly #loaded = new Map<string, LoadedFolder>();
  #modules = 0;

  constructor(folders: ReadonlyMap<string, Folder>, findings: Findings) {
    this.#folders = folders;
    this.#findings = findings;
  }

  load(root: LoadedFolder): ModuleTree {
    return this.#tree([], root, [root.directory]);
  }

  #tree(path: ModulePath, { directory, draft }: LoadedFolder, above: readonly string[]): ModuleTree {
    const children = new Map<string, ModuleTree>();
    for (const call of [...draft.calls.values()].sort((a, b) => compareText(a.name, b.name))) {
      const where = call.source?.where;
      if (!call.source || !where) continue;
      const name = [...path, call.name].join(".");
      if (where.kind !== "local") {
        const detail = `The module "${call.name}" comes from "${call.source.text}". The platform reads folders of the configuration only, written "./folder".`;
        const registry = where.kind === "registry";
        this.#findings.error(
          "module-source",
          registry ? "Error accessing remote module registry" : "Failed to download module",
          detail,
          call.span,
        );
        continue;
      }
      const target = normalPath(`${directory}/${where.path}`);
      const folder = this.#folders.get(target);
      if (!folder) {
        this.#unreadable(call, target);
        continue;
      }
      const loaded = this.#loaded.get(target) ?? loadFolder(target, folder);
      if (!this.#loaded.has(target)) {
        this.#loaded.set(target, loaded);
        this.#findings.take(loaded.diagnostics);
      }
      if (above.includes(target) || above.length > maxDepth || ++this.#modules > maxModules) {
        const detail = above.includes(target)
          ? `The module ${name} is called from within itself.`
          : "Modules may be nested 40 deep here, and 1,000 of them be called.";
        this.#findings.error("module-depth", "Module calls do not end", detail, call.source.span);
        continue;
      }
      const child = this.#tree([...path, call.name], loaded, [...above, target]);
      children.set(call.name, child);
      this.#onlyInRoot(child.draft);
    }
    return { path, directory, draft, children };
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
  #unreadable({ name, span }: CallDraft, target: string): void {
    const summary = "Unreadable module directory";
    this.#findings.error("module-directory", summary, `There is no folder "${target}".`);
    this.#findings.error("module-directory", summary, `The module "${name}", called at ${span.file}:${span.start.line}, cannot be read.`);
  }
}

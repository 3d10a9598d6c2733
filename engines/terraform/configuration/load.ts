import type { SourceFile } from "#engines/source";
import { checkBackend, checkProviders, checkProvisionerTypes } from "./availability.ts";
import { checkCallArguments } from "./call-arguments.ts";
import { Findings } from "./findings.ts";
import { finishModule } from "./finish.ts";
import { foldersOf } from "./folders.ts";
import type { Configuration, ConfigurationDiagnostic, Module, VariableText } from "./model.ts";
import { checkImportProviders } from "./module-draft.ts";
import { loadFolder, TreeLoader } from "./modules.ts";
import type { ProvidedModule } from "./provided-modules.ts";
import { checkProviderPassing, checkRootAliases } from "./provider-passing.ts";
import { type GivenValue, optionFile, settleValues } from "./values.ts";
import { readVariableTexts } from "./variable-files.ts";

export type LoadInput = {
  readonly files: readonly SourceFile[];
  /** Variable files and options in the order of the command line; what stands in the root folder is found there. */
  readonly variables?: readonly VariableText[];
  /** Whether there is a provider of this source; without it, providers are not looked for. */
  readonly knowsProvider?: (source: string) => boolean;
  /** What registries have; the same array for the same ones. */
  readonly modules?: readonly ProvidedModule[];
  /** Whether variables must be set: `terraform validate` does not ask for them. They must unless this is false. */
  readonly setsVariables?: boolean;
};

export type Loaded = {
  /** Absent where there are errors. */
  readonly configuration?: Configuration;
  /** What the root module's variables are set to; none where there are errors. */
  readonly values: ReadonlyMap<string, GivenValue>;
  readonly diagnostics: readonly ConfigurationDiagnostic[];
  /** The texts that the diagnostics' places lead into, by path: the files, and what options say. */
  readonly texts: ReadonlyMap<string, string>;
  /** The files, and those of modules that came from elsewhere; the same array for the same ones. */
  readonly sources: readonly SourceFile[];
};

/** Everything that `terraform init` and `terraform plan` say of a configuration before anything in it is evaluated. Never throws. */
export function loadConfiguration({ files, variables = [], knowsProvider, modules = none, setsVariables = true }: LoadInput): Loaded {
  const { diagnostics, read, sources } = readOnce(files, modules);
  const texts = textsOf(sources, variables);
  const findings = new Findings();
  findings.take(diagnostics);
  const refused = (): Loaded => ({ values: new Map(), diagnostics: findings.list, texts, sources });
  if (!read) return refused();
  const { module, tree } = read;
  if (knowsProvider) checkProviders(module, knowsProvider, findings);
  if (findings.errors > 0) return refused();
  checkBackend(tree.draft, findings);
  if (findings.errors > 0) return refused();
  const written = readVariableTexts(files, variables, findings);
  if (findings.errors > 0) return refused();
  const values = settleValues(written, module.variables, setsVariables, findings);
  if (findings.errors > 0) return refused();
  checkProvisionerTypes(module, findings);
  if (findings.errors > 0) return refused();
  if (!checkCallArguments(module, findings)) return refused();
  return { configuration: { root: module, files: texts }, values, diagnostics: findings.list, texts, sources };
}

const none: readonly ProvidedModule[] = [];

type Read = {
  readonly diagnostics: readonly ConfigurationDiagnostic[];
  /** Absent where there are errors. */
  readonly read?: { readonly module: Module; readonly tree: ReturnType<TreeLoader["load"]> };
  readonly sources: readonly SourceFile[];
};

const alreadyRead = new WeakMap<readonly SourceFile[], { readonly modules: readonly ProvidedModule[]; readonly read: Read }>();

/** What the files say, whatever the variables are: all scenarios of a submission look at the same ones. */
function readOnce(files: readonly SourceFile[], modules: readonly ProvidedModule[]): Read {
  const known = alreadyRead.get(files);
  if (known?.modules === modules) return known.read;
  const read = readFiles(files, modules);
  alreadyRead.set(files, { modules, read });
  return read;
}

function readFiles(files: readonly SourceFile[], modules: readonly ProvidedModule[]): Read {
  const folders = foldersOf(files);
  const findings = new Findings();
  const loader = new TreeLoader(folders, modules, findings);
  const sources = () => (loader.installed.length > 0 ? [...files, ...loader.installed] : files);
  const refused = (): Read => ({ diagnostics: findings.list, sources: sources() });
  const folder = folders.get("");
  if (!folder || folder.primary.length + folder.overrides.length === 0) {
    findings.error("no-files", "No configuration files", "There is no file here that ends in .tf or .tf.json.");
    return refused();
  }
  const root = loadFolder("", folder);
  // Terraform reads the root once more before it installs modules, and that time says nothing of its syntax: only if all else is right.
  const installs = root.draft.calls.size > 0;
  findings.take(installs ? root.diagnostics : [...root.syntax, ...root.diagnostics]);
  const tree = loader.load(root);
  // Terraform looks at providers while it installs modules, or else when it has read a configuration without errors.
  if (findings.errors === 0 || installs) {
    checkProviderPassing(tree, findings);
    checkImportProviders(root.draft, findings);
  }
  if (installs && findings.errors === 0) findings.take(root.syntax);
  if (findings.errors > 0) return refused();
  checkRootAliases(tree, findings);
  if (findings.errors > 0) return refused();
  return { diagnostics: findings.list, read: { module: finishModule(tree), tree }, sources: sources() };
}

function textsOf(files: readonly SourceFile[], variables: readonly VariableText[]): ReadonlyMap<string, string> {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const each of variables) {
    if (each.kind === "option") texts.set(optionFile(each.name), each.text);
    else if (each.text !== undefined) texts.set(each.path, each.text);
  }
  return texts;
}

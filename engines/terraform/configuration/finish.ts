import type { Module } from "./model.ts";
import { finishCall } from "./module-calls.ts";
import type { ModuleDraft } from "./module-draft.ts";
import type { ModuleTree } from "./modules.ts";
import { impliedSource } from "./provider-names.ts";
import { finishVariable } from "./variables.ts";

type Declared = Omit<Module, "path" | "directory" | "children">;

/** The tree as the rest of the engine reads it; only for a tree without errors. */
export function finishModule(root: ModuleTree): Module {
  // A folder that is called several times is the same each time.
  const known = new Map<ModuleDraft, Declared>();
  const finish = ({ path, directory, draft, children }: ModuleTree): Module => {
    const declared = known.get(draft) ?? declaredIn(draft);
    known.set(draft, declared);
    return { ...declared, path, directory, children: new Map([...children].map(([name, child]) => [name, finish(child)])) };
  };
  return finish(root);
}

function declaredIn(draft: ModuleDraft): Declared {
  const requiredProviders: Module["requiredProviders"] = draft.requirements?.requirements ?? new Map();
  const sourceOf = (name: string): string => requiredProviders.get(name)?.source ?? impliedSource(name);
  return {
    requiredProviders,
    providers: new Map([...draft.providers].map(([key, { empty: _, version: __, ...provider }]) => [key, provider])),
    variables: new Map([...draft.variables].map(([name, variable]) => [name, finishVariable(variable)])),
    locals: draft.locals,
    outputs: new Map(
      [...draft.outputs].flatMap(([name, { value, sensitive = false, ephemeral = false, ...output }]) =>
        value ? [[name, { ...output, value, sensitive, ephemeral }] as const] : [],
      ),
    ),
    resources: new Map(
      [...draft.resources].map(([key, { lifecycle, ...resource }]) => [
        key,
        {
          ...resource,
          providerSource: sourceOf(resource.providerName),
          lifecycle: { ...lifecycle, preventDestroy: lifecycle.preventDestroy ?? false, ignoreChanges: lifecycle.ignoreChanges ?? [] },
        },
      ]),
    ),
    calls: new Map([...draft.calls].map(([name, call]) => [name, finishCall(call)])),
    checks: new Map([...draft.checks].map(([name, { resource: _, ...check }]) => [name, check])),
    moved: draft.moved,
    removed: draft.removed,
    imports: draft.imports.map(({ target: _, providerSpan: __, ...each }) => each),
  };
}

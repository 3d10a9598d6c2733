import { didYouMean } from "#engines/source";
import type { ShapeReader, YamlNode } from "#engines/yaml";
import type { ProcessMode, Project } from "./model.ts";

export const emptyProject: Project = { path: "", defaultBranch: "main", protectedBranches: [], protectedTags: [], registry: "", url: "" };

const processModes: readonly ProcessMode[] = ["unordered", "oldest_first", "newest_first", "newest_ready_first"];
const projectKeys = [
  ...["path", "default-branch", "protected-branches", "protected-tags", "registry", "url"],
  ...["public", "workflow-permissions", "resource-groups"],
];

export function parseProject(reader: ShapeReader, node: YamlNode | undefined): Project {
  const keys = reader.map(node, "`project`", projectKeys);
  const at = (key: string) => keys?.get(key)?.value;
  return {
    path: reader.text(at("path"), "`path`") ?? "",
    defaultBranch: reader.text(at("default-branch"), "`default-branch`") ?? "main",
    protectedBranches: reader.texts(at("protected-branches"), "`protected-branches`") ?? [],
    protectedTags: reader.texts(at("protected-tags"), "`protected-tags`") ?? [],
    registry: reader.text(at("registry"), "`registry`") ?? "",
    url: reader.text(at("url"), "`url`") ?? "",
    public: reader.boolean(at("public"), "`public`") ?? false,
    workflowPermissions: oneOf(reader, at("workflow-permissions"), "`workflow-permissions`", ["read", "write"] as const) ?? "read",
    resourceGroups: parseResourceGroups(reader, at("resource-groups")),
  };
}

function parseResourceGroups(reader: ShapeReader, node: YamlNode | undefined): ReadonlyMap<string, ProcessMode> {
  const groups = new Map<string, ProcessMode>();
  for (const { key, value } of reader.map(node, "`resource-groups`")?.values() ?? []) {
    const mode = oneOf(reader, value, `The resource group "${key}"`, processModes);
    if (mode) groups.set(key, mode);
  }
  return groups;
}

function oneOf<Value extends string>(
  reader: ShapeReader,
  node: YamlNode | undefined,
  what: string,
  values: readonly Value[],
): Value | undefined {
  const text = reader.text(node, what);
  const found = values.find((value) => value === text);
  if (!node || text === undefined || found) return found;
  return reader.error("value", node.span, `${what} cannot be "${text}"`, `Choose from: ${values.join(", ")}.${didYouMean(text, values)}`);
}

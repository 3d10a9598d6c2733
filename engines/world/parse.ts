import { type Diagnostic, type Parsed, type SourceFile, startOf } from "#engines/source";
import { readYaml, ShapeReader, type YamlNode } from "#engines/yaml";
import type { Condition, Environment, Program, ProjectVariable, World } from "./model.ts";
import { parseAgents, parseCredentials, parseTools } from "./parse-jenkins.ts";
import { parseProgram } from "./parse-program.ts";
import { emptyProject, parseProject } from "./parse-project.ts";
import { parseProvides } from "./parse-provides.ts";

const repositoryFolder = "repository/";
const programsFolder = "programs/";

/**
 * Reads a world from the files of its folder: `world.yaml`, `programs/*.yaml`, `repository/**` and `provides/**`. Paths are relative to the folder.
 * Never throws; what could not be understood is missing from the model and told in the diagnostics.
 */
export function parseWorld(files: readonly SourceFile[]): Parsed<World> {
  const diagnostics: Diagnostic[] = [];
  const main = files.find((file) => file.path === "world.yaml");
  const settings = main ? parseSettings(main, files, diagnostics) : missingSettings(diagnostics);
  const programs = new Map<string, Program>();
  for (const file of files) {
    if (!file.path.startsWith(programsFolder) || !/\.ya?ml$/.test(file.path)) continue;
    const { model, diagnostics: found } = parseProgram(file, settings.conditions);
    diagnostics.push(...found);
    if (model) programs.set(model.name, model);
  }
  const repository = files
    .filter((file) => file.path.startsWith(repositoryFolder))
    .map((file) => ({ path: file.path.slice(repositoryFolder.length), text: file.text }));
  return { model: { ...settings, repository, programs }, diagnostics };
}

const worldKeys = ["title", "project", "environments", "conditions", "variables", "credentials", "agents", "tools", "facts", "provides"];

type Settings = Omit<World, "repository" | "programs">;

function missingSettings(diagnostics: Diagnostic[]): Settings {
  diagnostics.push({
    severity: "error",
    code: "world/missing-file",
    summary: "The world has no world.yaml",
    detail: "It names the project, its environments, conditions and variables.",
    span: startOf("world.yaml"),
  });
  return {
    ...{ title: "", project: emptyProject, conditions: new Map(), environments: new Map(), variables: [], facts: new Map() },
    ...{ credentials: new Map(), agents: [], tools: new Map(), provides: [], modules: [] },
  };
}

function parseSettings(file: SourceFile, files: readonly SourceFile[], diagnostics: Diagnostic[]): Settings {
  const yaml = readYaml(file);
  const reader = new ShapeReader("world");
  const keys = reader.map(yaml.model, "A world", worldKeys);
  const at = (key: string) => keys?.get(key)?.value;
  const title = reader.text(at("title"), "`title`");
  if (keys && title === undefined && !keys.has("title"))
    reader.error("missing-key", startOf(file.path), "The world has no title", "Add `title:`.");
  const settings: Settings = {
    title: title ?? "",
    project: parseProject(reader, at("project")),
    conditions: parseConditions(reader, at("conditions")),
    environments: parseEnvironments(reader, at("environments")),
    variables: parseVariables(reader, at("variables")),
    credentials: parseCredentials(reader, at("credentials")),
    agents: parseAgents(reader, at("agents")),
    tools: parseTools(reader, at("tools")),
    facts: parseFacts(reader, at("facts")),
    ...parseProvides(reader, at("provides"), files),
  };
  diagnostics.push(...yaml.diagnostics, ...reader.diagnostics);
  return settings;
}

function parseConditions(reader: ShapeReader, node: YamlNode | undefined): ReadonlyMap<string, Condition> {
  const conditions = new Map<string, Condition>();
  for (const { key, value } of reader.map(node, "`conditions`")?.values() ?? []) {
    const about = reader.text(value, `The condition "${key}"`);
    if (about !== undefined) conditions.set(key, { name: key, about });
  }
  return conditions;
}

function parseEnvironments(reader: ShapeReader, node: YamlNode | undefined): ReadonlyMap<string, Environment> {
  const environments = new Map<string, Environment>();
  for (const { key, value } of reader.map(node, "`environments`")?.values() ?? []) {
    const keys = reader.map(value, `The environment "${key}"`, ["url", "protected"]);
    environments.set(key, {
      name: key,
      url: reader.text(keys?.get("url")?.value, "`url`") ?? "",
      protected: reader.boolean(keys?.get("protected")?.value, "`protected`") ?? false,
    });
  }
  return environments;
}

function parseVariables(reader: ShapeReader, node: YamlNode | undefined): readonly ProjectVariable[] {
  return [...(reader.map(node, "`variables`")?.values() ?? [])].map(({ key, value }) => {
    const keys = reader.map(value, `The variable "${key}"`, ["value", "masked", "protected", "environment"]);
    const environment = reader.text(keys?.get("environment")?.value, "`environment`");
    return {
      name: key,
      value: reader.scalarText(keys?.get("value")?.value, "`value`") ?? "",
      masked: reader.boolean(keys?.get("masked")?.value, "`masked`") ?? false,
      protected: reader.boolean(keys?.get("protected")?.value, "`protected`") ?? false,
      ...(environment === undefined ? {} : { environment }),
    };
  });
}

function parseFacts(reader: ShapeReader, node: YamlNode | undefined): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  for (const { key, value } of reader.map(node, "`facts`")?.values() ?? []) {
    const text = reader.scalarText(value, `The fact "${key}"`);
    if (text !== undefined) facts.set(key, text);
  }
  return facts;
}

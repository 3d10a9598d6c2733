import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { normalForm, type PlanRequest, planTerraform, type VariableText } from "#engines/terraform";
import type { Case, Outcome } from "./suite.ts";

const Options = z.object({
  mode: z.enum(["destroy", "refresh-only"]).optional(),
  replace: z.array(z.string()).optional(),
  target: z.array(z.string()).optional(),
  variable_files: z.array(z.string()).optional(),
  variables: z.record(z.string(), z.string()).optional(),
});

/** One folder of a configuration with what Terraform answered: see the format of the oracle's normal form in the engine's README. */
export function folderCases(folder: string): readonly Case[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "want.json")))
    .sort()
    .map((id) => ({ id, run: () => check(join(folder, id)) }));
}

/** The request that a folder stands for. */
export function readFolder(folder: string): PlanRequest {
  const files = filesOf(folder).map((path) => ({ path: relative(folder, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") }));
  const text = (name: string) => files.find(({ path }) => path === name)?.text;
  const options = Options.parse(JSON.parse(text("options.json") ?? "{}"));
  const variables: VariableText[] = [
    ...(options.variable_files ?? []).map((path) => ({ kind: "file", path, text: text(path) ?? "" }) as const),
    ...Object.entries(options.variables ?? {}).map(([name, value]) => ({ kind: "option", name, text: value }) as const),
  ];
  const [state, cloud] = [text("terraform.tfstate"), text("cloud.json")];
  return {
    files: files.filter(({ path }) => !notConfiguration.has(path)),
    ...(state === undefined ? {} : { state }),
    ...(cloud === undefined ? {} : { cloud }),
    options: {
      ...(options.mode ? { mode: options.mode } : {}),
      ...(options.replace ? { replace: options.replace } : {}),
      ...(options.target ? { target: options.target } : {}),
      variables,
      // The simulated providers behind the answers accept every value of the right type.
      checkValues: false,
    },
  };
}

const notConfiguration = new Set(["want.json", "options.json", "cloud.json", "terraform.tfstate"]);

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}

function check(folder: string): Outcome {
  const request = readFolder(folder);
  const plan = planTerraform(request);
  const got = withoutDetails(normalForm(plan, plan.texts));
  const want = withoutDetails(JSON.parse(readFileSync(join(folder, "want.json"), "utf8")));
  if (isDeepStrictEqual(got, want)) return { passed: true };
  return { passed: false, why: differences(want, got, "").slice(0, 12).join("\n") };
}

/** Explanations are in our own words: they are not compared. Of diagnostics that differ in them alone, one is left. */
function withoutDetails(value: unknown): unknown {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  if (typeof plain !== "object" || plain === null || !("diagnostics" in plain) || !Array.isArray(plain.diagnostics)) return plain;
  const bare = plain.diagnostics.map((diagnostic: Record<string, unknown>) => {
    const { detail: _, ...rest } = diagnostic;
    return JSON.stringify(rest);
  });
  return { ...plain, diagnostics: [...new Set(bare)].sort().map((text): unknown => JSON.parse(text)) };
}

export function differences(want: unknown, got: unknown, at: string): string[] {
  if (isDeepStrictEqual(want, got)) return [];
  if (Array.isArray(want) && Array.isArray(got) && want.length === got.length)
    return want.flatMap((item, index) => differences(item, got[index], `${at}[${labelOf(item) ?? index}]`));
  if (isObject(want) && isObject(got)) {
    const names = [...new Set([...Object.keys(want), ...Object.keys(got)])];
    return names.flatMap((name) => differences(want[name], got[name], `${at}.${name}`));
  }
  return [
    `${at}: expected ${JSON.stringify(want)?.slice(0, 600)}`,
    `${" ".repeat(at.length)}  got      ${JSON.stringify(got)?.slice(0, 600)}`,
  ];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const labelOf = (item: unknown): string | undefined => (isObject(item) && typeof item.address === "string" ? item.address : undefined);

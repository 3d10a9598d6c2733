import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isError, renderDiagnostics } from "#engines/source";
import { checkConfiguration, configurationPath, parseConfiguration } from "./index.ts";

const folder = join(import.meta.dirname, "testdata");

/** Each file and what is said of it: adding a case means adding a file, and reading its `.out`. */
test.each(readdirSync(folder).filter((name) => name.endsWith(".yml")))("%s", async (name) => {
  const files = [{ path: configurationPath, text: readFileSync(join(folder, name), "utf8") }];
  const { model, diagnostics } = parseConfiguration(files);
  const found = diagnostics.some(isError) ? diagnostics : [...diagnostics, ...checkConfiguration(model)];
  await expect(renderDiagnostics(files, found)).toMatchFileSnapshot(join(folder, name.replace(/\.yml$/, ".out")));
});

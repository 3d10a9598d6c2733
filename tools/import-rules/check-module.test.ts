import { expect, test } from "vitest";
import { checkModule } from "./check-module.ts";

const importing = (specifier: string) => `import { something } from "${specifier}";\nsomething();\n`;

test.each([
  { path: "engines/promql/parse.ts", text: importing("node:fs"), says: "engines does not use Node's own modules here" },
  { path: "engines/promql/parse.ts", text: importing("react"), says: "engines may not import the package react" },
  { path: "engines/promql/parse.ts", text: importing("yaml"), says: "only engines/yaml/ may import yaml" },
  { path: "engines/promql/rules/depth.ts", text: importing("just-bash"), says: "only engines/shell/ may import just-bash" },
  { path: "engines/promql/parse.ts", text: importing("../source/index.ts"), says: "imported by name" },
  { path: "engines/promql/parse.ts", text: importing("../../grading/grade.ts"), says: "imported by name" },
  { path: "engines/promql/parse.ts", text: importing("#engines/source/render"), says: "an engine is entered by its door" },
  { path: "engines/promql/parse.ts", text: importing("#engines/promql"), says: "its own files by relative path" },
  { path: "engines/promql/parse.ts", text: importing("#grading/grade"), says: "engines may not import grading" },
  { path: "engines/promql/parse.ts", text: "export const draw = () => Math.random();", says: "Math.random" },
  { path: "engines/promql/parse.ts", text: "export const now = () => Date.now();", says: "Date.now" },
  { path: "engines/promql/parse.ts", text: "export const now = () => new Date();", says: "new Date()" },
  { path: "engines/promql/parse.ts", text: "export const home = () => process.env.HOME;", says: "process" },
  { path: "engines/promql/parse.ts", text: 'export const home = () => globalThis["process"];', says: "globalThis" },
  { path: "engines/promql/parse.ts", text: 'export const fs = () => require("fs");', says: "require()" },
  { path: "engines/promql/parse.ts", text: "export const wait = (f: () => void) => setTimeout(f, 1);", says: "setTimeout()" },
  { path: "grading/grade.ts", text: importing("node:child_process"), says: "grading does not use Node's own modules here" },
  { path: "grading/grade.ts", text: importing("#db/client"), says: "grading may not import db" },
  { path: "courseware/labs.ts", text: importing("#server/viewer"), says: "courseware may not import server" },
  { path: "courseware/labs.ts", text: importing("yaml"), says: "only engines/yaml/ may import yaml" },
  { path: "courseware/labs.ts", text: importing("#components/status-mark"), says: "courseware may not import components" },
  { path: "credentials/issue.ts", text: importing("#db/client"), says: "credentials may not import db" },
  { path: "credentials/issue.ts", text: importing("next/server"), says: "credentials may not import the package next" },
  { path: "db/queries/traces.ts", text: importing("#grading/model"), says: "db may import only types of grading" },
  { path: "db/queries/traces.ts", text: importing("#engines/source"), says: "db may not import engines" },
  { path: "server/viewer.ts", text: importing("#components/status-mark"), says: "server may not import components" },
  { path: "server/viewer.ts", text: importing("drizzle-orm"), says: "only db/, tools/ may import drizzle-orm" },
  { path: "components/graph.tsx", text: importing("#db/queries/users"), says: "components may not import db" },
  { path: "components/graph.tsx", text: importing("#grading/grade"), says: "components may import only types of grading" },
  { path: "components/graph.tsx", text: importing("node:fs"), says: "components does not use Node's own modules here" },
  { path: "app/page.tsx", text: importing("#tools/migrate"), says: "app may not import tools" },
  { path: "app/page.tsx", text: importing("pg"), says: "may import pg" },
  { path: "tools/serve.ts", text: importing("#app/page"), says: "tools may not import app" },
  { path: "tools/serve.ts", text: importing("../app/page.tsx"), says: "imported by name" },
  { path: "bench/lab.ts", text: importing("#app/page"), says: "bench may not import app" },
  { path: "e2e/journey.ts", text: importing("#db/client"), says: "e2e may not import db" },
  { path: "env.ts", text: importing("#db/client"), says: "env may not import db" },
  { path: "content/worlds/larder/program.ts", text: "export {};", says: "no rule covers this folder" },
])("$path refuses: $says", ({ path, text, says }) => {
  const faults = checkModule(path, text);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^[^:]+:1:\d+ /);
  expect(faults[0]).toContain(says);
});

test.each([
  { why: "a dynamic import", text: 'export const load = () => import("#db/client");' },
  { why: "an import in a type", text: 'export type Row = import("#db/schema").Row;' },
  { why: "a re-export", text: 'export { db } from "#db/client";' },
  { why: "an import for its effect", text: 'import "#db/client";' },
])("$why counts as an import", ({ text }) => {
  expect(checkModule("grading/grade.ts", text)).toEqual([expect.stringContaining("grading may not import db")]);
});

test.each([
  {
    path: "engines/gitlab-ci/rules/needs.ts",
    text: importing("../model.ts") + importing("#engines/source") + importing("#engines/shell/run"),
  },
  { path: "engines/yaml/read.ts", text: importing("yaml") },
  { path: "engines/shell/run.ts", text: importing("just-bash") },
  { path: "engines/world/clock.ts", text: "export const at = (ms: number) => new Date(ms).toISOString();" },
  { path: "engines/yaml/yaml.test.ts", text: importing("vitest") + importing("node:fs") },
  { path: "grading/pool/pool.ts", text: importing("node:child_process") },
  { path: "grading/cel/language.ts", text: importing("@marcbachmann/cel-js") + importing("#engines/world") },
  { path: "courseware/labs.ts", text: importing("#grading/model") + importing("remark-mdx") + importing("node:fs/promises") },
  { path: "db/queries/traces.ts", text: 'import type { Trace } from "#grading/model";\nexport type Row = Trace;' },
  { path: "server/viewer.ts", text: importing("#db/queries/users") + importing("next/headers") },
  { path: "components/monaco/main.ts", text: importing("monaco-editor/editor") },
  { path: "app/(account)/sign-in/page.tsx", text: importing("../form-state.ts") + importing("#server/sign-in") },
  { path: "e2e/journey.ts", text: importing("@playwright/test") },
])("$path: what the table allows passes", ({ path, text }) => {
  expect(checkModule(path, text)).toEqual([]);
});

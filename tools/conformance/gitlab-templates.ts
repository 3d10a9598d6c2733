import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkConfiguration, parseConfiguration } from "#engines/gitlab-ci";
import { isError } from "#engines/source";
import type { Outcome, Suite } from "./suite.ts";

const Index = z.array(z.object({ file: z.string(), jobs: z.number(), stagesFromIncluder: z.array(z.string()).optional() }));

/** A template parses and expands without an error and has so many jobs before rules are applied. */
export const suite: Suite = {
  name: "gitlab-templates",
  cases: async (folder) =>
    Index.parse(JSON.parse(readFileSync(join(folder, "index.json"), "utf8"))).map(({ file, jobs, stagesFromIncluder = [] }) => ({
      id: file,
      run: () => judge(readFileSync(join(folder, file), "utf8"), jobs, stagesFromIncluder),
    })),
};

function judge(text: string, jobs: number, stages: readonly string[]): Outcome {
  const files = [
    {
      path: ".gitlab-ci.yml",
      text: `include: template.yml\n${stages.length > 0 ? `stages: [${["build", "test", "deploy", ...stages].join(", ")}]\n` : ""}`,
    },
    { path: "template.yml", text },
  ];
  const { model, diagnostics } = parseConfiguration(files);
  const errors = [...diagnostics, ...checkConfiguration(model)]
    .filter(isError)
    // Alone, a template that only sets rules of the pipeline is no pipeline.
    .filter(({ code }) => !(jobs === 0 && code === "gitlab-ci/no-jobs"));
  if (errors.length > 0)
    return { passed: false, why: errors.map(({ span, summary }) => `${span.file}:${span.start.line} ${summary}`).join("\n") };
  const names = new Set([...model.jobs.values()].map(({ name, instance }) => instance?.of ?? name));
  return names.size === jobs ? { passed: true } : { passed: false, why: `wanted ${jobs} jobs, got ${[...names].join(", ")}` };
}

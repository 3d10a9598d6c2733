import type { SourceFile } from "#engines/source";
import type { Provided, World } from "#engines/world";
import type { YamlMap } from "#engines/yaml";
import { RuleMatcher } from "../create.ts";
import { variablesOf } from "../expand-variables.ts";
import type { Event, Rule } from "../model.ts";
import { fixedVariables, pipelineVariables, projectVariables } from "../variables.ts";

/** What a configuration is read with, besides the files of its repository. */
export type Surroundings = {
  /** What includes find outside the repository. */
  readonly provides: readonly Provided[];
  /** What includes and `expand_vars` can name. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether `include:rules` let a file in; undefined while no event is known. */
  readonly holds: ((rules: readonly Rule[]) => boolean) | undefined;
  /** Values for the inputs of the file itself, as whoever starts it gives them. */
  readonly inputs?: YamlMap;
};

/** Before anything has happened: as an editor sees the file. */
export const surroundingsOf = (world: World): Surroundings => ({
  provides: world.provides,
  variables: fixedVariables(world),
  holds: undefined,
});

/** For the pipeline of an event: https://docs.gitlab.com/ci/yaml/includes/#use-variables-with-include */
export function surroundingsFor(event: Event, world: World, files: readonly SourceFile[], number: number): Surroundings {
  const given = "variables" in event ? event.variables : {};
  const variables = { ...pipelineVariables(event, world, files, number), ...projectVariables(event, world, undefined), ...given };
  const matcher = new RuleMatcher(event, files);
  return {
    provides: world.provides,
    variables,
    holds: (rules) => {
      const rule = matcher.first(rules, variablesOf([variables], new Set()));
      return rule !== undefined && rule.when !== "never";
    },
  };
}

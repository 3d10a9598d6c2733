import type { Diagnostic } from "#engines/source";
import type { Configuration } from "./model.ts";
import { dependencies } from "./rules/dependencies.ts";
import { needsCycle } from "./rules/needs-cycle.ts";
import { onStop } from "./rules/on-stop.ts";
import { repeatedNeeds } from "./rules/repeated-needs.ts";
import { unknownNeeds } from "./rules/unknown-needs.ts";
import { unknownStage } from "./rules/unknown-stage.ts";

const rules = [unknownStage, unknownNeeds, repeatedNeeds, needsCycle, dependencies, onStop];

/** What GitLab checks in a whole configuration before it creates a pipeline. One that depends on the event is checked when there is one. */
export const checkConfiguration = (configuration: Configuration): readonly Diagnostic[] =>
  configuration.dependsOnEvent ? [] : rules.flatMap((rule) => rule(configuration));

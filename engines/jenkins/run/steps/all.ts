import { credentialSteps } from "./credentials.ts";
import { dataSteps } from "./data.ts";
import { delegatingSteps } from "./delegating.ts";
import { fileSteps } from "./files.ts";
import { flowSteps } from "./flow.ts";
import { publishSteps } from "./publish.ts";
import { shellSteps } from "./shell.ts";
import { stageSteps } from "./stage.ts";
import type { StepHandler } from "./step.ts";

/** Every step that is simulated, by name. */
export const stepHandlers: Readonly<Record<string, StepHandler>> = {
  ...flowSteps,
  ...shellSteps,
  ...fileSteps,
  ...credentialSteps,
  ...publishSteps,
  ...dataSteps,
  ...stageSteps,
  ...delegatingSteps,
};

import type { ZodType } from "zod";
import type { Diagnostic, SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { Trace } from "../model.ts";

/** A type of the check language: a primitive, `list<T>`, `map<string, T>`, or a record named in `Vocabulary.records`. */
export type CelType = string;

export type CelField = { readonly type: CelType; readonly about: string };

/** What a lab's CEL may speak of. Numbers are `double`. Records may also carry a hidden `span`. */
export type Vocabulary = {
  readonly records: Readonly<Record<string, Readonly<Record<string, CelField>>>>;
  readonly variables: Readonly<Record<string, CelField>>;
};

export type KindRun = {
  /** Errors that kept the scenario from running, or budgets that were spent. */
  readonly diagnostics: readonly Diagnostic[];
  /** A value for every variable of the vocabulary (plain objects, arrays, strings, numbers, booleans). */
  readonly values: Readonly<Record<string, unknown>>;
  readonly trace: Omit<Trace, "id" | "when">;
};

/** One kind of lab: how a scenario is written, run, and spoken about. Methods, so that kinds of any scenario stand in one list. */
export type LabKind<Scenario = unknown> = {
  readonly name: string;
  /** Strict; what may stand under `scenario:`. Errors are placed by the content check. */
  readonly scenario: ZodType<Scenario>;
  /** Names a scenario may use but the world does not define: one message each, with its path inside the scenario. */
  checkScenario(scenario: Scenario, world: World): readonly { path: readonly (string | number)[]; message: string }[];
  describe(scenario: Scenario, world: World): string;
  readonly vocabulary: Vocabulary;
  /** Static diagnostics of the submitted files, without running anything. */
  check(files: readonly SourceFile[], world: World): readonly Diagnostic[];
  /** `files` are the world's repository with the learner's files laid over it. */
  run(files: readonly SourceFile[], world: World, scenario: Scenario): Promise<KindRun>;
};

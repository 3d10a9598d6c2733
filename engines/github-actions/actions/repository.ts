import type { SourceFile } from "#engines/source";
import type { Workflow } from "../model.ts";
import { readWorkflow } from "../read/workflow.ts";
import { compositeExpressions } from "../rules/composite.ts";
import { type LocalAction, readLocalAction } from "./local.ts";

/** The files around a workflow. What is read once is kept. */
export class Repository {
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #actions = new Map<string, LocalAction | undefined>();
  readonly #workflows = new Map<string, Workflow | undefined>();

  constructor(files: readonly SourceFile[]) {
    this.#files = new Map(files.map((file) => [file.path, file]));
  }

  file(path: string): SourceFile | undefined {
    return this.#files.get(path);
  }

  /** The action in a folder, `./` before it or not. */
  action(path: string): LocalAction | undefined {
    const folder = clean(path);
    if (!this.#actions.has(folder)) {
      const file = ["action.yml", "action.yaml"]
        .map((name) => this.#files.get(folder === "" ? name : `${folder}/${name}`))
        .find((found) => found);
      this.#actions.set(folder, file && this.#read(file, folder));
    }
    return this.#actions.get(folder);
  }

  #read(file: SourceFile, folder: string): LocalAction {
    const action = readLocalAction(file, (other) => this.#files.has(folder === "" ? other : `${folder}/${other}`));
    if (action.using !== "composite") return action;
    return { ...action, problems: [...action.problems, ...compositeExpressions(file, action)] };
  }

  /** The workflow that a job's `uses: ./…` names. */
  workflow(path: string): Workflow | undefined {
    const name = clean(path);
    if (!this.#workflows.has(name)) {
      const file = this.#files.get(name);
      this.#workflows.set(name, file && readWorkflow(file).model);
    }
    return this.#workflows.get(name);
  }
}

const clean = (path: string): string => path.replace(/^\.(?:\/|$)/, "").replace(/\/+$/, "");

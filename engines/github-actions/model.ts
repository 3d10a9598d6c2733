import type { Span } from "#engines/source";
import type { YamlNode, YamlScalar } from "#engines/yaml";

/** A value the learner wrote as text; it may hold `${{ }}`. */
export type Text = { readonly value: string; readonly span: Span; readonly node: YamlScalar };

export type BoolOrExpression = { readonly kind: "value"; readonly value: boolean } | { readonly kind: "expression"; readonly text: Text };
export type NumberOrExpression =
  | { readonly kind: "value"; readonly value: number; readonly span: Span }
  | { readonly kind: "expression"; readonly text: Text };

/** Names and values, or one expression that gives all of them. */
export type Env = { readonly variables: readonly Variable[]; readonly expression?: Text };
export type Variable = { readonly name: Text; readonly value: Text };

/** `workflows/<name>.yml` as written. Maps are keyed by the name in lower case, as GitHub compares them. */
export type Workflow = {
  readonly path: string;
  readonly span: Span;
  readonly name?: Text;
  readonly runName?: Text;
  readonly events: readonly WorkflowEvent[];
  readonly permissions?: Permissions;
  readonly env?: Env;
  readonly defaults?: Defaults;
  readonly concurrency?: Concurrency;
  readonly jobs: ReadonlyMap<string, Job>;
};

export type FilterName = "branches" | "branches-ignore" | "tags" | "tags-ignore" | "paths" | "paths-ignore";
export type Filter = { readonly name: FilterName; readonly span: Span; readonly patterns: readonly Text[] };

export type WebhookEvent = {
  readonly kind: "webhook";
  readonly name: Text;
  readonly types: readonly Text[];
  readonly filters: readonly Filter[];
  readonly workflows: readonly Text[];
};
export type ScheduleEvent = {
  readonly kind: "schedule";
  readonly name: Text;
  readonly times: readonly { readonly cron: Text; readonly timezone?: Text }[];
};
export type DispatchEvent = { readonly kind: "dispatch"; readonly name: Text; readonly inputs: ReadonlyMap<string, DispatchInput> };
export type RepositoryDispatchEvent = { readonly kind: "repository-dispatch"; readonly name: Text; readonly types: readonly Text[] };
export type ImageVersionEvent = {
  readonly kind: "image-version";
  readonly name: Text;
  readonly names: readonly Text[];
  readonly versions: readonly Text[];
};
export type CallEvent = {
  readonly kind: "call";
  readonly name: Text;
  readonly inputs: ReadonlyMap<string, CallInput>;
  readonly secrets: ReadonlyMap<string, CallSecret>;
  /** Absent where no secrets are declared, so that any may be read. */
  readonly declaresSecrets: boolean;
  readonly outputs: ReadonlyMap<string, CallOutput>;
};
export type WorkflowEvent = WebhookEvent | ScheduleEvent | DispatchEvent | RepositoryDispatchEvent | ImageVersionEvent | CallEvent;

export const dispatchTypes = ["string", "number", "boolean", "choice", "environment"] as const;
export type DispatchType = (typeof dispatchTypes)[number];
export type DispatchInput = {
  readonly name: Text;
  readonly type: DispatchType | undefined;
  readonly description?: Text;
  readonly required?: BoolOrExpression;
  readonly default?: Text;
  readonly options?: readonly Text[];
  readonly optionsSpan?: Span;
  /** Those that were not understood count too. */
  readonly optionCount?: number;
};

export const callTypes = ["boolean", "number", "string"] as const;
export type CallType = (typeof callTypes)[number];
export type CallInput = {
  readonly name: Text;
  readonly type: CallType | undefined;
  readonly description?: Text;
  readonly required?: BoolOrExpression;
  readonly default?: Text;
};
export type CallSecret = { readonly name: Text; readonly required?: BoolOrExpression };
export type CallOutput = { readonly name: Text; readonly value: Text | undefined };

export type Permissions = {
  readonly all?: Text;
  readonly scopes: readonly { readonly name: Text; readonly value: Text }[];
  readonly span: Span;
};
export type Defaults = { readonly shell?: Text; readonly workingDirectory?: Text };
export type Concurrency = {
  readonly group?: Text;
  readonly cancelInProgress?: BoolOrExpression;
  readonly queue?: "single" | "max";
  readonly span: Span;
};
export type EnvironmentUse = { readonly name?: Text; readonly url?: Text; readonly deployment?: BoolOrExpression; readonly span: Span };

export type RunsOn = { readonly labels: readonly Text[]; readonly group?: Text };
export type Credentials = { readonly username?: Text; readonly password?: Text; readonly expression?: Text; readonly span: Span };
export type Container = {
  readonly image?: Text;
  readonly credentials?: Credentials;
  readonly env?: Env;
  readonly ports: readonly Text[];
  readonly volumes: readonly Text[];
  readonly options?: Text;
  readonly entrypoint?: Text;
  readonly command?: Text;
  readonly expression?: Text;
};
export type Services = { readonly services: readonly { readonly name: Text; readonly container: Container }[]; readonly expression?: Text };
export type Snapshot = { readonly imageName?: Text; readonly version?: Text; readonly if?: Text };

/** A row of the matrix: values, or an expression that gives a list. */
export type MatrixRow = { readonly name: Text; readonly values: readonly YamlNode[]; readonly expression?: Text };
export type Combinations = {
  readonly items: readonly { readonly entries: readonly { readonly key: Text; readonly value: YamlNode }[]; readonly expression?: Text }[];
  readonly expression?: Text;
};
export type Matrix = {
  readonly rows: ReadonlyMap<string, MatrixRow>;
  readonly include?: Combinations;
  readonly exclude?: Combinations;
  readonly expression?: Text;
  readonly span: Span;
};
export type Strategy = { readonly matrix?: Matrix; readonly failFast?: BoolOrExpression; readonly maxParallel?: NumberOrExpression };

export type CallJob = {
  readonly uses: Text;
  readonly inputs: readonly Variable[];
  readonly secrets: readonly Variable[];
  readonly inheritSecrets: boolean;
};

export type Job = {
  readonly id: Text;
  readonly span: Span;
  readonly name?: Text;
  readonly needs: readonly Text[];
  readonly runsOn?: RunsOn;
  readonly permissions?: Permissions;
  readonly environment?: EnvironmentUse;
  readonly concurrency?: Concurrency;
  readonly outputs: ReadonlyMap<string, Variable>;
  readonly env?: Env;
  readonly defaults?: Defaults;
  readonly if?: Text;
  readonly steps: readonly Step[];
  readonly timeoutMinutes?: NumberOrExpression;
  readonly strategy?: Strategy;
  readonly continueOnError?: BoolOrExpression;
  readonly container?: Container;
  readonly services?: Services;
  readonly call?: CallJob;
  readonly snapshot?: Snapshot;
};

export type Step = {
  readonly span: Span;
  readonly id?: Text;
  readonly if?: Text;
  readonly name?: Text;
  readonly env?: Env;
  readonly continueOnError?: BoolOrExpression;
  readonly timeoutMinutes?: NumberOrExpression;
  readonly action:
    | { readonly kind: "run"; readonly run: Text; readonly shell?: Text; readonly workingDirectory?: Text }
    | { readonly kind: "uses"; readonly uses: Text; readonly inputs: readonly Variable[] }
    /** Neither: told already. */
    | { readonly kind: "none" };
};

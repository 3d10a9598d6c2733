import type { SourceFile } from "#engines/source";

/** A named circumstance that a scenario may set, for example `unit-tests-fail`. */
export type Condition = {
  readonly name: string;
  /** In words that follow "while": "the unit tests fail". */
  readonly about: string;
};

export type Environment = { readonly name: string; readonly protected: boolean; readonly url: string };

/** A variable that the project's settings give to jobs, as the CI tool's settings page would. */
export type ProjectVariable = {
  readonly name: string;
  readonly value: string;
  readonly masked: boolean;
  /** Only jobs on protected branches and tags see it. */
  readonly protected: boolean;
  /** Only jobs of this environment see it; absent: every job. */
  readonly environment?: string;
};

/** What a Jenkins keeps under an id for pipelines to bind to variables. */
export type Credential = {
  readonly id: string;
  /** What it is for, as the list of credentials shows it. */
  readonly about: string;
  readonly secret:
    | { readonly kind: "text"; readonly text: string }
    | {
        readonly kind: "username-password";
        readonly username: string;
        readonly password: string;
        /** The name is hidden in logs too. */
        readonly hideUsername: boolean;
      }
    | { readonly kind: "file"; readonly name: string; readonly content: string }
    | { readonly kind: "ssh-key"; readonly username: string; readonly key: string; readonly passphrase: string };
};

/** A file that a pipeline finds outside its repository when it includes it. */
export type Provided =
  | {
      readonly kind: "project";
      readonly project: string;
      /** Branches and tags at which it stands there, the default branch first. */
      readonly refs: readonly string[];
      readonly path: string;
      readonly file: SourceFile;
    }
  /** The address is without its version: `gitlab.example/group/project/name`. */
  | { readonly kind: "component"; readonly address: string; readonly version: string; readonly file: SourceFile }
  | { readonly kind: "template"; readonly name: string; readonly file: SourceFile }
  | { readonly kind: "remote"; readonly url: string; readonly file: SourceFile };

/** A version of a module that Terraform finds in a registry. */
export type RegistryModule = {
  /** `namespace/name/provider`, with its host in front where that is another than registry.terraform.io. */
  readonly source: string;
  readonly version: string;
  /** Where it stands below `provides/`. */
  readonly folder: string;
  /** By path from that folder. */
  readonly files: readonly SourceFile[];
};

/** A machine that runs builds. */
export type Agent = {
  readonly name: string;
  readonly labels: readonly string[];
  /** Variables that every build on it sees. */
  readonly environment: Readonly<Record<string, string>>;
};

/** The world a lab plays in: data only, read from `content/worlds/<name>/`. */
export type World = {
  readonly title: string;
  readonly project: Project;
  /** The repository as it is before the learner changes anything. */
  readonly repository: readonly SourceFile[];
  readonly programs: ReadonlyMap<string, Program>;
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly environments: ReadonlyMap<string, Environment>;
  readonly variables: readonly ProjectVariable[];
  readonly credentials: ReadonlyMap<string, Credential>;
  /** None: whatever label is asked for, a machine is found. */
  readonly agents: readonly Agent[];
  /** Installed tools by type and name, with their home folder. */
  readonly tools: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly provides: readonly Provided[];
  readonly modules: readonly RegistryModule[];
  /** What is true of the world outside the repository when a scenario begins: images in the registry, live versions. */
  readonly facts: ReadonlyMap<string, string>;
};

export type Project = {
  /** `group/name`. */
  readonly path: string;
  readonly defaultBranch: string;
  /** Branch and tag names (with `*`) that are protected. */
  readonly protectedBranches: readonly string[];
  readonly protectedTags: readonly string[];
  /** The container registry's address of this project. */
  readonly registry: string;
  readonly url: string;
  /** Anybody may read the repository; absent: it is private. */
  readonly public?: boolean;
  /** What GitHub's settings let the tokens of workflows do that say nothing; absent: `read`. */
  readonly workflowPermissions?: "read" | "write";
  /** Of GitLab's resource groups: which of several waiting jobs is next; absent: `unordered`. */
  readonly resourceGroups?: ReadonlyMap<string, ProcessMode>;
};

/** https://docs.gitlab.com/ci/resource_groups/#process-modes */
export type ProcessMode = "unordered" | "oldest_first" | "newest_first" | "newest_ready_first";

/** A program that scripts may call. */
export type Program = {
  readonly name: string;
  readonly calls: readonly ProgramCall[];
};

/** One way to call a program; the first whose usage fits the arguments runs. */
export type ProgramCall = {
  /** As a manual writes it: `deploy <environment> [--version <version>]`. */
  readonly usage: string;
  readonly pattern: UsagePattern;
  readonly steps: readonly Step[];
};

/** A usage line, read: the words that must match and the options that may be given. */
export type UsagePattern = {
  readonly positionals: readonly Positional[];
  readonly options: readonly OptionSpec[];
  /** `[options]` stands in the usage: options it does not name are accepted and change nothing. */
  readonly anyOption: boolean;
};

export type Positional =
  | { readonly kind: "word"; readonly names: readonly string[] }
  | { readonly kind: "value"; readonly name: string; readonly optional: boolean; readonly rest: boolean };

export type OptionSpec = {
  /** With dashes: `--version`, `-v`. */
  readonly names: readonly string[];
  /** The name its value is bound to; absent for a flag, which binds its own name without dashes. */
  readonly value?: string;
  readonly required: boolean;
};

/** Text with `@{name}` places. */
export type Template = readonly (string | { readonly name: string })[];

/** When a step applies; every given part must hold. */
export type Guard = {
  /** Conditions of the scenario; `!name` for "not set". */
  readonly given: readonly string[];
  /** Bound names that must have a value, or with `!` none. */
  readonly set: readonly string[];
  /** Bound names and the patterns (`*`, `?`) of which their value must match one; a pattern with `!` must not match. */
  readonly like: readonly { readonly name: string; readonly patterns: readonly string[] }[];
  /** Paths that must exist where the program runs, or with `!` must not. */
  readonly files: readonly Negatable[];
  /** Facts of the world that must be known, or with `!` must not. */
  readonly facts: readonly Negatable[];
  /** Environment variables that must be set and not empty, or with `!` must not. */
  readonly env: readonly Negatable[];
};

export type Negatable = { readonly negated: boolean; readonly text: Template };

/** One thing a program does. Steps run in order; a step whose guard does not hold is passed over. */
export type Step = {
  readonly when?: Guard;
  /** Runs the step once for every value bound to this name. */
  readonly forEach?: string;
  readonly action: Action;
};

export type Action =
  /** Takes time on the virtual clock. */
  | { readonly kind: "takes"; readonly seconds: number }
  | { readonly kind: "print"; readonly stream: "out" | "err"; readonly text: Template }
  /** Prints to standard error and ends with this status. */
  | { readonly kind: "fail"; readonly text: Template; readonly status: number }
  | { readonly kind: "bind"; readonly name: string; readonly from: Source }
  | { readonly kind: "write"; readonly path: Template; readonly text: Template }
  | { readonly kind: "remove"; readonly path: Template }
  | { readonly kind: "know"; readonly fact: Template; readonly value: Template }
  | { readonly kind: "forget"; readonly fact: Template }
  /** Runs shell text where the program runs; a status other than 0 ends the program with it. */
  | { readonly kind: "run"; readonly script: Template; readonly args?: string }
  | {
      readonly kind: "deploy";
      readonly environment: Template;
      readonly version: Template;
      /** Percent of the traffic, as text; absent: all of it. */
      readonly canary?: Template;
      readonly rollback: boolean;
    }
  | { readonly kind: "exit"; readonly status: number };

/** Where a bound value comes from; a missing one leaves the name unset. */
export type Source =
  | { readonly kind: "text"; readonly text: Template }
  | { readonly kind: "env"; readonly name: Template }
  | { readonly kind: "fact"; readonly fact: Template }
  | { readonly kind: "file"; readonly path: Template }
  /** A value inside a JSON file. */
  | { readonly kind: "json"; readonly path: Template; readonly at: readonly Template[] }
  /** SHA-256 of the named files and folders, in hex: the same content gives the same digest. */
  | { readonly kind: "digest"; readonly paths: readonly Template[] };

import type { Value } from "#engines/hcl";
import type { Diagnostic, Span } from "#engines/source";
import type { Path, ResourceSchema } from "./providers/index.ts";

/** What Terraform would do, in the words of `terraform show -json`. */
export type Plan = {
  readonly mode: "normal" | "destroy" | "refresh-only";
  /** In no particular order. No-ops are listed, data sources only where their reading waits for apply. */
  readonly changes: readonly ResourceChange[];
  /** What changed outside of Terraform since the last apply. */
  readonly drift: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly CheckResult[];
  readonly diagnostics: readonly PlanDiagnostic[];
};

export type Action = "no-op" | "create" | "read" | "update" | "delete" | "forget";

/** One action, or both halves of a replacement in their order. */
export type Actions = readonly [Action] | readonly ["delete", "create"] | readonly ["create", "delete"];

/** As `action_reason` has them. */
export type ActionReason =
  | "replace_because_tainted"
  | "replace_because_cannot_update"
  | "replace_by_request"
  | "replace_by_triggers"
  | "delete_because_no_resource_config"
  | "delete_because_no_module"
  | "delete_because_wrong_repetition"
  | "delete_because_count_index"
  | "delete_because_each_key"
  | "delete_because_no_move_target"
  | "read_because_config_unknown"
  | "read_because_dependency_pending"
  | "read_because_check_nested";

export type ResourceChange = {
  readonly address: string;
  readonly previousAddress?: string;
  readonly deposed?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** `module.network["a"]`, empty for the root module. */
  readonly module: string;
  readonly schema: ResourceSchema;
  readonly actions: Actions;
  readonly reason?: ActionReason;
  readonly replacePaths: readonly Path[];
  readonly importing?: { readonly id: string };
  /** Of a change outside of Terraform: the parts of the object on which something that the plan changes depends; an empty path is all of it. */
  readonly relevantAttributes?: readonly Path[];
  /** Null where there is none. `sensitive` marks stand on the parts that the configuration made sensitive. */
  readonly before: Value;
  readonly after: Value;
  /** Whose ids, and whose values that are known only after apply, stand in which arguments. */
  readonly links?: readonly Link[];
  /** Where the configuration speaks of it; absent where it does not any more. */
  readonly source?: {
    /** The header of its block. */
    readonly header: Span;
    /** Its arguments and the headers of its blocks, by name. */
    readonly parts: ReadonlyMap<string, Span>;
  };
};

/** An argument whose value comes from an attribute of another resource. */
export type Link = {
  /** Where in the object. */
  readonly path: readonly (string | number)[];
  /** The address of the other instance. */
  readonly address: string;
  /** `id`, `arn` … */
  readonly attribute: string;
};

export type OutputChange = {
  readonly name: string;
  readonly actions: Actions;
  /** Null where there is none. */
  readonly before: Value;
  readonly after: Value;
  /** Whether the output, as it was or as it is declared, hides its value. */
  readonly sensitive: boolean;
};

export type CheckStatus = "pass" | "fail" | "error" | "unknown";

export type CheckResult = {
  readonly address: string;
  readonly kind: "resource" | "output_value" | "check" | "var";
  readonly status: CheckStatus;
  readonly instances: readonly {
    readonly address: string;
    readonly status: CheckStatus;
    readonly problems: readonly string[];
  }[];
};

/** A diagnostic as Terraform's JSON has it: without a place where Terraform gives none, with the resource it is about. */
export type PlanDiagnostic = Omit<Diagnostic, "span"> & {
  readonly span?: Diagnostic["span"];
  readonly address?: string;
};

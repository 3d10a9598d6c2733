import type { Value } from "#engines/hcl";
import { toDouble } from "#engines/hcl";
import type { ActionReason, Plan, ResourceChange } from "../model.ts";
import type { Path } from "../providers/index.ts";
import { memberOf, textOf } from "../providers/objects.ts";
import { isTrue } from "./estate.ts";

/** A change after which data is gone, unless something keeps it. */
export type DataLoss = {
  readonly address: string;
  readonly type: string;
  readonly how: "destroyed" | "replaced";
  readonly reason?: ActionReason;
  /** The arguments that force the replacement. */
  readonly because: readonly Path[];
  /** What keeps the data, by the argument that says so: none means that it is lost. */
  readonly keptBy: readonly Keeper[];
};

export type Keeper = { readonly argument: string; readonly kind: "snapshot" | "protection" | "only-if-empty" | "recovery" };

type KeeperOf = (object: Value) => Keeper | undefined;

const protectedBy =
  (argument: string): KeeperOf =>
  (object) =>
    isTrue(memberOf(object, argument)) ? { argument, kind: "protection" } : undefined;

const emptyOnly =
  (argument: string): KeeperOf =>
  (object) =>
    isTrue(memberOf(object, argument)) ? undefined : { argument, kind: "only-if-empty" };

/** Without a name for it there is no snapshot, but an error instead: nothing is lost either. */
const finalSnapshot: KeeperOf = (object) =>
  isTrue(memberOf(object, "skip_final_snapshot")) ? undefined : { argument: "skip_final_snapshot", kind: "snapshot" };

const namedSnapshot: KeeperOf = (object) =>
  textOf(memberOf(object, "final_snapshot_identifier")) ? { argument: "final_snapshot_identifier", kind: "snapshot" } : undefined;

const recoverable =
  (argument: string): KeeperOf =>
  (object) => {
    const days = memberOf(object, argument);
    return days?.kind === "number" && toDouble(days.value) === 0 ? undefined : { argument, kind: "recovery" };
  };

const volumeSnapshot: KeeperOf = (object) =>
  isTrue(memberOf(object, "final_snapshot")) ? { argument: "final_snapshot", kind: "snapshot" } : undefined;

const keptOnDestroy: KeeperOf = (object) =>
  isTrue(memberOf(object, "skip_destroy")) ? { argument: "skip_destroy", kind: "protection" } : undefined;

/** Resources that hold what cannot be made again from the configuration: https://registry.terraform.io/providers/hashicorp/aws/latest/docs */
const stateful: ReadonlyMap<string, readonly KeeperOf[]> = new Map<string, readonly KeeperOf[]>([
  ["aws_cloudwatch_log_group", [keptOnDestroy, protectedBy("deletion_protection_enabled")]],
  ["aws_cognito_user_pool", []],
  ["aws_db_instance", [finalSnapshot, protectedBy("deletion_protection")]],
  ["aws_docdb_cluster", [finalSnapshot, protectedBy("deletion_protection")]],
  ["aws_dynamodb_table", [protectedBy("deletion_protection_enabled")]],
  ["aws_ebs_volume", [volumeSnapshot]],
  ["aws_ecr_repository", [emptyOnly("force_delete")]],
  ["aws_efs_file_system", []],
  ["aws_elasticache_cluster", [namedSnapshot]],
  ["aws_elasticache_replication_group", [namedSnapshot]],
  ["aws_kinesis_stream", []],
  ["aws_kms_key", [recoverable("deletion_window_in_days")]],
  ["aws_neptune_cluster", [finalSnapshot, protectedBy("deletion_protection")]],
  ["aws_opensearch_domain", []],
  ["aws_rds_cluster", [finalSnapshot, protectedBy("deletion_protection")]],
  ["aws_redshift_cluster", [finalSnapshot]],
  ["aws_s3_bucket", [emptyOnly("force_destroy")]],
  ["aws_secretsmanager_secret", [recoverable("recovery_window_in_days")]],
  ["aws_sqs_queue", []],
]);

/** Which stateful resources the plan destroys or replaces. What is only forgotten stays as it is. */
export const dataLosses = (plan: Plan): DataLoss[] => plan.changes.flatMap((change) => lossOf(change) ?? []);

function lossOf({ address, type, mode, actions, reason, replacePaths, before }: ResourceChange): DataLoss | undefined {
  const keepers = mode === "managed" ? stateful.get(type) : undefined;
  if (!keepers || !actions.some((action) => action === "delete")) return undefined;
  return {
    address,
    type,
    how: actions.length === 2 ? "replaced" : "destroyed",
    ...(reason === undefined ? {} : { reason }),
    because: replacePaths,
    keptBy: keepers.flatMap((keeper) => keeper(before) ?? []),
  };
}

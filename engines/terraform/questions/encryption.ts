import type { Value } from "#engines/hcl";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isFalse, isTrue, linkedFrom, partsAt } from "./estate.ts";

/** Whether what a resource stores is encrypted, and with whose key. */
export type Encryption = {
  readonly address: string;
  readonly type: string;
  /** `none` is plain text on a disk; `service` a key that AWS holds for everybody; `own` one of the account's. */
  readonly key: "none" | "service" | "own";
  /** The argument that decides. */
  readonly argument: string;
};

type Answer = Pick<Encryption, "key" | "argument">;
type Answers = (object: EstateObject, estate: Estate) => Answer[];

/** Where no key is named, the provider computes what the cloud would say; only a key that is one counts as the account's own. */
function keyIn(estate: Estate, value: Value | undefined): "service" | "own" {
  const text = textOf(value) ?? "";
  const isKey = (estate.byName.get(text) ?? []).some(({ type }) => type === "aws_kms_key" || type === "aws_kms_alias");
  return isKey || /^(?:arn:|alias\/|[0-9a-f]{8}-[0-9a-f-]{27}$)/.test(text) ? "own" : "service";
}

/** On by a switch that is off unless it is written. */
const switched =
  (argument: string): Answers =>
  ({ values }, estate) => [{ argument, key: isTrue(memberOf(values, argument)) ? keyIn(estate, memberOf(values, "kms_key_id")) : "none" }];

const alwaysOn: Answers = ({ values }, estate) => [{ argument: "kms_key_id", key: keyIn(estate, memberOf(values, "kms_key_id")) }];

const disks =
  (...places: readonly (readonly string[])[]): Answers =>
  ({ values }, estate) =>
    places.flatMap((place) =>
      partsAt(values, place).map((disk): Answer => {
        const encrypted = memberOf(disk, "encrypted");
        const on = isTrue(encrypted) || textOf(encrypted) === "true";
        return { argument: [...place, "encrypted"].join("."), key: on ? keyIn(estate, memberOf(disk, "kms_key_id")) : "none" };
      }),
    );

/** Without a root disk written down, it follows the account's default, which is no encryption. */
const instance: Answers = (object, estate) => {
  const found = disks(["root_block_device"], ["ebs_block_device"])(object, estate);
  const root: Answer = { argument: "root_block_device.encrypted", key: "none" };
  return found.some(({ argument }) => argument === root.argument) ? found : [root, ...found];
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html: on unless somebody turns it off. */
const queue: Answers = ({ values }, estate) => {
  const own = keyIn(estate, memberOf(values, "kms_master_key_id")) === "own";
  if (own) return [{ argument: "kms_master_key_id", key: "own" }];
  return [{ argument: "sqs_managed_sse_enabled", key: isFalse(memberOf(values, "sqs_managed_sse_enabled")) ? "none" : "service" }];
};

const topic: Answers = ({ values }, estate) => {
  const key = memberOf(values, "kms_master_key_id");
  return [{ argument: "kms_master_key_id", key: textOf(key) ? keyIn(estate, key) : "none" }];
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html: always encrypted, the block chooses the key. */
const table: Answers = ({ values }) => {
  const enabled = partsAt(values, ["server_side_encryption", "enabled"]).some(isTrue);
  return [{ argument: "server_side_encryption.enabled", key: enabled ? "own" : "service" }];
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html: always encrypted, the configuration chooses the key. */
const bucket: Answers = (object, estate) => {
  const argument = "rule.apply_server_side_encryption_by_default.sse_algorithm";
  const chosen = linkedFrom(estate, object, "aws_s3_bucket_server_side_encryption_configuration", ["bucket"]).flatMap(({ values }) =>
    partsAt(values, ["rule", "apply_server_side_encryption_by_default"]),
  );
  const isOwn = chosen.some(
    (choice) =>
      textOf(memberOf(choice, "sse_algorithm"))?.startsWith("aws:kms") && keyIn(estate, memberOf(choice, "kms_master_key_id")) === "own",
  );
  return [{ argument, key: isOwn ? "own" : "service" }];
};

const kinds: ReadonlyMap<string, Answers> = new Map([
  ["aws_cloudwatch_log_group", alwaysOn],
  ["aws_db_instance", switched("storage_encrypted")],
  ["aws_dynamodb_table", table],
  ["aws_ebs_volume", switched("encrypted")],
  ["aws_efs_file_system", switched("encrypted")],
  ["aws_elasticache_replication_group", switched("at_rest_encryption_enabled")],
  ["aws_instance", instance],
  ["aws_launch_template", disks(["block_device_mappings", "ebs"])],
  ["aws_rds_cluster", switched("storage_encrypted")],
  ["aws_redshift_cluster", switched("encrypted")],
  ["aws_s3_bucket", bucket],
  ["aws_secretsmanager_secret", alwaysOn],
  ["aws_sns_topic", topic],
  ["aws_sqs_queue", queue],
]);

/** How everything that stores data is encrypted at rest. A switch that is not written is off, as in an account with AWS's defaults. */
export function encryptionOf(estate: Estate): Encryption[] {
  return estate.objects.flatMap((object) =>
    (kinds.get(object.type)?.(object, estate) ?? []).map((answer) => ({ address: object.address, type: object.type, ...answer })),
  );
}

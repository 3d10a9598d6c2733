import type { Value } from "#engines/hcl";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, isTrue, isUnknown, linkedFrom, partsAt } from "./estate.ts";

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

const written = (object: EstateObject, name: string): boolean => {
  const value = memberOf(object.values, name);
  // A key's id is often not known before the key is there.
  return isUnknown(value) || (textOf(value) ?? "") !== "";
};

/** On by a switch that is off unless it is written; the key is the account's where one is named. */
const switched =
  (argument: string, keyName = "kms_key_id") =>
  (object: EstateObject): Answer[] => [
    { argument, key: !isTrue(memberOf(object.values, argument)) ? "none" : textOf(memberOf(object.values, keyName)) ? "own" : "service" },
  ];

/** Always on; the key is the account's where one is named. */
const always =
  (keyName: string) =>
  (object: EstateObject): Answer[] => [{ argument: keyName, key: textOf(memberOf(object.values, keyName)) ? "own" : "service" }];

const disks =
  (...places: readonly (readonly string[])[]) =>
  (object: EstateObject): Answer[] =>
    places.flatMap((place) =>
      partsAt(object.values, place).map((disk): Answer => {
        const encrypted = memberOf(disk, "encrypted");
        const on = isTrue(encrypted) || textOf(encrypted) === "true";
        return {
          argument: [...place, "encrypted"].join("."),
          key: !on ? "none" : textOf(memberOf(disk, "kms_key_id")) ? "own" : "service",
        };
      }),
    );

function queue(object: EstateObject): Answer[] {
  if (written(object, "kms_master_key_id") && textOf(memberOf(object.values, "kms_master_key_id")))
    return [{ argument: "kms_master_key_id", key: "own" }];
  const managed = memberOf(object.values, "sqs_managed_sse_enabled");
  // Queues are encrypted unless somebody turns it off: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
  return [{ argument: "sqs_managed_sse_enabled", key: managed?.kind === "bool" && !managed.value ? "none" : "service" }];
}

/** Without a disk of its own written down, an instance's root disk follows the account's default, which is no encryption. */
function instance(object: EstateObject): Answer[] {
  const found = disks(["root_block_device"], ["ebs_block_device"])(object);
  return found.some(({ argument }) => argument.startsWith("root_"))
    ? found
    : [{ argument: "root_block_device.encrypted", key: "none" }, ...found];
}

function table({ values }: EstateObject): Answer[] {
  const enabled = partsAt(values, ["server_side_encryption", "enabled"]).some(isTrue);
  return [{ argument: "server_side_encryption.enabled", key: enabled ? "own" : "service" }];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html: every object is encrypted; with which key, the bucket says. */
function bucket(object: EstateObject, estate: Estate): Answer[] {
  const configurations = linkedFrom(estate, object, "aws_s3_bucket_server_side_encryption_configuration", ["bucket"]);
  const algorithms = configurations.flatMap(({ values }) =>
    partsAt(values, ["rule", "apply_server_side_encryption_by_default", "sse_algorithm"]),
  );
  const own = algorithms.some((algorithm: Value) => textOf(algorithm)?.startsWith("aws:kms"));
  return [{ argument: "rule.apply_server_side_encryption_by_default.sse_algorithm", key: own ? "own" : "service" }];
}

const topic = (object: EstateObject): Answer[] => [
  { argument: "kms_master_key_id", key: textOf(memberOf(object.values, "kms_master_key_id")) ? "own" : "none" },
];

const kinds: ReadonlyMap<string, (object: EstateObject, estate: Estate) => Answer[]> = new Map([
  ["aws_cloudwatch_log_group", always("kms_key_id")],
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
  ["aws_secretsmanager_secret", always("kms_key_id")],
  ["aws_sns_topic", topic],
  ["aws_sqs_queue", queue],
]);

/** How everything that stores data is encrypted at rest. A switch that the configuration leaves out is off, as in an account with AWS's defaults. */
export function encryptionOf(estate: Estate): Encryption[] {
  return estate.objects.flatMap((object) =>
    (kinds.get(object.type)?.(object, estate) ?? []).map((answer) => ({ address: object.address, type: object.type, ...answer })),
  );
}

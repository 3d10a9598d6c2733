import { all, any, lengthBetween, matches } from "./checks.ts";
import type { ValueCheck, ValueRules } from "./value-rules.ts";

const empty = lengthBetween(0, 0);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html: letters, digits and `+=,.@-_`. */
const iamName = (most: number): ValueCheck => all(lengthBetween(1, most), matches(/^[\w+=,.@-]*$/, "must match [\\w+=,.@-]"));

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
const balancerName = any(
  empty,
  all(
    lengthBetween(1, 32),
    matches(/^[0-9A-Za-z-]+$/, "only alphanumeric characters and hyphens allowed"),
    matches(/^[^-]/, "cannot begin with a hyphen"),
    matches(/[^-]$/, "cannot end with a hyphen"),
  ),
);

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
const databaseIdentifier = all(
  matches(/^[0-9a-z-]+$/, "only lowercase alphanumeric characters and hyphens allowed"),
  matches(/^[a-z]/, "first character must be a letter"),
  matches(/^(?!.*--)/, "cannot contain two consecutive hyphens"),
  matches(/[^-]$/, "cannot end with a hyphen"),
);
const snapshotIdentifier = all(
  matches(/^[A-Za-z]/, "first character must be a letter"),
  matches(/^[0-9A-Za-z-]+$/, "only alphanumeric characters and hyphens allowed"),
  matches(/^(?!.*--)/, "cannot contain two consecutive hyphens"),
  matches(/[^-]$/, "cannot end with a hyphen"),
);

const description = all(
  lengthBetween(0, 255),
  matches(/^[\w .:/()#,@[\]+=&;{}!$*-]*$/, "only letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* allowed"),
);
const describedRules = { "ingress.description": description, "egress.description": description };
const groupName = all(lengthBetween(0, 255), matches(/^(?!sg-)/, "cannot begin with sg-"));

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs: what names may look like. */
export const nameRules: ValueRules = {
  aws_cloudwatch_log_group: {
    name: all(lengthBetween(1, 512), matches(/^[.\-_/#A-Za-z0-9]+$/, "only letters, digits and . - _ / # allowed")),
  },
  aws_cloudwatch_metric_alarm: { alarm_name: lengthBetween(1, 255) },
  aws_db_instance: { final_snapshot_identifier: snapshotIdentifier, identifier: databaseIdentifier },
  aws_db_subnet_group: {
    name: all(
      lengthBetween(1, 255),
      matches(/^[ .0-9a-z_-]+$/, "only lowercase alphanumeric characters, hyphens, underscores, periods, and spaces allowed"),
      matches(/^(?!default$)/, 'is not allowed as "default"'),
    ),
  },
  aws_dynamodb_table: { name: all(lengthBetween(3, 255), matches(/^[\w.-]+$/, "only letters, digits and _ . - allowed")) },
  aws_ecr_repository: { name: lengthBetween(2, 256) },
  aws_iam_group: { name: iamName(128) },
  aws_iam_instance_profile: { name: iamName(128) },
  aws_iam_policy: { name: iamName(128) },
  aws_iam_role: { description: lengthBetween(0, 1000), name: iamName(64), name_prefix: iamName(38) },
  aws_iam_role_policy: { name: iamName(128) },
  aws_iam_user: { name: iamName(64) },
  aws_kms_alias: {
    name: matches(/^alias\/[a-zA-Z0-9/_-]+$/, "must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]"),
  },
  aws_lambda_function: {
    function_name: all(lengthBetween(1, 140), matches(/^[\w:-]+$/, "only letters, digits, hyphens and underscores allowed")),
  },
  aws_launch_template: {
    name: all(lengthBetween(0, 128), matches(/^[\w()./-]*$/, "only alphanumeric characters and ( ) . - / _ allowed")),
  },
  aws_lb: { name: all(balancerName, matches(/^(?!internal-)/, 'cannot begin with "internal-"')), name_prefix: lengthBetween(0, 6) },
  aws_lb_target_group: {
    "health_check.path": all(lengthBetween(0, 1024), matches(/^(?:\/|$)/, "must begin with a '/' character")),
    name: balancerName,
    name_prefix: lengthBetween(0, 6),
  },
  aws_rds_cluster: { cluster_identifier: databaseIdentifier, final_snapshot_identifier: snapshotIdentifier },
  aws_s3_bucket: { bucket: lengthBetween(0, 63), bucket_prefix: lengthBetween(0, 37) },
  aws_security_group: { description: lengthBetween(0, 255), name: groupName, name_prefix: lengthBetween(0, 100), ...describedRules },
  aws_security_group_rule: { description },
  aws_ssm_parameter: { name: lengthBetween(1, 2048) },
};

import { stringValue, type Value, whollyKnown } from "#engines/hcl";
import type { BlockSchema } from "./model.ts";
import { memberOf, nothing, objectOfBlock, textOf } from "./objects.ts";
import { accountId } from "./settings.ts";

/**
 * What AWS decides by what it was told, by resource type: the "Attribute Reference" of each page of
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs and the ARN formats of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/. `{name}` stands for another attribute; what an entry names stands
 * before it. Types that are not listed get an id and an ARN that mean nothing.
 */
const identities: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_autoscaling_group: { id: "{name}" },
  aws_cloudwatch_log_group: { arn: "arn:aws:logs:{region}:{account}:log-group:{name}", id: "{name}" },
  aws_cloudwatch_metric_alarm: { arn: "arn:aws:cloudwatch:{region}:{account}:alarm:{alarm_name}", id: "{alarm_name}" },
  aws_db_instance: { arn: "arn:aws:rds:{region}:{account}:db:{identifier}" },
  aws_db_parameter_group: { arn: "arn:aws:rds:{region}:{account}:pg:{name}", id: "{name}" },
  aws_db_subnet_group: { arn: "arn:aws:rds:{region}:{account}:subgrp:{name}", id: "{name}" },
  aws_dynamodb_table: { arn: "arn:aws:dynamodb:{region}:{account}:table/{name}", id: "{name}" },
  aws_ecr_repository: {
    arn: "arn:aws:ecr:{region}:{account}:repository/{name}",
    id: "{name}",
    registry_id: "{account}",
    repository_url: "{account}.dkr.ecr.{region}.amazonaws.com/{name}",
  },
  aws_ecs_cluster: { arn: "arn:aws:ecs:{region}:{account}:cluster/{name}", id: "{arn}" },
  aws_elasticache_subnet_group: { arn: "arn:aws:elasticache:{region}:{account}:subnetgroup:{name}", id: "{name}" },
  aws_iam_group: { arn: "arn:aws:iam::{account}:group{path}{name}", id: "{name}" },
  aws_iam_instance_profile: { arn: "arn:aws:iam::{account}:instance-profile{path}{name}", id: "{name}" },
  aws_iam_policy: { arn: "arn:aws:iam::{account}:policy{path}{name}", id: "{arn}" },
  aws_iam_role: { arn: "arn:aws:iam::{account}:role{path}{name}", id: "{name}" },
  aws_iam_user: { arn: "arn:aws:iam::{account}:user{path}{name}", id: "{name}" },
  aws_key_pair: { arn: "arn:aws:ec2:{region}:{account}:key-pair/{key_name}", id: "{key_name}" },
  aws_kms_alias: { arn: "arn:aws:kms:{region}:{account}:{name}", id: "{name}" },
  aws_kms_key: { arn: "arn:aws:kms:{region}:{account}:key/{key_id}", id: "{key_id}" },
  aws_lambda_function: { arn: "arn:aws:lambda:{region}:{account}:function:{function_name}", id: "{function_name}" },
  aws_s3_bucket: {
    arn: "arn:aws:s3:::{bucket}",
    id: "{bucket}",
    bucket_domain_name: "{bucket}.s3.amazonaws.com",
    bucket_regional_domain_name: "{bucket}.s3.{region}.amazonaws.com",
  },
  aws_s3_bucket_cors_configuration: { id: "{bucket}" },
  aws_s3_bucket_lifecycle_configuration: { id: "{bucket}" },
  aws_s3_bucket_logging: { id: "{bucket}" },
  aws_s3_bucket_notification: { id: "{bucket}" },
  aws_s3_bucket_ownership_controls: { id: "{bucket}" },
  aws_s3_bucket_policy: { id: "{bucket}" },
  aws_s3_bucket_public_access_block: { id: "{bucket}" },
  aws_s3_bucket_server_side_encryption_configuration: { id: "{bucket}" },
  aws_s3_bucket_versioning: { id: "{bucket}" },
  aws_s3_bucket_website_configuration: { id: "{bucket}" },
  aws_secretsmanager_secret: { id: "{arn}" },
  aws_sns_topic: { arn: "arn:aws:sns:{region}:{account}:{name}", id: "{arn}", owner: "{account}" },
  aws_sqs_queue: {
    arn: "arn:aws:sqs:{region}:{account}:{name}",
    url: "https://sqs.{region}.amazonaws.com/{account}/{name}",
    id: "{url}",
  },
  aws_ssm_parameter: { id: "{name}" },
};

/** The settled object with what its type says of it where the plan did not know it. */
export function withIdentity(type: string, block: BlockSchema, planned: Value, settled: Value): Value {
  const templates = Object.entries(identities[type] ?? {}).filter(([name]) => !whollyKnown(memberOf(planned, name) ?? nothing));
  if (templates.length === 0) return settled;
  const texts = new Map<string, Value>();
  const at = (name: string): string => {
    if (name === "account") return accountId;
    if (name === "region") return textOf(memberOf(settled, "region")) ?? "";
    return textOf(texts.get(name) ?? memberOf(settled, name)) ?? "";
  };
  for (const [name, template] of templates)
    texts.set(name, stringValue(template.replaceAll(/\{(\w+)\}/g, (_, other: string) => at(other))));
  return objectOfBlock(block, ({ name }) => texts.get(name) ?? memberOf(settled, name) ?? nothing);
}

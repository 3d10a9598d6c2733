import { oneOf, oneOfInAnyCase, oneOfNumbers } from "./checks.ts";
import type { ValueCheck, ValueRules } from "./value-rules.ts";

const volumeType = oneOf("standard", "io1", "io2", "gp2", "sc1", "st1", "gp3");
const canned = [
  ...["private", "public-read", "public-read-write", "authenticated-read", "aws-exec-read"],
  ...["bucket-owner-read", "bucket-owner-full-control"],
];
const storageClass = oneOf("GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR");
const metadataOptions: Record<string, ValueCheck> = {
  "metadata_options.http_endpoint": oneOf("disabled", "enabled"),
  "metadata_options.http_tokens": oneOf("optional", "required"),
  "metadata_options.instance_metadata_tags": oneOf("disabled", "enabled"),
};
const aclAction = oneOfInAnyCase("allow", "deny");
const balancedProtocol = ["GENEVE", "HTTP", "HTTPS", "TCP", "TCP_UDP", "TLS", "UDP", "QUIC", "TCP_QUIC"];
const enabled = oneOf("Enabled", "Disabled");
const tracing = oneOf("Active", "PassThrough");
const keySpecs = [
  ...["SYMMETRIC_DEFAULT", "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"],
  ...["ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2"],
  ...["ML_DSA_44", "ML_DSA_65", "ML_DSA_87"],
];
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html; 0 keeps logs for good. */
const retentionDays = [
  ...[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs: arguments that take one of a few values. */
export const enumerationRules: ValueRules = {
  aws_cloudwatch_log_group: {
    log_group_class: oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
    retention_in_days: oneOfNumbers(...retentionDays),
  },
  aws_cloudwatch_metric_alarm: {
    comparison_operator: oneOf(
      ...["GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"],
      ...["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"],
    ),
    statistic: oneOf("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
    treat_missing_data: oneOf("breaching", "notBreaching", "ignore", "missing"),
  },
  aws_db_instance: {
    engine_lifecycle_support: oneOf("open-source-rds-extended-support", "open-source-rds-extended-support-disabled"),
    monitoring_interval: oneOfNumbers(0, 1, 5, 10, 15, 30, 60),
    network_type: oneOf("IPV4", "DUAL"),
  },
  aws_dynamodb_table: {
    "attribute.type": oneOf("B", "N", "S"),
    billing_mode: oneOf("PROVISIONED", "PAY_PER_REQUEST"),
    "global_secondary_index.projection_type": oneOf("ALL", "KEYS_ONLY", "INCLUDE"),
    "local_secondary_index.projection_type": oneOf("ALL", "KEYS_ONLY", "INCLUDE"),
    stream_view_type: oneOf("", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"),
    table_class: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
  },
  aws_ebs_volume: { type: volumeType },
  aws_ecr_repository: { "encryption_configuration.encryption_type": oneOf("AES256", "KMS", "KMS_DSSE") },
  aws_efs_file_system: {
    performance_mode: oneOf("generalPurpose", "maxIO"),
    throughput_mode: oneOf("bursting", "provisioned", "elastic"),
  },
  aws_eip: { domain: oneOf("standard", "vpc") },
  aws_instance: {
    ...metadataOptions,
    "credit_specification.cpu_credits": oneOf("standard", "unlimited"),
    "ebs_block_device.volume_type": volumeType,
    instance_initiated_shutdown_behavior: oneOf("stop", "terminate"),
    "root_block_device.volume_type": volumeType,
    tenancy: oneOf("default", "dedicated", "host"),
  },
  aws_kms_key: {
    customer_master_key_spec: oneOf(...keySpecs),
    key_usage: oneOf("SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"),
  },
  aws_lambda_function: {
    architectures: oneOf("x86_64", "arm64"),
    package_type: oneOf("Zip", "Image"),
    "tracing_config.mode": tracing,
  },
  aws_launch_template: {
    ...metadataOptions,
    "block_device_mappings.ebs.volume_type": volumeType,
    instance_initiated_shutdown_behavior: oneOf("stop", "terminate"),
    "placement.tenancy": oneOf("default", "dedicated", "host"),
  },
  aws_lb: {
    desync_mitigation_mode: oneOf("monitor", "defensive", "strictest"),
    ip_address_type: oneOf("ipv4", "dualstack", "dualstack-without-public-ipv4"),
    load_balancer_type: oneOf("application", "gateway", "network"),
  },
  aws_lb_listener: {
    "default_action.fixed_response.content_type": oneOf(
      ...["text/plain", "text/css", "text/html", "application/javascript", "application/json"],
    ),
    "default_action.redirect.status_code": oneOf("HTTP_301", "HTTP_302"),
    "default_action.type": oneOf(
      ...["forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response", "jwt-validation"],
    ),
    protocol: oneOfInAnyCase(...balancedProtocol),
  },
  aws_lb_target_group: {
    "health_check.protocol": oneOfInAnyCase("HTTP", "HTTPS", "TCP"),
    protocol: oneOfInAnyCase(...balancedProtocol),
    target_type: oneOf("instance", "ip", "lambda", "alb"),
  },
  aws_nat_gateway: { connectivity_type: oneOf("private", "public") },
  aws_network_acl: { "ingress.action": aclAction, "egress.action": aclAction },
  aws_network_acl_rule: { rule_action: aclAction },
  aws_s3_bucket: {
    acceleration_status: oneOf("Enabled", "Suspended"),
    acl: oneOf(...canned, "log-delivery-write"),
    request_payer: oneOf("Requester", "BucketOwner"),
  },
  aws_s3_bucket_acl: {
    "access_control_policy.grant.permission": oneOf("FULL_CONTROL", "WRITE", "WRITE_ACP", "READ", "READ_ACP"),
    acl: oneOf(...canned, "log-delivery-write"),
  },
  aws_s3_bucket_lifecycle_configuration: {
    "rule.noncurrent_version_transition.storage_class": storageClass,
    "rule.status": enabled,
    "rule.transition.storage_class": storageClass,
  },
  aws_s3_bucket_ownership_controls: { "rule.object_ownership": oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced") },
  aws_s3_bucket_server_side_encryption_configuration: {
    "rule.apply_server_side_encryption_by_default.sse_algorithm": oneOf("AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"),
  },
  aws_s3_bucket_versioning: {
    "versioning_configuration.mfa_delete": enabled,
    "versioning_configuration.status": oneOf("Enabled", "Suspended", "Disabled"),
  },
  aws_security_group_rule: { type: oneOf("ingress", "egress") },
  aws_sns_topic_subscription: {
    protocol: oneOf("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"),
  },
  aws_sns_topic: { tracing_config: tracing },
  aws_ssm_parameter: { tier: oneOf("Standard", "Advanced", "Intelligent-Tiering"), type: oneOf("String", "StringList", "SecureString") },
  aws_subnet: { private_dns_hostname_type_on_launch: oneOf("ip-name", "resource-name") },
  aws_vpc: { instance_tenancy: oneOf("default", "dedicated") },
  tls_private_key: { algorithm: oneOf("RSA", "ECDSA", "ED25519"), ecdsa_curve: oneOf("P224", "P256", "P384", "P521") },
};

import type { Value } from "#engines/hcl";
import type { ProviderDiagnostic, ResourceSchema } from "../model.ts";
import { memberOf } from "../objects.ts";

type Combination = {
  /** At most one of each group. */
  readonly conflicts?: readonly (readonly string[])[];
  readonly exactlyOne?: readonly (readonly string[])[];
  readonly atLeastOne?: readonly (readonly string[])[];
  /** The first of each needs all the others. */
  readonly together?: readonly (readonly string[])[];
};

const named = { conflicts: [["name", "name_prefix"]] };
const routeTargets = [
  ...["carrier_gateway_id", "core_network_arn", "egress_only_gateway_id", "gateway_id", "local_gateway_id", "nat_gateway_id"],
  ...["network_interface_id", "odb_network_arn", "transit_gateway_id", "vpc_endpoint_id", "vpc_peering_connection_id"],
];
const groupRule = { exactlyOne: [["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]] };

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs: which arguments exclude, need or stand for each other. */
const combinations: Readonly<Record<string, Combination>> = {
  aws_autoscaling_group: {
    conflicts: [
      ["name", "name_prefix"],
      ["availability_zones", "vpc_zone_identifier"],
    ],
    exactlyOne: [["launch_configuration", "launch_template", "mixed_instances_policy"]],
  },
  aws_cloudwatch_log_group: named,
  aws_cloudwatch_metric_alarm: {
    conflicts: [
      ["statistic", "extended_statistic"],
      ["metric_name", "metric_query"],
      ["threshold", "threshold_metric_id"],
    ],
  },
  aws_db_instance: {
    conflicts: [
      ["identifier", "identifier_prefix"],
      ["password", "password_wo", "manage_master_user_password"],
      ["snapshot_identifier", "s3_import", "replicate_source_db"],
    ],
    together: [["password_wo", "password_wo_version"]],
  },
  aws_db_subnet_group: named,
  aws_ebs_volume: { atLeastOne: [["size", "snapshot_id"]] },
  aws_eip: { conflicts: [["instance", "network_interface"]] },
  aws_iam_instance_profile: named,
  aws_iam_policy: named,
  aws_iam_role: named,
  aws_iam_role_policy: named,
  aws_instance: {
    atLeastOne: [
      ["ami", "launch_template"],
      ["instance_type", "launch_template"],
    ],
    conflicts: [
      ["user_data", "user_data_base64"],
      ["network_interface", "subnet_id"],
      ["network_interface", "vpc_security_group_ids"],
      ["network_interface", "associate_public_ip_address"],
    ],
  },
  aws_kms_alias: named,
  aws_lambda_function: {
    exactlyOne: [["filename", "image_uri", "s3_bucket"]],
    together: [
      ["s3_bucket", "s3_key"],
      ["s3_key", "s3_bucket"],
    ],
  },
  aws_launch_template: {
    conflicts: [
      ["name", "name_prefix"],
      ["default_version", "update_default_version"],
      ["instance_requirements", "instance_type"],
    ],
  },
  aws_lb: { ...named, exactlyOne: [["subnet_mapping", "subnets"]] },
  aws_lb_target_group: named,
  aws_nat_gateway: { conflicts: [["secondary_private_ip_address_count", "secondary_private_ip_addresses"]] },
  aws_network_acl_rule: { exactlyOne: [["cidr_block", "ipv6_cidr_block"]] },
  aws_rds_cluster: {
    conflicts: [
      ["cluster_identifier", "cluster_identifier_prefix"],
      ["master_password", "master_password_wo", "manage_master_user_password"],
    ],
  },
  aws_route: {
    exactlyOne: [["destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"], routeTargets],
  },
  aws_route_table_association: { exactlyOne: [["gateway_id", "subnet_id"]] },
  aws_s3_bucket: {
    conflicts: [
      ["bucket", "bucket_prefix"],
      ["acl", "grant"],
    ],
  },
  aws_s3_bucket_acl: { exactlyOne: [["access_control_policy", "acl"]] },
  aws_secretsmanager_secret: named,
  aws_security_group: named,
  aws_security_group_rule: {
    atLeastOne: [["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "self", "source_security_group_id"]],
    conflicts: [
      ["cidr_blocks", "source_security_group_id", "self"],
      ["ipv6_cidr_blocks", "source_security_group_id", "self"],
    ],
  },
  aws_sns_topic: named,
  aws_sqs_queue: {
    conflicts: [
      ["name", "name_prefix"],
      ["kms_master_key_id", "sqs_managed_sse_enabled"],
    ],
  },
  aws_ssm_parameter: { exactlyOne: [["insecure_value", "value", "value_wo"]] },
  aws_subnet: { conflicts: [["availability_zone", "availability_zone_id"]] },
  aws_vpc: {
    conflicts: [
      ["cidr_block", "ipv4_netmask_length"],
      ["assign_generated_ipv6_cidr_block", "ipv6_ipam_pool_id"],
      ["assign_generated_ipv6_cidr_block", "ipv6_cidr_block"],
      ["ipv6_cidr_block", "ipv6_netmask_length"],
    ],
    together: [["ipv4_netmask_length", "ipv4_ipam_pool_id"]],
  },
  aws_vpc_security_group_egress_rule: groupRule,
  aws_vpc_security_group_ingress_rule: groupRule,
};

export function combinationFaults(schema: ResourceSchema, config: Value): ProviderDiagnostic[] {
  const rules = Object.hasOwn(combinations, schema.type) ? combinations[schema.type] : undefined;
  if (!rules) return [];
  const framework = schema.behaviour === "simulated";
  const faults: ProviderDiagnostic[] = [];
  const fault = (summary: string, other: string, detail: string, at: string | undefined) =>
    faults.push({
      severity: "error",
      code: "terraform/combination",
      summary: framework ? other : summary,
      detail,
      path: at === undefined ? [] : [at],
    });
  const written = (names: readonly string[]) => names.filter((name) => isWritten(memberOf(config, name)) === true);
  const uncertain = (names: readonly string[]) => names.some((name) => isWritten(memberOf(config, name)) === undefined);

  for (const names of rules.conflicts ?? []) {
    const [first, second] = written(names);
    if (first !== undefined && second !== undefined)
      fault(
        "Conflicting configuration arguments",
        "Invalid Attribute Combination",
        `"${first}" conflicts with "${second}": write one of them.`,
        first,
      );
  }
  for (const names of rules.exactlyOne ?? []) {
    const [first, second] = written(names);
    const [known, all] = [names.map((name) => `"${name}"`).join(", "), "Invalid combination of arguments"];
    if (second !== undefined) fault(all, "Invalid Attribute Combination", `Only one of ${known} may be written here.`, first);
    else if (first === undefined && !uncertain(names))
      fault(all, "Missing Attribute Configuration", `One of ${known} has to be written here.`, undefined);
  }
  for (const names of rules.atLeastOne ?? [])
    if (written(names).length === 0 && !uncertain(names))
      fault(
        "Missing required argument",
        "Missing Attribute Configuration",
        `At least one of ${names.map((name) => `"${name}"`).join(", ")} has to be written here.`,
        undefined,
      );
  for (const [subject = "", ...needed] of rules.together ?? []) {
    const missing = needed.find((name) => isWritten(memberOf(config, name)) === false);
    if (missing !== undefined && isWritten(memberOf(config, subject)) === true)
      fault("Missing required argument", "Invalid Attribute Combination", `"${subject}" needs "${missing}" beside it.`, subject);
  }
  return faults;
}

/** Undefined where it is not known yet whether there will be something. An argument that is unknown is there, though. */
function isWritten(value: Value | undefined): boolean | undefined {
  if (value === undefined || value.kind === "null") return false;
  if (value.kind === "unknown") return value.refinement.notNull ? true : undefined;
  if (value.kind === "sequence") return value.items.length > 0;
  // False and the empty text are the older SDK's way to say nothing.
  if (value.kind === "bool") return value.value;
  if (value.kind === "string") return value.value !== "";
  return true;
}

import { any, atLeast, between, oneOfNumbers } from "./checks.ts";
import { numberIn, type ValueCheck, type ValueRules } from "./value-rules.ts";

/** Alarms look every 10, 20 or 30 seconds, or every so many minutes. */
const wholeMinutes: ValueCheck = ({ value, name }) => {
  const number = numberIn(value);
  if (number === undefined || (number > 0 && number % 60 === 0)) return undefined;
  return {
    summary: `expected ${name} to be divisible by 60, got: ${number}`,
    detail: `"${name}" is 10, 20, 30 or a multiple of 60 seconds.`,
  };
};

const port = between(0, 65535);
/** -1 stands for all of ICMP. */
const ruledPort = between(-1, 65535);
const bothWays = {
  "ingress.from_port": ruledPort,
  "ingress.to_port": ruledPort,
  "egress.from_port": ruledPort,
  "egress.to_port": ruledPort,
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs: arguments with bounds, ports among them. */
export const numberRules: ValueRules = {
  aws_autoscaling_group: { max_size: atLeast(0), min_size: atLeast(0) },
  aws_cloudwatch_metric_alarm: {
    datapoints_to_alarm: atLeast(1),
    evaluation_periods: atLeast(1),
    period: any(oneOfNumbers(10, 20, 30), wholeMinutes),
  },
  aws_db_instance: { backup_retention_period: between(0, 35) },
  aws_iam_role: { max_session_duration: between(3600, 43200) },
  aws_instance: { "metadata_options.http_put_response_hop_limit": between(1, 64) },
  aws_kms_key: { deletion_window_in_days: between(7, 30), rotation_period_in_days: between(90, 2560) },
  aws_lambda_function: {
    "ephemeral_storage.size": between(512, 10240),
    memory_size: between(128, 32768),
    reserved_concurrent_executions: atLeast(-1),
    timeout: between(1, 900),
  },
  aws_launch_template: { "metadata_options.http_put_response_hop_limit": between(1, 64) },
  aws_lb: { idle_timeout: between(1, 4000) },
  aws_lb_listener: { port: between(1, 65535) },
  aws_lb_target_group: {
    "health_check.healthy_threshold": between(2, 10),
    "health_check.interval": between(5, 300),
    "health_check.timeout": between(2, 120),
    "health_check.unhealthy_threshold": between(2, 10),
    port: between(1, 65535),
  },
  aws_network_acl: {
    "egress.from_port": port,
    "egress.rule_no": between(1, 32766),
    "egress.to_port": port,
    "ingress.from_port": port,
    "ingress.rule_no": between(1, 32766),
    "ingress.to_port": port,
  },
  aws_network_acl_rule: { from_port: port, rule_number: between(1, 32766), to_port: port },
  aws_rds_cluster: { backup_retention_period: between(1, 35) },
  aws_secretsmanager_secret: { recovery_window_in_days: any(oneOfNumbers(0), between(7, 30)) },
  aws_security_group: bothWays,
  aws_security_group_rule: { from_port: ruledPort, to_port: ruledPort },
  aws_sqs_queue: {
    delay_seconds: between(0, 900),
    max_message_size: between(1024, 1048576),
    message_retention_seconds: between(60, 1209600),
    receive_wait_time_seconds: between(0, 20),
    visibility_timeout_seconds: between(0, 43200),
  },
  aws_vpc: { ipv4_netmask_length: between(16, 28) },
  aws_vpc_security_group_egress_rule: { from_port: ruledPort, to_port: ruledPort },
  aws_vpc_security_group_ingress_rule: { from_port: ruledPort, to_port: ruledPort },
  random_id: { byte_length: atLeast(1) },
  random_password: { length: atLeast(1) },
  random_string: { length: atLeast(1) },
};

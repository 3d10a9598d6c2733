import { jsonDocument, policyDocument } from "./checks.ts";
import type { ValueRules } from "./value-rules.ts";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html: policies are JSON objects. */
export const documentRules: ValueRules = {
  aws_ecr_repository_policy: { policy: jsonDocument },
  aws_iam_group_policy: { policy: policyDocument },
  aws_iam_policy: { policy: policyDocument },
  aws_iam_role: { assume_role_policy: policyDocument },
  aws_iam_role_policy: { policy: policyDocument },
  aws_iam_user_policy: { policy: policyDocument },
  aws_kms_key: { policy: jsonDocument },
  aws_s3_bucket: { policy: jsonDocument },
  aws_s3_bucket_policy: { policy: jsonDocument },
  aws_secretsmanager_secret: { policy: jsonDocument },
  aws_sns_topic: { policy: jsonDocument },
  aws_sqs_queue: { policy: jsonDocument, redrive_policy: jsonDocument, redrive_allow_policy: jsonDocument },
  aws_sqs_queue_policy: { policy: jsonDocument },
};

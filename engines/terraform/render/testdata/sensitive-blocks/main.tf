variable "kind" {
  default   = "VPC_SUBNET"
  sensitive = true
}
resource "aws_lambda_event_source_mapping" "gone" {
  function_name = "f"
  source_access_configuration {
    type = "VPC_SUBNET"
    uri  = "subnet:a"
  }
}
resource "aws_lambda_event_source_mapping" "made" {
  function_name = "f"
  source_access_configuration {
    type = var.kind
    uri  = "subnet:a"
  }
  source_access_configuration {
    type = "VPC_SECURITY_GROUP"
    uri  = "security_group:b"
  }
}
resource "aws_iam_policy" "lines" {
  name = "p"
  policy = jsonencode({})
  description = "second\n2nd\nthird"
}

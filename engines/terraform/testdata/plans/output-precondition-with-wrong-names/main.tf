output "x" {
  value = 1
  precondition {
    condition     = terraform_data.b.id == 1
    error_message = "x ${local.q}"
  }
}

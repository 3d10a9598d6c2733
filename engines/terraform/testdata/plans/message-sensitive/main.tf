variable "s" {
  sensitive = true
  default = "abc"
}
resource "terraform_data" "x" {
  input = 1
  lifecycle {
    precondition {
      condition = var.s == "abd"
      error_message = "secret ${var.s}"
    }
  }
}
output "o" {
  value = 1
  precondition {
    condition = var.s == "abd"
    error_message = "secret ${var.s}"
  }
}
check "c" {
  assert {
    condition = var.s == "abd"
    error_message = "secret ${var.s}"
  }
}

resource "terraform_data" "x" {
  input = 1
  lifecycle {
    precondition {
      condition = terraform_data.y.input
      error_message = "secret"
    }
  }
}
resource "terraform_data" "y" {
  input = "maybe"
}
output "o" {
  value = 1
  precondition {
    condition = terraform_data.y.input == "maybe" ? null : true
    error_message = "secret"
  }
}
check "c" {
  assert {
    condition = terraform_data.y.input
    error_message = "secret"
  }
}

resource "terraform_data" "a" {
  input = 1
  lifecycle {
    postcondition {
      condition     = self.id == "x"
      error_message = "got ${self.input}"
    }
  }
}
resource "terraform_data" "c" {
  input = terraform_data.a.input
}
check "c" {
  assert {
    condition = terraform_data.c.id != ""
    error_message = "${terraform_data.c.id}"
  }
  assert {
    condition = terraform_data.c.input == 3
    error_message = "${terraform_data.c.id}"
  }
}
output "z" {
  value = 1
  precondition {
    condition = terraform_data.c.id == "p"
    error_message = "m"
  }
}

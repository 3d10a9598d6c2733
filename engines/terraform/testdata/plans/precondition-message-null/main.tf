resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = length(terraform_data.b.input) > 3
      error_message = "x ${terraform_data.b.id}"
    }
    precondition {
      condition     = path.module == "x" ? true : null
      error_message = null
    }
    postcondition {
      condition     = self.input == 2
      error_message = "got ${self.input} ${self.id}"
    }
  }
}
resource "terraform_data" "b" {
  input = [1]
}

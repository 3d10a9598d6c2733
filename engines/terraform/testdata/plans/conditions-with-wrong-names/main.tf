resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = var.nope == 1 && local.zip == 2
      error_message = "x ${each.key} ${terraform_data.none.id}"
    }
    postcondition {
      condition     = self.nope == 1
      error_message = "x ${count.index}"
    }
  }
}

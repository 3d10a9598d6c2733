check "x" {
  assert {
    condition     = terraform_data.b.id == var.q
    error_message = "x ${local.q}"
  }
  assert {
    condition     = path.module == 1 ? "hello" : "y"
    error_message = ["x"]
  }
}

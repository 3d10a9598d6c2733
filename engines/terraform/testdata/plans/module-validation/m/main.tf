variable "a" {
  validation {
    condition = var.a == "x"
    error_message = "a is ${var.a}"
  }
}
variable "b" {
  validation {
    condition = var.b == "x"
    error_message = "b is ${var.b}"
  }
}

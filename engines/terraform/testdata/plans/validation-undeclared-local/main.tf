variable "t" {
  type = number
  default = 3
  validation {
    condition = var.t > 5 ? true : null
    error_message = "t"
  }
  validation {
    condition = var.t > 5
    error_message = null
  }
  validation {
    condition = var.t > 5
    error_message = "x ${var.t} ${local.none}"
  }
}

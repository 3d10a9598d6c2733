variable "t" {
  type = number
  default = 3
  validation {
    condition = var.t > 5 ? "yes" : "no"
    error_message = "t"
  }
}

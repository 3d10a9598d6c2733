variable "t" {
  type = number
  default = 3
  validation {
    condition = var.t > terraform_data.x.id
    error_message = "t"
  }
}
resource "terraform_data" "x" {}

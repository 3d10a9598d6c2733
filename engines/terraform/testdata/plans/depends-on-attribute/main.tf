resource "terraform_data" "a" {
  depends_on = [terraform_data.b.id, module.x, var.z, local.y, data.aws_region.z]
}
output "q" {
  value = 1
  depends_on = [terraform_data.nope]
}
locals { y = 1 }

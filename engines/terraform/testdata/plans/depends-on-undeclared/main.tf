resource "terraform_data" "a" {
  depends_on = [module.x, var.z, data.aws_region.z]
}
resource "terraform_data" "b" {
  depends_on = [local.y, var.z]
}
resource "terraform_data" "c" {
  depends_on = [aws_vpc]
}
resource "terraform_data" "d" {
  depends_on = [path.module]
}
module "m" {
  source = "./m"
  depends_on = [terraform_data.q, var.z]
}
locals { y = 1 }

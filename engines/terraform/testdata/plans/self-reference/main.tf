resource "terraform_data" "a" {
  count = 2
  input = terraform_data.a[1].id
}
data "aws_region" "r" {
  region = data.aws_region.r.name
}

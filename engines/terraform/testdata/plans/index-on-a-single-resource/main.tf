resource "terraform_data" "a" {
  count = 2
  input = terraform_data.a[1].id
}
resource "terraform_data" "b" {
  input = terraform_data.b[0]
}
data "aws_region" "r" {
  region = data.aws_region.r.name
}

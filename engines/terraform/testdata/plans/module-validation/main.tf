module "m" {
  source = "./m"
  a = terraform_data.x.id
  b = 5
}
resource "terraform_data" "x" {}

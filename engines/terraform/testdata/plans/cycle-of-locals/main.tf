locals {
  a = local.b
  b = local.c
  c = local.a
}
output "o" { value = local.a }

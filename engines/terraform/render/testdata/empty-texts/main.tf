resource "aws_lambda_function" "a" {
  function_name = "f"
  role = "r"
  layers = ["b", "", "a"]
  environment { variables = { A = "", B = "", C = "x", D = "" } }
  architectures = ["a"]
  description = "x"
}
resource "aws_lambda_function" "b" {
  function_name = "f"
  role = "r"
  layers = [""]
  tags = {}
}
resource "aws_lambda_function" "c" {
  function_name = "f"
  role = "r"
  layers = ["", "q"]
  tags = { a = "", b = "k" }
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 1
    to_port = 2
    protocol = "a"
    security_groups = ["", "b"]
  }
}
resource "terraform_data" "x" {
  input = { l = ["", ""], s = toset(["", "a"]), m = tomap({a = "x"}), t = [1, ""] }
}

resource "aws_lambda_function" "a" {
  function_name = "f"
  role = "r"
  filename = "f.zip"
  layers = ["b", "", "a"]
  environment { variables = { A = "", B = "", C = "x", D = "" } }
  architectures = ["arm64"]
  description = "x"
}
resource "aws_lambda_function" "b" {
  function_name = "f"
  role = "r"
  filename = "f.zip"
  layers = [""]
  tags = {}
}
resource "aws_lambda_function" "c" {
  function_name = "f"
  role = "r"
  filename = "f.zip"
  layers = ["", "q"]
  tags = { a = "", b = "k" }
}
resource "aws_security_group" "x" {
  ingress {
    from_port = 1
    to_port = 2
    protocol = "tcp"
    security_groups = ["", "b"]
  }
}
resource "terraform_data" "x" {
  input = { l = ["", ""], s = toset(["", "a"]), m = tomap({a = "x"}), t = [1, ""] }
}

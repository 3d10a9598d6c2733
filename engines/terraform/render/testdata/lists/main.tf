output "p00" { value = ["x","y"] }
output "p01" { value = ["x"] }
output "p02" { value = ["x","y"] }
output "p03" { value = ["x","c","y"] }
output "p04" { value = ["x","y","z","w"] }
output "p05" { value = [1,"y"] }
output "p06" { value = [{"q"=2},"x"] }
output "p07" { value = [["a","x"],["c"]] }
output "p08" { value = ["k","x","k2"] }
output "p09" { value = ["b","a","b"] }
output "p10" { value = [3,4,5] }
output "p11" { value = [] }
output "p12" { value = ["b","a"] }
output "p13" { value = ["b","a","d","c"] }
output "p14" { value = ["a",null] }
output "p15" { value = ["a","c","b","d"] }
resource "aws_lambda_function" "l00" {
 function_name = "f0"
 role = "r"
 filename = "f.zip"
 layers = ["x","y"]
}
resource "aws_lambda_function" "l01" {
 function_name = "f1"
 role = "r"
 filename = "f.zip"
 layers = ["x"]
}
resource "aws_lambda_function" "l02" {
 function_name = "f2"
 role = "r"
 filename = "f.zip"
 layers = ["x","y"]
}
resource "aws_lambda_function" "l03" {
 function_name = "f3"
 role = "r"
 filename = "f.zip"
 layers = ["x","c","y"]
}
resource "aws_lambda_function" "l04" {
 function_name = "f4"
 role = "r"
 filename = "f.zip"
 layers = ["x","y","z","w"]
}
resource "aws_lambda_function" "l05" {
 function_name = "f5"
 role = "r"
 filename = "f.zip"
 layers = ["k","x","k2"]
}
resource "aws_lambda_function" "l06" {
 function_name = "f6"
 role = "r"
 filename = "f.zip"
 layers = ["b","a","b"]
}
resource "aws_lambda_function" "l07" {
 function_name = "f7"
 role = "r"
 filename = "f.zip"
 layers = []
}
resource "aws_lambda_function" "l08" {
 function_name = "f8"
 role = "r"
 filename = "f.zip"
 layers = ["b","a"]
}
resource "aws_lambda_function" "l09" {
 function_name = "f9"
 role = "r"
 filename = "f.zip"
 layers = ["b","a","d","c"]
}
resource "aws_lambda_function" "l10" {
 function_name = "f10"
 role = "r"
 filename = "f.zip"
 layers = ["a","c","b","d"]
}

locals { cases = {
  list1 = ["b"]
  list2 = ["a", "b", "x", "d", "e"]
  list3 = ["c", "b", "a", "q"]
  num = 6
  str = "y"
  lines = "a\nB\nc\nd\n"
  lines2 = "a"
  json = jsonencode({a=2,b=[1,3],c={d=true},e="x"})
  json2 = jsonencode(["b"])
  json3 = "plain"
  jsonspace = "{\"a\":1}"
  obj = {a = 2, b = null, d = "n", id = 1, name = "nm"}
  obj2 = {a = "q", b = ""}
  objs = [{a=1,b=2},{a=3,b=5},{a=7}]
  nest = {x = {y = {z = [1,3]}}}
  ty = 5
  ty2 = "x"
  ty3 = [1]
  nul = "x"
  same = ["x"]
  tomapx = tomap({a="z",c="y"})
  setx = toset(["a","c"])
  emptylist = ["x"]
  emptyobj = {a="x"}
  bool = false
  new = {a = "", b = null, c = [null, ""], d = {}, e = []}
} }
output "list1" { value = local.cases.list1 }
output "list2" { value = local.cases.list2 }
output "list3" { value = local.cases.list3 }
output "num" { value = local.cases.num }
output "str" { value = local.cases.str }
output "lines" { value = local.cases.lines }
output "lines2" { value = local.cases.lines2 }
output "json" { value = local.cases.json }
output "json2" { value = local.cases.json2 }
output "json3" { value = local.cases.json3 }
output "jsonspace" { value = local.cases.jsonspace }
output "obj" { value = local.cases.obj }
output "obj2" { value = local.cases.obj2 }
output "objs" { value = local.cases.objs }
output "nest" { value = local.cases.nest }
output "ty" { value = local.cases.ty }
output "ty2" { value = local.cases.ty2 }
output "ty3" { value = local.cases.ty3 }
output "nul" { value = local.cases.nul }
output "same" { value = local.cases.same }
output "tomapx" { value = local.cases.tomapx }
output "setx" { value = local.cases.setx }
output "emptylist" { value = local.cases.emptylist }
output "emptyobj" { value = local.cases.emptyobj }
output "bool" { value = local.cases.bool }
output "new" { value = local.cases.new }
output "sens2" { 
 value = "x" 
 sensitive = true 
}
output "weird-name_1" { value = {"a b" = 1, "c" = [{"x y" = true}] } }

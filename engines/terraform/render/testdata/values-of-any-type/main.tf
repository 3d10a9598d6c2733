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
resource "terraform_data" "t" {
  for_each = local.cases
  input = each.value
  triggers_replace = each.value
}

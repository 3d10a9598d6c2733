resource "terraform_data" "q" {
  input = {
    ctl = "b\u0001b\u007fc"
    nbsp = "b\u00a0b\u200bc\u200dd\u2028e"
    emoji = "👍🏽 é ü 漢字"
    back = "a\\b \"q\" $${x} %%{y} \t\r"
    num = "{\"a\":2.0,\"b\":1e3,\"c\":12345678901234567890.123,\"d\":-0.0,\"e\":1E+2}"
    esc = "{\"a\":\">\\n\\t&\",\"x y\":null,\"\":1}"
    arr = "[1]"
    obj = "{\"z\":1}"
    scal = "\"x\""
    sp = " {\"a\":1}"
    nl = "{\n  \"a\": 1\n}\n"
    nums = [1.5, 1e21, 0.1, 123456789012345678901234567890, 1e-7]
    "k\u00a0 \u0001" = 1
    "ünï" = 2
    "1a" = 3
    "a-b" = 4
    lines = "  x\n\tTAB \"q\" $${y}\n\n\\ back\u0001\n"
    onlynl = "\n"
    cr = "a\r\nb"
  }
}
output "s" { value = terraform_data.q.input }

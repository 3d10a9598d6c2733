import { expect, test } from "vitest";
import { diagnosticsText } from "./diagnostics-text.ts";
import { ansiText, plainText } from "./runs.ts";

const file = `check "small" {
  assert {
    condition = (
      1 == 2
    )
    error_message = "Two."
  }
}
`;
const at = (line: number, column: number) => ({ line, column, offset: file.split("\n", line - 1).join("\n").length + column });
const span = { file: "main.tf", start: at(3, 17), end: at(5, 6) };
const warning = { severity: "warning", code: "terraform/check-failed", summary: "Check block assertion failed" } as const;

test("a diagnostic names its block and shows its lines; its explanation is folded, code in it is not", () => {
  const detail = `${"word ".repeat(17)}end\n  ${"code ".repeat(17)}end`;
  expect(plainText(diagnosticsText([{ ...warning, detail, span }], new Map([["main.tf", file]])))).toBe(`╷
│ Warning: Check block assertion failed
│
│   on main.tf line 3, in check "small":
│    3:     condition = (
│    4:       1 == 2
│    5:     )
│
│ ${"word ".repeat(15).trim()}
│ word word end
│   ${"code ".repeat(17)}end
╵
`);
});

test("the text at fault is underlined", () => {
  const printed = ansiText(diagnosticsText([{ ...warning, detail: "Two.", span }], new Map([["main.tf", file]])));
  expect(printed).toContain("    condition = \u001b[4m(\u001b[0m");
  expect(printed).toContain("\u001b[33m│\u001b[0m Two.");
});

test("an error without a place names the resource it is about", () => {
  const error = { severity: "error", code: "terraform/x", summary: "No", detail: "Because.", address: "aws_vpc.main" } as const;
  expect(plainText(diagnosticsText([error], new Map()))).toBe("╷\n│ Error: No\n│\n│   with aws_vpc.main,\n│\n│ Because.\n╵\n");
});

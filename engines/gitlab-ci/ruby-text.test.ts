import { expect, test } from "vitest";
import { parseConfiguration } from "./index.ts";

// What Ruby makes of values without quotes.
test.each([
  ...[
    { source: "1.10", is: "1.1" },
    { source: "1.0", is: "1.0" },
    { source: "-0.50", is: "-0.5" },
    { source: ".5", is: "0.5" },
  ],
  ...[
    { source: "1.5e+3", is: "1500.0" },
    { source: "1e3", is: "1e3" },
    { source: "010", is: "8" },
    { source: "08", is: "08" },
  ],
  ...[
    { source: "0x1F", is: "31" },
    { source: "1_000", is: "1000" },
    { source: "1,000", is: "1000" },
    { source: "+5", is: "5" },
  ],
  ...[
    { source: "12:30", is: "750" },
    { source: "yes", is: "true" },
    { source: "off", is: "false" },
    { source: "a,b", is: "a,b" },
  ],
  ...[
    { source: "12345678901234567890", is: "12345678901234567890" },
    { source: '"08"', is: "08" },
    { source: '"1,000"', is: "1,000" },
  ],
])("$source is $is", ({ source, is }) => {
  const { model } = parseConfiguration([{ path: ".gitlab-ci.yml", text: `a:\n  variables:\n    A: ${source}\n  script: echo\n` }]);
  expect(model.jobs.get("a")?.variables.get("A")?.value).toBe(is);
});

test("the names of a matrix are made of them", () => {
  const text = 'a: { script: echo, parallel: { matrix: [{ V: [3.10, "3.10", 08] }] } }\n';
  expect([...parseConfiguration([{ path: ".gitlab-ci.yml", text }]).model.jobs.keys()]).toEqual(["a: [3.1]", "a: [3.10]", "a: [08]"]);
});

import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

// https://docs.gitlab.com/ci/yaml/#artifactsexpire_in has most of these as examples.
test.each([
  ...[
    { text: "42", is: 42 },
    { text: "42 seconds", is: 42 },
    { text: "3 mins 4 sec", is: 184 },
    { text: "2 hrs 20 min", is: 8400 },
  ],
  ...[
    { text: "2h20min", is: 8400 },
    { text: "6 mos 1 day", is: 15_638_400 },
    { text: "47 yrs 6 mos and 4d", is: 1_499_104_800 },
  ],
  ...[
    { text: "3 weeks and 2 days", is: 1_987_200 },
    { text: "1.5 Hours", is: 5400 },
    { text: "1d, 2h", is: 93_600 },
  ],
  ...[
    { text: "1:30:00", is: 5400 },
    { text: "10:30", is: 630 },
    { text: "1h30", is: 3630 },
    { text: "week", is: 604_800 },
  ],
  ...[
    { text: "one day", is: 86_400 },
    { text: "twenty-five minutes", is: 1500 },
    { text: "thirty  seconds", is: 30 },
  ],
  ...["", " ", "0", "0 seconds", "-5 minutes", "5 foo", "a while", "2 fortnights", "10 min.", "1:2:3:4:5:6:7"].map((text) => ({
    text,
    is: undefined,
  })),
])("$text", ({ text, is }) => expect(parseDuration(text)).toBe(is));

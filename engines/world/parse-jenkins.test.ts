import { expect, test } from "vitest";
import { parseWorld } from "./index.ts";

const read = (text: string) => parseWorld([{ path: "world.yaml", text: `title: A bakery\nproject: { path: bakery/bread }\n${text}` }]);

test("credentials of each kind, agents and tools", () => {
  const { model, diagnostics } = read(`credentials:
  a: { kind: text, about: opens the oven, text: t }
  b: { kind: username-password, username: u, password: p, hide-username: true }
  c: { kind: file, name: n, content: c }
  d: { kind: ssh-key, username: u, key: k, passphrase: p }
agents:
  oven: { labels: [hot], environment: { HEAT: 220 } }
tools:
  jdk: { temurin: /opt/temurin }
`);
  expect(diagnostics).toEqual([]);
  expect([...model.credentials.values()]).toEqual([
    { id: "a", about: "opens the oven", secret: { kind: "text", text: "t" } },
    { id: "b", about: "", secret: { kind: "username-password", username: "u", password: "p", hideUsername: true } },
    { id: "c", about: "", secret: { kind: "file", name: "n", content: "c" } },
    { id: "d", about: "", secret: { kind: "ssh-key", username: "u", key: "k", passphrase: "p" } },
  ]);
  expect(model.agents).toEqual([{ name: "oven", labels: ["hot"], environment: { HEAT: "220" } }]);
  expect(model.tools.get("jdk")?.get("temurin")).toBe("/opt/temurin");
});

test("a world without them has none", () => {
  const { model, diagnostics } = read("");
  expect(diagnostics).toEqual([]);
  expect([model.credentials.size, model.agents.length, model.tools.size]).toEqual([0, 0, 0]);
});

test.each([
  { why: "a kind that is none", text: "credentials: { a: { kind: key } }", says: 'The credential "a" is of no known kind' },
  { why: "a key of another kind", text: "credentials: { a: { kind: text, password: x } }", says: "password" },
  { why: "an unknown key of an agent", text: "agents: { a: { label: [x] } }", says: "label" },
])("$why is told", ({ text, says }) => {
  const { diagnostics } = read(text);
  expect(diagnostics.map(({ summary, detail }) => `${summary} ${detail}`).join("\n")).toContain(says);
});

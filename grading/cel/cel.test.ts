import { describe, expect, test } from "vitest";
import type { Vocabulary } from "../kinds/kind.ts";
import { CheckLanguage, spansOf, type Wanted } from "./language.ts";
import { checkSentence, fillSentence } from "./sentence.ts";

const about = "";
const vocabulary: Vocabulary = {
  records: {
    Deployment: {
      environment: { type: "string", about },
      time: { type: "double", about },
      tags: { type: "list<string>", about },
      job: { type: "Job", about },
    },
    Job: { name: { type: "string", about }, ok: { type: "bool", about } },
  },
  variables: {
    deployments: { type: "list<Deployment>", about },
    jobs: { type: "map<string, Job>", about },
    live: { type: "map<string, string>", about },
    duration: { type: "double", about },
    many: { type: "list<string>", about },
  },
};
const position = (line: number) => ({ line, column: 1, offset: line * 10 });
const span = (line: number) => ({ file: "ci.yml", start: position(line), end: position(line + 1) });
const build = { name: "build", ok: true, span: span(1) };
const ship = { name: "ship", ok: false, span: span(5) };
const values = {
  deployments: [
    { environment: "staging", time: 60, tags: [], job: build, span: span(1) },
    { environment: "production", time: 90.5, tags: ["a", "b"], job: ship, span: span(5) },
  ],
  jobs: { build, ship },
  live: { production: "1.4.0" },
  duration: 120,
  many: Array.from({ length: 1000 }, (_, index) => `item ${index}`),
};

const language = new CheckLanguage(vocabulary, ["branch"]);
const context = language.bind(values, { branch: "main" });

function evaluate(source: string, wanted: Wanted = "bool"): unknown {
  const compiled = language.compile(source, wanted);
  if (!compiled.ok) return expect.fail(`${source}: ${compiled.problem.message}`);
  const result = compiled.expression.run(context);
  return result.ok ? result.value : `failed: ${result.message}`;
}

describe("evaluation", () => {
  test.each([
    { why: "sizes compare with integer literals", cel: "size(deployments) == 2 && deployments.size() >= 1" },
    { why: "numbers compare with integer literals", cel: "duration > 60 && duration == 120 && duration / 2 == 60.0" },
    { why: "arithmetic mixes sizes and numbers", cel: "size(deployments) + duration - 2 == 120 && -1 < size(many) * 2" },
    { why: "lists of numbers are lists of numbers", cel: "duration in [60, 120] && [1, 2.5][1] > 2" },
    { why: "both branches are numbers", cel: "(duration > 1 ? duration : 0) == 120" },
    { why: "elements are indexed", cel: 'deployments[0].environment == "staging" && (deployments)[1].tags[0] == "a"' },
    { why: "maps of records", cel: 'jobs.ship.name == "ship" && jobs["build"].ok && jobs.exists(name, !jobs[name].ok)' },
    { why: "maps of text", cel: 'live.production == "1.4.0" && !has(live.staging) && live.size() == 1' },
    { why: "variants are typed text", cel: 'variant.branch == "main"' },
    { why: "RE2 finds anywhere in the text", cel: 'deployments.all(d, d.environment.matches("^(st|pro)")) && !"a".matches("b")' },
    {
      why: "comments and names inside strings are left alone",
      cel: '// size( .matches(\n"a.size() 1 .exists(".contains(".size() 1") // 3',
    },
    { why: "parentheses around receivers and arguments", cel: '((many)).filter(m, (m == "item 7")).size() == (1) && size((many)) > 9' },
    { why: "the same element is equal to itself", cel: "deployments[0].job == jobs.build && deployments[0] in deployments" },
    { why: "modulo", cel: "7 % 4 == 3 && duration % 50 == 20" },
  ])("$why", ({ cel }) => expect(evaluate(cel)).toBe(true));

  test("elements keep their place", () => {
    expect(spansOf(evaluate('deployments.filter(d, d.environment == "production").map(d, d.job)', "elements"))).toEqual([span(5)]);
    expect(spansOf(evaluate("deployments[0]", "elements"))).toEqual([span(1)]);
  });

  test.each([
    { cel: "deployments[5].time > 0", says: "there is no element 5 in a list of 2" },
    { cel: 'live.staging == "1"', says: 'there is no "staging"' },
    { cel: '"a".matches(live.production + "(")', says: "no RE2 regular expression" },
  ])("$cel fails as a value", ({ cel, says }) => expect(evaluate(cel)).toContain(says));

  test.each([
    { why: "all in all in all", cel: "many.all(a, many.all(b, many.all(c, a != b + c)))" },
    { why: "exists swallows errors, but not a spent budget", cel: 'many.exists(a, many.exists(b, a + b == "x")) || true' },
    { why: "lists that grow inside map", cel: "size(many.map(a, many.map(b, many))) > 0" },
  ])("$why ends with the budget", ({ cel }) => {
    const began = performance.now();
    expect(evaluate(cel)).toContain("visits more than 100,000 elements");
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("a pattern that makes backtracking engines hang is answered at once", () => {
    const began = performance.now();
    expect(evaluate(`"${"a".repeat(3000)}!".matches("^(a+)+$")`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("static checks", () => {
  test.each<{ cel: string; wanted?: Wanted; at: string; says: string }>([
    {
      cel: 'deployments.exists(d, d.enviroment == "x")',
      at: "enviroment",
      says: 'no field "enviroment" on Deployment; did you mean "environment"?',
    },
    { cel: "size(many) == 2 && deployments.exists(d, d.tme > 1)", at: "tme", says: 'no field "tme" on Deployment; did you mean "time"?' },
    { cel: "deploments.size() > 1", at: "deploments", says: 'no variable "deploments"; did you mean "deployments"?' },
    { cel: 'variant.brnch == "main"', at: "brnch", says: 'no field "brnch" on Variant; did you mean "branch"?' },
    { cel: "deployments.exist(d, true)", at: "exist", says: 'no function "exist"; did you mean "exists"?' },
    { cel: "sze(deployments) > 1", at: "sze", says: 'no function "sze"; did you mean "size"?' },
    { cel: "deployments.size() + 1", at: "deployments.size() + 1", says: "a check must yield true or false, this yields a number" },
    { cel: "deployments.environment", at: "environment", says: 'a list has no field "environment"' },
    { cel: 'duration == "x"', at: 'duration == "x"', says: '"==" does not go between a number and text' },
    { cel: '"x".contains(1)', at: '"x".contains(1)', says: '"contains" cannot be called on text with a number' },
    { cel: '"x".exists(c, true)', at: '"x"', says: "only a list or a map can be gone through, not text" },
    { cel: 'many.exists(m, m.matches("("))', at: '"("', says: "no RE2 regular expression" },
    { cel: "true &&", at: "&", says: "the expression ends too early" },
    { cel: "deployments.all(d, d.time)", at: "time", says: "predicate must return bool, got 'number'" },
    { cel: "cel.bind(x, 1, x == 1)", at: "cel.bind(x, 1, x == 1)", says: '"cel.bind" is not part of the check language' },
    { cel: "1u == 1u", at: "1u", says: "unsigned numbers are not part of" },
    { cel: "many.all(a, many.all(b, many.all(c, many.all(d, true))))", at: "many.all(d, true)", says: "more than 3 deep" },
    { cel: "  ", at: "  ", says: "the expression is empty" },
    {
      cel: "deployments.map(d, d.environment)",
      wanted: "elements",
      at: "deployments.map(d, d.environment)",
      says: "`at` must yield an element",
    },
    { cel: "deployments", wanted: "text", at: "deployments", says: "name a field" },
  ])("$cel", ({ cel, wanted = "bool", at, says }) => {
    const compiled = language.compile(cel, wanted);
    if (compiled.ok) return expect.fail("it was accepted");
    expect(compiled.problem.message).toContain(says);
    expect(cel.slice(compiled.problem.start, compiled.problem.end)).toBe(at);
  });
});

describe("sentences", () => {
  test.each([
    { text: "Deployed to: {{ deployments.map(d, d.environment) }}.", is: "Deployed to: staging, production." },
    { text: "{{ deployments.filter(d, d.time > 100).map(d, d.environment) }} after {{ duration }} s", is: "nothing after 120 s" },
    { text: '{{ "}}" + variant.branch }} and $CI } { }', is: "}}main and $CI } { }" },
    { text: "It was {{ deployments[7].environment }}", is: "It was (there is no element 7 in a list of 2)" },
    { text: "{{ deployments.map(d, d.tags) }} {{ 90.5 }} {{ size(many) }}", is: "nothing, a, b 90.5 1000" },
  ])("$text", ({ text, is }) => expect(fillSentence(text, language, context)).toBe(is));

  test("faults are placed in the sentence", () => {
    const text = "At {{ duratio }} and {{ duration";
    expect(checkSentence(text, language).map(({ message, start, end }) => [text.slice(start, end), message])).toEqual([
      ["{{", "`{{` is opened and not closed"],
      ["duratio", 'no variable "duratio"; did you mean "duration"?'],
    ]);
  });
});

test("an outcome that breaks its vocabulary is a bug that says where", () => {
  const broken = language.bind({ ...values, duration: "long" }, { branch: "main" });
  const compiled = language.compile("true || duration > 1.0", "bool");
  const looking = language.compile("duration > 1.0 && false", "bool");
  if (!compiled.ok || !looking.ok) throw new Error("the expressions are right");
  expect(compiled.expression.run(broken)).toEqual({ ok: true, value: true });
  expect(() => looking.expression.run(broken)).toThrow("duration should be a number");
});

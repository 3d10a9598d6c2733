// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pipelines hold Groovy's own placeholders

import { describe, expect, test } from "vitest";
import { run, scenario, stage, stagesOf } from "./testing.ts";

/** What the `echo` steps of a script printed. */
async function said(code: string, changes = {}): Promise<readonly string[]> {
  const { log, diagnostics } = await run(stagesOf(stage("A", `script {\n${code}\n}`)), changes);
  expect(diagnostics).toEqual([]);
  return [...log.matchAll(/^\[Pipeline\] echo\n((?:(?!\[Pipeline\]|Finished).*\n)*)/gm)].map((match) =>
    (match[1] ?? "").replace(/\n$/, ""),
  );
}

describe("values", () => {
  test.each([
    ["a variable that holds null is one", "def x = null\necho \"${x} ${x?.size()} ${x ?: 'else'}\"", "null null else"],
    ["names side by side in a text", 'def a = 1\ndef b = 2\necho "$a$b"', "12"],
    ["a key in parentheses is a variable", "def k = 'name'\necho \"${[(k): 1, k: 2]}\"", "[name:1, k:2]"],
    ["a range from the end", "echo 'abcdef'[1..-2] + 'abcdef'[-3..-1] + [1, 2, 3, 4][0..<-1]", "bcdedef[1, 2, 3]"],
    ["a map as text and as Java has it", 'def m = [a: 1]\necho "${m} ${m.toString()}"', "[a:1] {a=1}"],
    ["decimals are exact", 'echo "${0.1 + 0.2} ${1 / 3} ${10 / 4} ${6 / 3} ${7.intdiv(2)}"', "0.3 0.3333333333 2.5 2 3"],
    ["the first match and its groups", "def m = 'release/1.22' =~ /(\\d+)\\.(\\d+)/\nif (m) echo \"${m[0][2]} ${m.group(1)}\"", "22 1"],
    [
      "matches",
      "echo \"${'a1b22'.findAll(/\\d+/)} ${'v1.2'.find(/\\d/)} ${'x-y'.replaceAll(/\\w/) { it.toUpperCase() }}\"",
      "[1, 22] 1 X-Y",
    ],
    [
      "a list is sorted in place",
      'def l = [3, 1, 2]\nl.sort()\necho "${l} ${l.sort { -it }} ${l.toSorted()} ${l.max { it }}"',
      "[1, 2, 3] [3, 2, 1] [1, 2, 3] 3",
    ],
    ["entries of a map", 'for (e in [a: 1]) echo "${e.key}${e.getValue()} ${e}"', "a1 a=1"],
    ["a list is taken apart by a closure", "[['x', 1]].each { name, n -> echo \"$name$n\" }", "x1"],
    ["closures with defaults and types", "def f = { String a, int b = 2 -> a * b }\necho f('x') + f('y', 3)", "xxyyy"],
    [
      "what is collected",
      "echo \"${[1, 2].collectEntries { [(it): it * it] }} ${['ab', 'c'].groupBy { it.size() }} ${[1, 2, 3].inject(0) { a, b -> a + b }}\"",
      "[1:1, 2:4] [2:[ab], 1:[c]] 6",
    ],
    ["patterns in a switch", "switch ('hotfix/1') { case ~/hotfix.*/: echo 'urgent'; break\ndefault: echo 'other' }", "urgent"],
    ["formats", "echo String.format('%03d|%-4s|%.1f', 7, 'ab', 2.25) + Math.max(1, 2)", "007|ab  |2.32"],
    ["JSON", 'echo groovy.json.JsonOutput.toJson([a: [1, null], b: "x${1}"])', '{"a":[1,null],"b":"x1"}'],
    ["what is declared a text is one", "String s = 5\necho s + 1", "51"],
    ["a list grows to what is assigned", "def l = ['a']\nl[2] = 'c'\necho \"${l}\"", "[a, null, c]"],
    [
      "entries in a loop, by their type",
      "def l = []\nfor (Map.Entry e : [a: 1]) l << e.key\nfor (String s : ['x']) l.add(s)\necho l.join()",
      "ax",
    ],
    ["branches of a condition over several lines", "def e = 1 == 2 ? 'a' :\n  2 == 3 ? 'b' :\n  'c'\necho e", "c"],
    ["what kind it is", "echo \"${'x' instanceof String} ${[] instanceof Map} ${1 instanceof Number}\"", "true false true"],
    ["numbers count", '1.upto(2) { echo "${it}" }', "1"],
  ])("%s", async (_, code, first) => expect((await said(code))[0]).toBe(first));

  test("the date is the virtual clock's", async () => {
    expect(await said("echo new Date().format('yyyy-MM-dd HH:mm:ss')\nsleep 60\necho new Date().format('mm:ss')")).toEqual([
      "2026-09-21 14:13:20",
      "14:20",
    ]);
  });
});

describe("exceptions", () => {
  test.each([
    ["a step's own failure", "sh 'exit 2'", "hudson.AbortException: script returned exit code 2"],
    ["error", "error 'no'", "hudson.AbortException: no"],
    ["null", "def x = null\nx.size()", "java.lang.NullPointerException: Cannot invoke method size() on null object"],
    ["no such variable", "nope", "groovy.lang.MissingPropertyException: No such property: nope for class: groovy.lang.Binding"],
    [
      "what is declared a number",
      "int x = '5'",
      "org.codehaus.groovy.runtime.typehandling.GroovyCastException: Cannot cast object '5' with class 'java.lang.String' to class 'int'",
    ],
    ["no number", "'x'.toInteger()", 'java.lang.NumberFormatException: For input string: "x"'],
    ["behind the end of an array", "'a'.split('-')[1]", "java.lang.ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1"],
    ["of its own", "throw new IllegalStateException('odd')", "java.lang.IllegalStateException: odd"],
    ["a time limit", "timeout(time: 1, unit: 'SECONDS') { sleep 9 }", "org.jenkinsci.plugins.workflow.steps.FlowInterruptedException"],
    [
      "what the sandbox keeps back",
      "currentBuild.rawBuild",
      "org.jenkinsci.plugins.scriptsecurity.sandbox.RejectedAccessException: Scripts not permitted to use method org.jenkinsci.plugins.workflow.support.steps.build.RunWrapper getRawBuild",
    ],
  ])("%s", async (_, code, text) => expect((await said(`try { ${code} } catch (e) { echo "${"${e}"}" }`)).at(-1)).toBe(text));

  test("are caught by what they extend, and by nothing else", async () => {
    const code =
      "try { try { 'x'.toInteger() } catch (IOException e) { echo 'io' } } catch (RuntimeException e) { echo e.class.simpleName }";
    expect(await said(code)).toEqual(["NumberFormatException"]);
  });
});

describe("what a script reads of its build", () => {
  test("parameters in a loop, variables by a name that is computed", async () => {
    const text = stagesOf(
      stage(
        "A",
        "script { params.each { k, v -> echo \"$k=$v\" }\nfor (p in params) echo p.key\ndef n = 'NUMBER'\necho env[\"BUILD_$n\"] + env.getProperty('BRANCH_NAME') }",
      ),
      "agent any\nparameters { string(name: 'WHO', defaultValue: 'me')\nbooleanParam(name: 'DRY', defaultValue: true) }",
    );
    const { log } = await run(text);
    for (const line of ["WHO=me", "DRY=true", "WHO", "DRY", "4main"]) expect(log.split("\n")).toContain(line);
  });

  test("causes by class, with who it was", async () => {
    const code = "echo \"${currentBuild.getBuildCauses('hudson.model.Cause$UserIdCause')*.userId} ${currentBuild.getBuildCauses('x.Y')}\"";
    expect(
      await said(code.replace("$UserId", "\\$UserId"), { event: { ...scenario.event, cause: { kind: "user", user: "mia" } } }),
    ).toEqual(["[mia] []"]);
  });

  test("changes, with their authors", async () => {
    const commits = [{ message: "Fix\n\nall", author: "Mia Ray", files: ["a.js"] }];
    const code =
      'for (set in currentBuild.changeSets) for (c in set.items) echo "${c.msg} by ${c.author.fullName}: ${c.affectedFiles*.path}"';
    expect(await said(code, { event: { ...scenario.event, commits } })).toEqual(["Fix by Mia Ray: [a.js]"]);
  });

  test("files that are data", async () => {
    const code = `writeFile file: 'a.json', text: '{"version": "1.2", "list": [1, 2]}'
def json = readJSON file: 'a.json'
json.extra = 'x'
echo "\${json.version} \${json.list.size()} \${json}"
writeJSON file: 'b.json', json: json
echo readFile('b.json')
echo "\${readYaml(text: 'a: {b: [1, yes]}').a.b} \${readProperties(text: 'k = v\\n# c\\nl: w')}"
echo "\${findFiles(glob: '*.json')*.name}"
try { readJSON text: '{' } catch (e) { echo e.class.name }`;
    expect(await said(code)).toEqual([
      '1.2 2 {"version":"1.2","list":[1,2],"extra":"x"}',
      '{"version":"1.2","list":[1,2],"extra":"x"}',
      "[1, true] [k:v, l:w]",
      "[a.json, b.json, package.json]",
      "net.sf.json.JSONException",
    ]);
  });
});

test("methods see fields and undeclared variables of the script, and not what it defines with def", async () => {
  const outside =
    "@Field def field = 'f'\nshared = 's'\ndef local = 'l'\n@NonCPS\ndef up(x) { x.toUpperCase() }\ndef both() { up(field) + shared }\ndef none() { local }\n";
  const good = await run(outside + stagesOf(stage("A", "echo both() + local")));
  expect(good.log).toContain("\nFsl\n");
  const bad = await run(outside + stagesOf(stage("A", "echo none()")));
  expect(bad.log).toContain("groovy.lang.MissingPropertyException: No such property: local for class: groovy.lang.Binding");
});

import type { YamlEntry, YamlNode } from "#engines/yaml";
import { checkPatterns } from "./expressions/evaluate.ts";
import { ExpressionError } from "./expressions/lex.ts";
import { parseExpression } from "./expressions/parse.ts";
import type { AllowFailure, AutoCancel, Rule, When } from "./model.ts";
import { readNeeds } from "./read-needs.ts";
import type { GitlabReader } from "./reader.ts";

const ruleKeys = ["if", "changes", "exists", "when", "start_in", "allow_failure", "variables", "needs", "interruptible"];
const workflowKeys = ["if", "changes", "exists", "when", "variables", "auto_cancel"];
const whens: readonly When[] = ["on_success", "on_failure", "always", "manual", "delayed", "never"];

/** https://docs.gitlab.com/ci/yaml/#rules and https://docs.gitlab.com/ci/yaml/#workflowrules; nested lists are flattened. */
export function readRules(node: YamlNode, reader: GitlabReader, owner: "job" | "workflow"): readonly Rule[] | undefined {
  return reader.list(node, "`rules`")?.flatMap((item) => {
    if (item.kind === "seq") return readRules(item, reader, owner) ?? [];
    const keys = reader.map(item, "A rule", owner === "job" ? ruleKeys : workflowKeys);
    if (!keys) return [];
    if (keys.size === 0)
      reader.error("rule", item.span, "A rule cannot be empty", "Say when it matches, or what it decides: `when: always`.");
    const at = (key: string) => keys.get(key)?.value;
    const condition = reader.located(at("if"), "`if`");
    if (condition) checkCondition(condition.value, at("if"), reader);
    if (at("when") || keys.has("start_in")) checkDelay(at("when"), keys.get("start_in"), reader);
    return [
      {
        span: item.span,
        if: condition,
        changes: readPaths(at("changes"), "`changes`", ["paths", "compare_to"], reader),
        compareTo: readCompareTo(at("changes"), reader),
        exists: readExists(at("exists"), reader),
        when: readWhen(at("when"), reader, owner === "job" ? whens : ["always", "never"]),
        startIn: reader.duration(at("start_in"), "`start_in`"),
        allowFailure: readAllowFailure(at("allow_failure"), reader),
        variables: reader.variables(at("variables"), "`variables`"),
        needs: at("needs") ? readNeeds(at("needs"), reader) : undefined,
        interruptible: reader.boolean(at("interruptible"), "`interruptible`"),
        autoCancel: readAutoCancel(at("auto_cancel"), reader),
      },
    ];
  });
}

/** https://docs.gitlab.com/ci/yaml/#whendelayed: what is delayed says by how long, at most a week, and nothing else does. */
const maxDelay = 7 * 86_400;

export function checkDelay(when: YamlNode | undefined, startIn: YamlEntry | undefined, reader: GitlabReader): void {
  const isDelayed = when?.kind === "scalar" && when.value === "delayed";
  if (isDelayed && !startIn)
    reader.error("start-in", when.span, "It is delayed, but not by how long", "Add `start_in: 10 minutes`, for example.");
  else if (!isDelayed && startIn)
    reader.error("start-in", startIn.keySpan, "`start_in` needs `when: delayed`", "Only what is delayed starts after a time.");
  else if (startIn && (reader.duration(startIn.value, "`start_in`") ?? 0) > maxDelay)
    reader.error("start-in", startIn.value.span, "A job can be delayed by a week at most", "Choose a shorter time.");
}

/** https://docs.gitlab.com/ci/yaml/#allow_failure: true, false, or exit statuses. */
export function readAllowFailure(node: YamlNode | undefined, reader: GitlabReader): AllowFailure | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") return { kind: reader.boolean(node, "`allow_failure`") ? "yes" : "no" };
  const keys = reader.map(node, "`allow_failure`", ["exit_codes"]);
  return { kind: "exit-codes", codes: readCodes(keys?.get("exit_codes")?.value, reader) };
}

export function readCodes(node: YamlNode | undefined, reader: GitlabReader): readonly number[] {
  const items = node?.kind === "seq" ? node.items : node ? [node] : [];
  return items.flatMap((item) => reader.integer(item, "An exit code") ?? []);
}

/** https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit */
export function readAutoCancel(node: YamlNode | undefined, reader: GitlabReader): AutoCancel {
  const keys = reader.map(node, "`auto_cancel`", ["on_new_commit", "on_job_failure"]);
  const [commit, failure] = [keys?.get("on_new_commit")?.value, keys?.get("on_job_failure")?.value];
  return {
    onNewCommit: commit && reader.oneOf(commit, "`on_new_commit`", ["conservative", "interruptible", "none"] as const, "conservative"),
    onJobFailure: failure && reader.oneOf(failure, "`on_job_failure`", ["all", "none"] as const, "none"),
  };
}

export function readWhen(node: YamlNode | undefined, reader: GitlabReader, allowed: readonly When[]): When | undefined {
  const text = reader.text(node, "`when`");
  if (text === undefined || !node) return undefined;
  const when = allowed.find((known) => known === text);
  return when ?? reader.error("when", node.span, `\`when\` cannot be "${text}"`, `It is one of: ${allowed.join(", ")}.`);
}

/** https://docs.gitlab.com/ci/yaml/#rulesexistsproject */
function readExists(node: YamlNode | undefined, reader: GitlabReader): readonly string[] | undefined {
  for (const { key, keySpan } of node?.kind === "map" ? node.entries : []) {
    if (key === "project") reader.notSupported({ span: keySpan }, "`exists:project`", "Nothing is known of other projects' files here.");
    if (key === "regexp") reader.notSupported({ span: keySpan }, "`exists:regexp`", "Name the files with the patterns of `paths`.");
  }
  return readPaths(node, "`exists`", ["paths", "project", "ref", "regexp"], reader);
}

/** https://docs.gitlab.com/ci/yaml/#ruleschangescompare_to */
function readCompareTo(node: YamlNode | undefined, reader: GitlabReader): string | undefined {
  if (node?.kind !== "map") return undefined;
  return reader.text(node.entries.find(({ key }) => key === "compare_to")?.value, "`compare_to`");
}

/** A list of globs, or a map with `paths`. */
function readPaths(
  node: YamlNode | undefined,
  what: string,
  allowed: readonly string[],
  reader: GitlabReader,
): readonly string[] | undefined {
  if (node?.kind !== "map") return reader.texts(node, what);
  const keys = reader.map(node, what, allowed);
  return reader.texts(keys?.get("paths")?.value, `${what}:paths`);
}

/** The place of the error inside the expression is found again in the file where it stands on one line. */
export function checkCondition(text: string, node: YamlNode | undefined, reader: GitlabReader): void {
  if (!node) return;
  try {
    checkPatterns(parseExpression(text));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { span } = node;
    const quoted = node.kind === "scalar" && node.style === "quoted" ? 1 : 0;
    const inside = span.start.line === span.end.line && !(node.kind === "scalar" && node.style === "block");
    const shift = (by: number) => ({ line: span.start.line, column: span.start.column + by, offset: span.start.offset + by });
    const place = inside ? { file: span.file, start: shift(quoted + error.at), end: shift(quoted + error.at + error.length) } : span;
    const detail = 'A condition compares variables and texts: `$CI_COMMIT_BRANCH == "main"`, with `&&`, `||`, `=~` and parentheses.';
    reader.error("condition", place, `The condition is not valid: ${error.message}`, detail);
  }
}

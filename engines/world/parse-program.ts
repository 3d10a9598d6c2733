import { didYouMean, type Parsed, type SourceFile } from "#engines/source";
import { readYaml, ShapeReader, type YamlEntry, type YamlNode } from "#engines/yaml";
import type { Action, Condition, Guard, Negatable, Program, ProgramCall, Source, Step, Template } from "./model.ts";
import { namesIn, parseTemplate } from "./template.ts";
import { boundNames, parseUsage } from "./usage.ts";

const actionKeys = ["takes", "print", "print-error", "fail", "bind", "write", "remove", "know", "forget", "run", "deploy", "exit"];
const guardKeys = ["given", "set", "like", "files", "facts", "env"];

/** One file of `programs/`: `program: <name>` and `calls: [{usage, steps}]`. */
export function parseProgram(file: SourceFile, conditions: ReadonlyMap<string, Condition>): Parsed<Program | undefined> {
  const yaml = readYaml(file);
  const reader = new ProgramReader(conditions);
  const model = yaml.model ? reader.program(yaml.model) : undefined;
  return { model, diagnostics: [...yaml.diagnostics, ...reader.diagnostics] };
}

class ProgramReader extends ShapeReader {
  readonly #conditions: ReadonlyMap<string, Condition>;
  /** What the arguments and the steps so far have bound: a template may read nothing else. */
  #bound = new Set<string>();

  constructor(conditions: ReadonlyMap<string, Condition>) {
    super("world");
    this.#conditions = conditions;
  }

  program(node: YamlNode): Program | undefined {
    const keys = this.map(node, "A program", ["program", "docs", "calls"]);
    const name = this.text(keys?.get("program")?.value, "`program`");
    if (!keys || name === undefined) {
      if (keys && !keys.has("program")) this.error("missing-key", node.span, "The program has no name", "Add `program: <name>`.");
      return undefined;
    }
    this.text(keys.get("docs")?.value, "`docs`");
    const calls = this.list(keys.get("calls")?.value, "`calls`")?.flatMap((call) => this.#call(name, call) ?? []);
    return { name, calls: calls ?? [] };
  }

  #call(program: string, node: YamlNode): ProgramCall | undefined {
    const keys = this.map(node, "A call", ["usage", "steps"]);
    const usageNode = keys?.get("usage")?.value;
    const usage = this.text(usageNode, "`usage`");
    if (!keys || usage === undefined || !usageNode) return undefined;
    const [first, ...rest] = usage.split(" ");
    if (first !== program)
      return this.error("usage", usageNode.span, "The usage names another program", `It must start with "${program}".`);
    const read = parseUsage(rest.join(" "));
    if ("error" in read)
      return this.error(
        "usage",
        usageNode.span,
        `The usage cannot be read at "${read.error}"`,
        "See the page on worlds for what a usage may hold.",
      );
    this.#bound = new Set(boundNames(read.pattern));
    const steps = this.list(keys.get("steps")?.value, "`steps`")?.flatMap((step) => this.#steps(step)) ?? [];
    return { usage, pattern: read.pattern, steps };
  }

  /** One list item; `write`, `know` and `bind` may name several things at once. */
  #steps(node: YamlNode): readonly Step[] {
    const keys = this.map(node, "A step", [...actionKeys, "when", "for-each", "status", "args"]);
    if (!keys) return [];
    const actions = actionKeys.flatMap((key) => keys.get(key) ?? []);
    const [action] = actions;
    if (!action || actions.length > 1) {
      this.error("step", node.span, "A step does exactly one thing", `It has one of: ${actionKeys.join(", ")}.`);
      return [];
    }
    const forEach = this.text(keys.get("for-each")?.value, "`for-each`");
    if (forEach !== undefined) this.#known(forEach, keys.get("for-each")?.value ?? node);
    const when = keys.has("when") ? this.#guard(keys.get("when")?.value) : undefined;
    return this.#actions(action, keys).map((read) => ({ ...(when ? { when } : {}), ...(forEach ? { forEach } : {}), action: read }));
  }

  #actions({ key, value }: YamlEntry, keys: ReadonlyMap<string, YamlEntry>): readonly Action[] {
    switch (key) {
      case "takes":
        return [{ kind: "takes", seconds: this.#duration(value) }];
      case "print":
        return [{ kind: "print", stream: "out", text: this.#line(value) }];
      case "print-error":
        return [{ kind: "print", stream: "err", text: this.#line(value) }];
      case "fail":
        return [{ kind: "fail", text: this.#line(value), status: this.integer(keys.get("status")?.value, "`status`") ?? 1 }];
      case "bind":
        return this.#pairs(value, "`bind`").flatMap(({ key: name, value: from }) => {
          const source = this.#source(from);
          this.#bound.add(name);
          return source ? [{ kind: "bind", name, from: source } as const] : [];
        });
      case "write":
        return this.#pairs(value, "`write`").map(({ key: path, value: text }) => ({
          kind: "write",
          path: this.#check(parseTemplate(path), value),
          text: this.#template(text),
        }));
      case "know":
        return this.#pairs(value, "`know`").map(({ key: fact, value: text }) => ({
          kind: "know",
          fact: this.#check(parseTemplate(fact), value),
          value: this.#template(text),
        }));
      case "remove":
        return [{ kind: "remove", path: this.#template(value) }];
      case "forget":
        return [{ kind: "forget", fact: this.#template(value) }];
      case "run": {
        const args = this.text(keys.get("args")?.value, "`args`");
        return [{ kind: "run", script: this.#template(value), ...(args === undefined ? {} : { args }) }];
      }
      case "deploy":
        return this.#deploy(value);
      default:
        return [{ kind: "exit", status: this.integer(value, "`exit`") ?? 0 }];
    }
  }

  #deploy(node: YamlNode): readonly Action[] {
    const keys = this.map(node, "`deploy`", ["environment", "version", "canary", "rollback"]);
    const environment = keys?.get("environment")?.value;
    const version = keys?.get("version")?.value;
    if (!environment || !version) {
      this.error("step", node.span, "A deployment has an environment and a version", "Add `environment:` and `version:`.");
      return [];
    }
    const canary = keys?.get("canary")?.value;
    return [
      {
        kind: "deploy",
        environment: this.#template(environment),
        version: this.#template(version),
        ...(canary ? { canary: this.#template(canary) } : {}),
        rollback: this.boolean(keys?.get("rollback")?.value, "`rollback`") ?? false,
      },
    ];
  }

  #source(node: YamlNode): Source | undefined {
    if (node.kind === "scalar") return { kind: "text", text: this.#template(node) };
    const keys = this.map(node, "A source", ["env", "fact", "file", "json", "at", "digest"]);
    const at = (key: string) => keys?.get(key)?.value;
    const env = at("env");
    const fact = at("fact");
    const file = at("file");
    const json = at("json");
    if (env) return { kind: "env", name: this.#template(env) };
    if (fact) return { kind: "fact", fact: this.#template(fact) };
    if (file) return { kind: "file", path: this.#template(file) };
    if (json) return { kind: "json", path: this.#template(json), at: this.#templates(at("at"), "`at`") };
    if (at("digest")) return { kind: "digest", paths: this.#templates(at("digest"), "`digest`") };
    return this.error("step", node.span, "The value comes from nowhere", "Give text, or one of: env, fact, file, json with at, digest.");
  }

  #guard(node: YamlNode | undefined): Guard {
    const keys = this.map(node, "`when`", guardKeys);
    const at = (key: string) => keys?.get(key)?.value;
    const given = this.texts(at("given"), "`given`") ?? [];
    for (const name of given) this.#condition(name.replace(/^!/, ""), at("given"));
    const set = this.texts(at("set"), "`set`") ?? [];
    for (const name of set) this.#known(name.replace(/^!/, ""), at("set"));
    const like = this.#pairs(at("like"), "`like`").map(({ key, value }) => {
      this.#known(key, value);
      return { name: key, patterns: this.texts(value, "`like`") ?? [] };
    });
    return { given, set, like, files: this.#negatable(at("files")), facts: this.#negatable(at("facts")), env: this.#negatable(at("env")) };
  }

  #negatable(node: YamlNode | undefined): readonly Negatable[] {
    return (this.texts(node, "a guard") ?? []).map((text) => ({
      negated: text.startsWith("!"),
      text: this.#check(parseTemplate(text.replace(/^!/, "")), node),
    }));
  }

  #condition(name: string, node: YamlNode | undefined): void {
    if (this.#conditions.has(name) || !node) return;
    const detail = `world.yaml names the conditions of this world.${didYouMean(name, this.#conditions.keys())}`;
    this.error("unknown-condition", node.span, `No condition is named "${name}"`, detail);
  }

  #known(name: string, node: YamlNode | undefined): void {
    if (this.#bound.has(name) || !node) return;
    const detail = `A step may read what the usage and earlier \`bind\` steps name: ${[...this.#bound].join(", ") || "nothing yet"}.`;
    this.error("unknown-name", node.span, `Nothing is bound to "${name}"`, detail + didYouMean(name, this.#bound));
  }

  #check(template: Template, node: YamlNode | undefined): Template {
    for (const name of namesIn(template)) this.#known(name, node);
    return template;
  }

  #template(node: YamlNode): Template {
    return this.#check(parseTemplate(this.scalarText(node, "A text") ?? ""), node);
  }

  /** Printed text ends its line, as a program's output does. */
  #line(node: YamlNode): Template {
    const text = this.scalarText(node, "A text") ?? "";
    return this.#check(parseTemplate(text.endsWith("\n") ? text : `${text}\n`), node);
  }

  #templates(node: YamlNode | undefined, what: string): readonly Template[] {
    return (this.texts(node, what) ?? []).map((text) => this.#check(parseTemplate(text), node));
  }

  #pairs(node: YamlNode | undefined, what: string): readonly YamlEntry[] {
    return [...(this.map(node, what)?.values() ?? [])];
  }

  #duration(node: YamlNode): number {
    const text = this.scalarText(node, "`takes`") ?? "";
    const match = /^(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/.exec(text);
    if (!match || text === "") this.error("duration", node.span, `"${text}" is no duration`, "Write 12s, 1m30s or 500ms.");
    return Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0) + Number(match?.[3] ?? 0) / 1000;
  }
}

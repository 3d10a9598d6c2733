import { type Diagnostic, didYouMean } from "#engines/source";
import { cronProblem } from "../events/cron.ts";
import type { CallEvent, DispatchEvent, DispatchInput, Filter, FilterName, ScheduleEvent, WebhookEvent } from "../model.ts";
import { filterEvents, webhooks } from "../schema/webhooks.ts";
import { error, type Rule } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows */
export const events: Rule = ({ workflow }) =>
  workflow.events.flatMap((event) => {
    switch (event.kind) {
      case "webhook":
        return webhook(event);
      case "schedule":
        return schedule(event);
      case "dispatch":
        return dispatch(event);
      case "call":
        return call(event);
      default:
        return [];
    }
  });

function webhook({ name, types, filters, workflows }: WebhookEvent): readonly Diagnostic[] {
  const known = Object.hasOwn(webhooks, name.value) ? webhooks[name.value] : undefined;
  if (!known) {
    const others = ["schedule", "workflow_dispatch", "workflow_call", "repository_dispatch"];
    const detail = `See the list of events in GitHub's documentation.${didYouMean(name.value, [...Object.keys(webhooks), ...others])}`;
    return [error("unknown-event", name.span, `There is no event "${name.value}"`, detail)];
  }
  const found: Diagnostic[] = [];
  if (known.length === 0 && types.length > 0)
    found.push(error("unknown-activity", name.span, `"${name.value}" has no activities`, "Remove `types`."));
  for (const type of known.length > 0 ? types : []) {
    if (known.includes(type.value)) continue;
    const detail = `It has: ${known.join(", ")}.${didYouMean(type.value, known)}`;
    found.push(error("unknown-activity", type.span, `"${name.value}" has no activity "${type.value}"`, detail));
  }
  if (name.value === "workflow_run" && workflows.length === 0)
    found.push(
      error("events", name.span, "`workflow_run` names no workflow", "Say after which workflows this one runs, with `workflows:`."),
    );
  if (name.value !== "workflow_run" && workflows.length > 0)
    found.push(error("events", name.span, `\`workflows\` is not for "${name.value}"`, "It is for `workflow_run`."));
  for (const { name: filter, span } of filters) {
    const places: readonly string[] = filterEvents[filter];
    if (!places.includes(name.value))
      found.push(error("filter", span, `\`${filter}\` is not for "${name.value}"`, `It is for: ${places.join(", ")}.`));
  }
  return [...found, ...exclusive(filters)];
}

function exclusive(filters: readonly Filter[]): readonly Diagnostic[] {
  const pairs: readonly (readonly [FilterName, FilterName])[] = [
    ["branches", "branches-ignore"],
    ["tags", "tags-ignore"],
    ["paths", "paths-ignore"],
  ];
  return pairs.flatMap(([only, ignore]) => {
    const both = filters.filter(({ name, patterns }) => (name === only || name === ignore) && patterns.length > 0);
    const second = both[1];
    const detail = "An event takes one of them. Use `!` patterns in the first to leave something out.";
    return second ? [error("filter", second.span, `\`${only}\` and \`${ignore}\` exclude each other`, detail)] : [];
  });
}

function schedule({ times }: ScheduleEvent): readonly Diagnostic[] {
  return times.flatMap(({ cron, timezone }) => {
    const problem = cronProblem(cron.value);
    const found = problem ? [error("cron", cron.span, problem.summary, problem.detail)] : [];
    if (timezone && !isTimezone(timezone.value))
      found.push(
        error("cron", timezone.span, `"${timezone.value}" is no timezone`, "Write a name of the IANA list, such as Europe/Berlin."),
      );
    return found;
  });
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "" && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#onworkflow_dispatchinputs */
const maxInputs = 25;

function dispatch({ name, inputs }: DispatchEvent): readonly Diagnostic[] {
  const found = [...inputs.values()].flatMap(dispatchInput);
  if (inputs.size > maxInputs)
    found.push(error("inputs", name.span, `There are more than ${maxInputs} inputs`, `There are ${inputs.size}. Leave some out.`));
  return found;
}

function dispatchInput({ name, type, options, optionsSpan, optionCount = 0, default: value }: DispatchInput): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const wrong = (span: Diagnostic["span"], summary: string, detail: string) => found.push(error("inputs", span, summary, detail));
  if (type !== "choice") {
    if (optionsSpan)
      wrong(name.span, `The input "${name.value}" is no choice and has \`options\``, "Write `type: choice`, or remove the options.");
  } else if (optionCount === 0) wrong(name.span, `The choice "${name.value}" has no \`options\``, "List what can be chosen.");
  const seen = new Set<string>();
  for (const option of options ?? []) {
    if (seen.has(option.value)) wrong(option.span, `The option "${option.value}" stands twice`, "Remove one.");
    seen.add(option.value);
  }
  if (!value) return found;
  if (type === "choice" && options && options.length > 0 && !seen.has(value.value))
    wrong(value.span, `The default "${value.value}" is none of the options`, `They are: ${[...seen].join(", ")}.`);
  if (type === "boolean" && value.value !== "true" && value.value !== "false")
    wrong(value.span, `The default "${value.value}" is no boolean`, "Write true or false.");
  if (type === "number" && !isNumber(value.value)) wrong(value.span, `The default "${value.value}" is no number`, "Write a number.");
  return found;
}

const isNumber = (text: string): boolean =>
  text.trim() !== "" && (Number.isFinite(Number(text)) || /^[+-]?(inf|infinity|nan)$/i.test(text));

function call({ inputs }: CallEvent): readonly Diagnostic[] {
  return [...inputs.values()].flatMap(({ name, type, default: value, required }) => {
    if (!value || value.value.includes("${{")) return [];
    if (required?.kind === "value" && required.value) {
      const detail = "Whoever calls the workflow must give it, so that the default is never used.";
      return [error("inputs", value.span, `The input "${name.value}" is required and has a default`, detail)];
    }
    if (type === "number" && !isNumber(value.value))
      return [error("inputs", value.span, `The default "${value.value}" is no number`, "Write a number.")];
    if (type === "boolean" && value.value.toLowerCase() !== "true" && value.value.toLowerCase() !== "false")
      return [error("inputs", value.span, `The default "${value.value}" is no boolean`, "Write true or false.")];
    return [];
  });
}

import { type Diagnostic, didYouMean } from "#engines/source";
import type { CallEvent, CallJob, Variable } from "../model.ts";
import { error, type Rule } from "./rule.ts";

const format = /^[^/@\s.][^/@\s]*\/[^/@\s]+\/([^@\s]+)@\S+$/;

/** https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows: jobs that call a workflow. */
export const calls: Rule = ({ workflow, repository }) =>
  [...workflow.jobs.values()].flatMap((job): readonly Diagnostic[] => {
    const uses = job.call?.uses;
    if (!job.call || !uses || uses === job.id || uses.value.includes("${{")) return [];
    const local = uses.value.startsWith("./");
    if (local ? uses.value.includes("@") : !format.test(uses.value)) {
      const detail = "Write ./.github/workflows/name.yml, or owner/repository/.github/workflows/name.yml@version.";
      return [error("workflow-call", uses.span, `"${uses.value}" names no workflow`, detail)];
    }
    if (!local) return [];
    if (!repository.file(uses.value.slice(2)))
      return [error("workflow-call", uses.span, `There is no file "${uses.value}"`, "A called workflow stands in .github/workflows/.")];
    const called = repository.workflow(uses.value);
    if (!called) return [];
    const event = called.events.find((each) => each.kind === "call");
    if (!event) return [error("workflow-call", uses.span, "This workflow cannot be called", "It needs `workflow_call` under `on:`.")];
    return [...checkInputs(job.call, event), ...checkSecrets(job.call, event)];
  });

function checkInputs({ uses, inputs }: CallJob, event: CallEvent): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const given = new Set(inputs.map(({ name }) => name.value.toLowerCase()));
  for (const [id, input] of event.inputs) {
    if (input.required?.kind === "value" && input.required.value && !given.has(id))
      found.push(error("workflow-call", uses.span, `The workflow needs the input "${input.name.value}"`, "Give it under `with:`."));
  }
  for (const { name, value } of inputs) {
    const known = event.inputs.get(name.value.toLowerCase());
    if (!known) {
      const detail = `It has: ${[...event.inputs.keys()].join(", ") || "no inputs"}.${didYouMean(name.value, event.inputs.keys())}`;
      found.push(error("workflow-call", name.span, `The workflow has no input "${name.value}"`, detail));
    } else if (known.type && !value.value.includes("${{") && !fitsType(value, known.type))
      found.push(error("workflow-call", value.span, `The input "${name.value}" is a ${known.type}`, `"${value.value}" is none.`));
  }
  return found;
}

function fitsType({ node }: Variable["value"], type: "boolean" | "number" | "string"): boolean {
  if (node.value === null) return false;
  return type === "string" ? true : typeof node.value === type;
}

function checkSecrets({ uses, secrets, inheritSecrets }: CallJob, event: CallEvent): readonly Diagnostic[] {
  if (inheritSecrets) return [];
  const given = new Set(secrets.map(({ name }) => name.value.toLowerCase()));
  const missing = [...event.secrets].filter(([id, { required }]) => required?.kind === "value" && required.value && !given.has(id));
  const unknown = event.declaresSecrets ? secrets.filter(({ name }) => !event.secrets.has(name.value.toLowerCase())) : [];
  return [
    ...missing.map(([, { name }]) =>
      error(
        "workflow-call",
        uses.span,
        `The workflow needs the secret "${name.value}"`,
        "Give it under `secrets:`, or write `secrets: inherit`.",
      ),
    ),
    ...unknown.map(({ name }) => {
      const detail = `It has: ${[...event.secrets.keys()].join(", ") || "none"}.${didYouMean(name.value, event.secrets.keys())}`;
      return error("workflow-call", name.span, `The workflow has no secret "${name.value}"`, detail);
    }),
  ];
}

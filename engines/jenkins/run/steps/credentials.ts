import type { Value } from "../../groovy/values.ts";
import { isObject, textOf } from "../../groovy/values.ts";
import { type Binding, withBindings } from "../credentials.ts";
import { askPeople } from "../input.ts";
import type { Step, StepHandler } from "./step.ts";

const bindingTypes = ["string", "usernamePassword", "usernameColonPassword", "file", "sshUserPrivateKey"] as const;

/** What `withCredentials` lists: each is a call that only says what it wants. */
const bindingSteps = Object.fromEntries(
  bindingTypes.map((type): [string, StepHandler] => [
    type,
    async (step) => {
      const entries = new Map<string, Value>(step.call.named);
      return { kind: "object", type, text: type, get: (name) => entries.get(name) ?? undefined };
    },
  ]),
);

/** Names that Jenkins gives to what an older way of writing calls by class. */
const classes: Readonly<Record<string, Binding["type"]>> = {
  StringBinding: "string",
  UsernamePasswordMultiBinding: "usernamePassword",
  UsernamePasswordBinding: "usernameColonPassword",
  FileBinding: "file",
  SSHUserPrivateKeyBinding: "sshUserPrivateKey",
};

/** https://www.jenkins.io/doc/pipeline/steps/credentials-binding/ and questions to people. */
export const credentialSteps: Readonly<Record<string, StepHandler>> = {
  ...bindingSteps,
  withCredentials: async (step) => {
    step.start();
    const listed = step.value("bindings");
    if (!Array.isArray(listed)) return step.fail("The bindings of withCredentials are a list", "java.lang.IllegalArgumentException");
    const bindings = await Promise.all(listed.map((each) => bindingOf(step, each)));
    return withBindings(step.build, step.context, bindings, (context) => step.body(context));
  },
  input: async (step) => {
    step.start();
    const parameters = step.value("parameters");
    const specs = (Array.isArray(parameters) ? parameters : []).map((each) => {
      if (!isObject(each)) return step.refuse("a parameter that is no call");
      return each;
    });
    const question = {
      message: step.text("message"),
      id: step.text("id"),
      ok: step.text("ok", "Proceed"),
      submitter: step.text("submitter"),
      asksForValues: specs.length > 0,
    };
    const answer = await askPeople(step.build, step.context, question);
    const values: [string, Value][] = [];
    for (const spec of specs) {
      const name = textOf((await spec.get("name")) ?? "");
      values.push([name, answer.values[name] ?? (await spec.get("defaultValue")) ?? null]);
    }
    const submitter = step.text("submitterParameter");
    if (submitter !== "") values.push([submitter, answer.by]);
    return values.length > 1 || (values.length === 1 && submitter !== "" && specs.length > 0) ? new Map(values) : (values[0]?.[1] ?? null);
  },
  ...Object.fromEntries(
    ["booleanParam", "choice", "text", "password"].map((type): [string, StepHandler] => [
      type,
      async (step) => {
        const entries = new Map<string, Value>(step.call.named);
        const choices = entries.get("choices");
        const first = Array.isArray(choices) ? choices[0] : choices === undefined ? undefined : textOf(choices).split("\n")[0];
        const fallback = type === "booleanParam" ? false : (first ?? "");
        return { kind: "object", type, text: type, get: (name) => entries.get(name) ?? (name === "defaultValue" ? fallback : undefined) };
      },
    ]),
  ),
};

async function bindingOf(step: Step, value: Value): Promise<Binding> {
  const isMap = value instanceof Map;
  if (!isMap && !isObject(value)) return step.fail(`${textOf(value)} is no binding`, "java.lang.IllegalArgumentException");
  const read = async (name: string) => textOf((isMap ? value.get(name) : await value.get(name)) ?? "");
  const type = isMap ? classes[(await read("$class")).replace(/^.*\./, "")] : bindingTypes.find((each) => each === value.type);
  if (!type) return step.refuse(`the credentials binding ${isMap ? await read("$class") : value.type}`);
  return {
    id: await read("credentialsId"),
    type,
    variable: type === "sshUserPrivateKey" ? await read("keyFileVariable") : await read("variable"),
    usernameVariable: await read("usernameVariable"),
    passwordVariable: type === "sshUserPrivateKey" ? await read("passphraseVariable") : await read("passwordVariable"),
    span: step.call.span,
  };
}

import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Span } from "#engines/source";
import type { Credential } from "#engines/world";
import { BuildError } from "../groovy/errors.ts";
import type { Build } from "./build.ts";
import type { BoundSecret, Context } from "./context.ts";
import { relativePath } from "./steps/step.ts";

/** One binding of a credential to variables: what becomes which variable. */
export type Binding = {
  readonly id: string;
  readonly type: "string" | "usernamePassword" | "usernameColonPassword" | "file" | "sshUserPrivateKey" | "any";
  readonly variable: string;
  readonly usernameVariable: string;
  readonly passwordVariable: string;
  readonly span: Span;
};

const kindOf: Readonly<Record<Exclude<Binding["type"], "any">, Credential["secret"]["kind"]>> = {
  string: "text",
  usernamePassword: "username-password",
  usernameColonPassword: "username-password",
  file: "file",
  sshUserPrivateKey: "ssh-key",
};

/** Runs with the credentials as variables, hidden in the log as long as it lasts. */
export async function withBindings<Outcome>(
  build: Build,
  context: Context,
  bindings: readonly Binding[],
  run: (context: Context) => Promise<Outcome>,
): Promise<Outcome> {
  if (bindings.length === 0) return run(context);
  const env: Record<string, string> = { ...context.env };
  const bound: BoundSecret[] = [];
  for (const binding of bindings) {
    for (const secret of await bind(build, context, binding)) {
      bound.push(secret);
      if (secret.variable !== "") env[secret.variable] = secret.value;
    }
  }
  const masked = [...new Set(bound.filter((secret) => secret.masked && secret.variable !== "").map((secret) => `$${secret.variable}`))];
  const inner: Context = { ...context, env, secrets: [...context.secrets, ...bound] };
  build.console.bound(bound, context);
  if (masked.length > 0) build.console.line(`Masking supported pattern matches of ${masked.join(" or ")}`, context);
  return run(inner);
}

async function bind(build: Build, context: Context, binding: Binding): Promise<readonly BoundSecret[]> {
  const credential = build.world.credentials.get(binding.id);
  if (!credential)
    throw new BuildError(
      binding.type === "any" ? binding.id : `Could not find credentials entry with ID '${binding.id}'`,
      binding.span,
      "org.jenkinsci.plugins.credentialsbinding.impl.CredentialNotFoundException",
    );
  const { id, secret } = credential;
  if (binding.type !== "any" && kindOf[binding.type] !== secret.kind) {
    const message = `Credentials '${id}' is of type '${kindNames[secret.kind]}' where '${javaKinds[kindOf[binding.type]]}' was expected`;
    throw new BuildError(message, binding.span, "org.jenkinsci.plugins.credentialsbinding.impl.CredentialNotFoundException");
  }
  const entry = (variable: string, value: string, masked = true): BoundSecret => ({ id, variable, value, masked });
  const { variable, usernameVariable, passwordVariable } = binding;
  switch (secret.kind) {
    case "text":
      return [entry(variable, secret.text)];
    case "username-password": {
      const whole = variable === "" ? [] : [entry(variable, `${secret.username}:${secret.password}`)];
      const name = usernameVariable === "" ? [] : [entry(usernameVariable, secret.username, secret.hideUsername)];
      return [...whole, ...name, ...(passwordVariable === "" ? [entry("", secret.password)] : [entry(passwordVariable, secret.password)])];
    }
    case "file":
      return [entry(variable, await secretFile(context, id, secret.name, secret.content, binding.span)), entry("", secret.content)];
    case "ssh-key": {
      const path = await secretFile(context, id, "ssh-key", secret.key, binding.span);
      const name = usernameVariable === "" ? [] : [entry(usernameVariable, secret.username, false)];
      return [
        entry(variable, path),
        ...name,
        ...(passwordVariable === "" ? [] : [entry(passwordVariable, secret.passphrase)]),
        entry("", secret.key),
      ];
    }
    default:
      return secret satisfies never;
  }
}

const kindNames: Readonly<Record<Credential["secret"]["kind"], string>> = {
  text: "Secret text",
  "username-password": "Username with password",
  file: "Secret file",
  "ssh-key": "SSH Username with private key",
};

const javaKinds: Readonly<Record<Credential["secret"]["kind"], string>> = {
  text: "org.jenkinsci.plugins.plaincredentials.StringCredentials",
  "username-password": "com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials",
  file: "org.jenkinsci.plugins.plaincredentials.FileCredentials",
  "ssh-key": "com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey",
};

/** Lays the file beside the workspace and gives its path. */
async function secretFile(context: Context, id: string, name: string, content: string, span: Span): Promise<string> {
  const { node } = context;
  if (!node) {
    const message = `Required context class hudson.FilePath is missing. Perhaps you forgot to surround the step with a step that provides this, such as: node`;
    throw new BuildError(message, span, "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException");
  }
  const path = `${node.workspace.path}@tmp/secretFiles/${id}/${name}`;
  await node.workspace.place(new Map([[relativePath(node.workspace.path, path), utf8ToBytes(content)]]));
  return path;
}

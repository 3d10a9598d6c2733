import type { Value } from "#engines/hcl";
import type { ProviderDiagnostic, ResourceSchema } from "../model.ts";
import { isNull, memberOf } from "../objects.ts";
import { textIn, valuesAt } from "./value-rules.ts";

/** What an action of each type needs beside it, one of them. */
const needed: ReadonlyMap<string, readonly string[]> = new Map([
  ["forward", ["target_group_arn", "forward"]],
  ["redirect", ["redirect"]],
  ["fixed-response", ["fixed_response"]],
  ["authenticate-cognito", ["authenticate_cognito"]],
  ["authenticate-oidc", ["authenticate_oidc"]],
]);

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener: an action says what it does in the block of its type. */
export function listenerActionFaults(schema: ResourceSchema, config: Value): ProviderDiagnostic[] {
  const block = schema.type === "aws_lb_listener" ? "default_action" : schema.type === "aws_lb_listener_rule" ? "action" : undefined;
  if (block === undefined) return [];
  return valuesAt(config, [block]).flatMap(({ value, path }) => {
    const written = memberOf(value, "type");
    const type = written && textIn(written);
    const names = type === undefined ? undefined : needed.get(type);
    if (!names || names.some((name) => isThere(memberOf(value, name)))) return [];
    return [
      {
        severity: "error",
        code: "terraform/listener-action",
        summary: "Invalid Attribute Combination",
        detail: `An action of type "${type}" needs ${names.map((name) => `"${name}"`).join(" or ")}.`,
        path: [...path, "type"],
      },
    ];
  });
}

const isThere = (value: Value | undefined): boolean => !isNull(value) && !(value?.kind === "sequence" && value.items.length === 0);

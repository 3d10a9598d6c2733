import type { Diagnostic } from "#engines/source";
import type { Container } from "../model.ts";
import { type Rule, warning } from "./rule.ts";

/** A password in the file is a password that everybody knows who can read the repository. */
export const credentials: Rule = ({ workflow }) =>
  [...workflow.jobs.values()].flatMap(({ container, services }) => [
    ...check(container, "`container`"),
    ...(services?.services ?? []).flatMap((service) => check(service.container, `the service "${service.name.value}"`)),
  ]);

function check(container: Container | undefined, where: string): readonly Diagnostic[] {
  const password = container?.credentials?.password;
  if (!password || password.value.includes("${{")) return [];
  const detail = "Store it as a secret of the repository, and write an expression here that names it: secrets.NAME.";
  return [warning("credentials", password.span, `The password of ${where} stands in the file`, detail)];
}

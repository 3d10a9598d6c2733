import type { Permissions } from "./model.ts";
import { levelsOf, permissionScopes } from "./schema/permissions.ts";

export type Level = "read" | "write";

/** What a token may do, by scope; a scope that is not in it is `none`. */
export type Granted = ReadonlyMap<string, Level>;

/** The project's setting: what a token may do where no workflow says otherwise. */
export type DefaultAccess = "read" | "write";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#permissions: what is not named is none. */
export function grantedBy({ all, scopes }: Permissions): Granted {
  if (all) return all.value === "write-all" ? everything("write") : all.value === "read-all" ? everything("read") : new Map();
  return new Map(
    scopes.flatMap(({ name, value }): [string, Level][] =>
      value.value === "read" || value.value === "write" ? [[name.value, value.value]] : [],
    ),
  );
}

function everything(level: Level): Granted {
  const most = (scope: string): Level => (level === "write" && !levelsOf(scope)?.includes("write") ? "read" : level);
  return new Map(permissionScopes.map((scope): [string, Level] => [scope, most(scope)]));
}

const restricted: Granted = new Map([
  ["contents", "read"],
  ["packages", "read"],
]);

/** https://docs.github.com/en/actions/reference/github_token-reference#permissions-for-the-github_token */
export function defaultGrant(access: DefaultAccess): Granted {
  return access === "read" ? restricted : new Map([...everything("write")].filter(([scope]) => scope !== "id-token"));
}

/** What a workflow of the same repository may ask for if its caller names nothing: an identity token too where the default is to write. */
export const defaultAllowed = (access: DefaultAccess): Granted => (access === "read" ? restricted : everything("write"));

/** Of pull requests from forks: nothing can be written, and nobody identified. */
export const readOnly = (granted: Granted): Granted =>
  new Map([...granted.keys()].filter((scope) => scope !== "id-token" && scope !== "models").map((scope) => [scope, "read"]));

export type Exceeding = { readonly scope: string; readonly asked: Level; readonly allowed: Level | "none" };

/** What is asked for beyond what is allowed, in the order in which GitHub tells it. */
export function exceeding(asked: Granted, allowed: Granted): readonly Exceeding[] {
  return permissionScopes.flatMap((scope): Exceeding[] => {
    const wanted = asked.get(scope);
    const given = allowed.get(scope);
    if (wanted === undefined || given === "write" || wanted === given) return [];
    return [{ scope, asked: wanted, allowed: given ?? "none" }];
  });
}

/** Every scope with its level, as the list at the head of a job's log; who has a token may always read metadata. */
export const listed = (granted: Granted): Readonly<Record<string, string>> =>
  Object.fromEntries([...permissionScopes.map((scope) => [scope, granted.get(scope) ?? "none"]), ["metadata", "read"]]);

const all = ["read", "write", "none"];
const levels: Readonly<Record<string, readonly string[]>> = {
  actions: all,
  "artifact-metadata": all,
  attestations: all,
  checks: all,
  contents: all,
  deployments: all,
  discussions: all,
  issues: all,
  packages: all,
  pages: all,
  "pull-requests": all,
  "repository-projects": all,
  statuses: all,
  "security-events": all,
  "id-token": ["write", "none"],
  models: ["read", "none"],
};

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#defining-access-for-the-github_token-scopes */
export const permissionScopes: readonly string[] = Object.keys(levels);

export const levelsOf = (scope: string): readonly string[] | undefined => (Object.hasOwn(levels, scope) ? levels[scope] : undefined);

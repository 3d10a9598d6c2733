const blog = "https://github.blog/changelog";
const caches = `${blog}/2024-12-05-notice-of-upcoming-releases-and-breaking-changes-for-github-actions/#actions-cache-v1-v2-and-actions-toolkit-cache-package-closing-down`;
const artifacts: Readonly<Record<string, string>> = {
  v1: `${blog}/2024-02-13-deprecation-notice-v1-and-v2-of-the-artifact-actions/`,
  v2: `${blog}/2024-02-13-deprecation-notice-v1-and-v2-of-the-artifact-actions/`,
  v3: `${blog}/2024-04-16-deprecation-notice-v3-of-the-artifact-actions/`,
};

/** Actions that GitHub has shut down: what it says while it fails the job that names one. */
export function retirementOf(uses: string): string | undefined {
  const [, name = "", version = "", major = ""] = /^(actions\/[\w/-]+)@((v\d+)(?:\.[\d.]+)?)$/i.exec(uses) ?? [];
  const action = name.toLowerCase().replace(/^(actions\/cache)\/.*$/, "$1");
  const failed = `This request has been automatically failed because it uses a deprecated version of \`${action}: ${version}\`.`;
  if (action === "actions/upload-artifact" || action === "actions/download-artifact") {
    const more = Object.hasOwn(artifacts, major) ? artifacts[major] : undefined;
    return more && `${failed} Learn more: ${more}`;
  }
  if (action !== "actions/cache" || (major !== "v1" && major !== "v2")) return undefined;
  return `${failed} Please update your workflow to use v3/v4 of actions/cache to avoid interruptions. Learn more: ${caches}`;
}

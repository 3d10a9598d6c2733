import { compilePaths } from "#engines/pipeline";
import { relativePath, type Step } from "./step.ts";

export type TestCounts = { readonly files: number; readonly total: number; readonly failed: number; readonly skipped: number };

/** Counts the test cases of JUnit reports. */
export async function readReports(step: Step, pattern: string): Promise<TestCounts> {
  const { workspace } = step.node();
  const { directory } = step.context;
  const folder = directory === workspace.path ? "" : `${relativePath(workspace.path, directory)}/`;
  const accept = compilePaths(
    pattern
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  );
  const files = await workspace.files(
    JSON.stringify(["junit", folder, pattern]),
    (path) => path.startsWith(folder) && accept(path.slice(folder.length)),
  );
  let [total, failed, skipped] = [0, 0, 0];
  for (const content of files.values()) {
    const counts = countCases(new TextDecoder().decode(content));
    total += counts.total;
    failed += counts.failed;
    skipped += counts.skipped;
  }
  return { files: files.size, total, failed, skipped };
}

/** Reads the elements that matter, without regard to what is in them. */
function countCases(xml: string): Omit<TestCounts, "files"> {
  const text = xml.replace(/<!--[\s\S]*?-->/g, "").replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, "");
  let [total, failed, skipped] = [0, 0, 0];
  let state: "passed" | "failed" | "skipped" = "passed";
  let inside = false;
  for (const [, close, name, rest = ""] of text.matchAll(/<(\/?)(testcase|failure|error|skipped)\b([^>]*)>/g)) {
    const alone = rest.endsWith("/");
    if (name === "testcase") {
      if (!close) [inside, state] = [true, "passed"];
      if (!close && !alone) continue;
      if (!inside) continue;
      inside = false;
      total++;
      if (state === "failed") failed++;
      if (state === "skipped") skipped++;
    } else if (inside && !close) state = name === "skipped" ? (state === "failed" ? state : "skipped") : "failed";
  }
  return { total, failed, skipped };
}

// Runs after every installation: the shell library is changed where no syntax tree and no command of ours can say what is missing
// (`changes.mjs`), and the texts of the modules beside this one become a part of its bundle.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { changes } from "./changes.mjs";

const version = "3.4.2";
const folder = "node_modules/just-bash";
const bundle = `${folder}/dist/bundle/browser.js`;
const notice = "// Changed by Fivenines (tools/just-bash).";

/** What the modules need of the bundle, by the names that things have in it. */
const library = `
const jobs = jobsOf();
const { nameOf, foldersOf, sourcesOf } = mendsOf({ wordOf: (...given) => _e(...given), wordsOf: (...given) => dr(...given) });
const traps = trapsOf({
  isExit: (error) => error instanceof he,
  isAbort: (error) => error instanceof He,
  isEnding: (error) => error instanceof yt,
  isSyntaxError: (error) => error?.name === "ParseException" || error instanceof In,
  textOf: (result) => (result instanceof yt ? result.stdout : $c(result)),
  concat(context, results) {
    const output = new hn(context.executionScope, "trap");
    for (const result of results) output.appendResult(result, this.textOf(result));
    const last = results.at(-1);
    return { ...output.build(last.exitCode), ...(last.env ? { env: last.env } : {}) };
  },
  print: g7,
});
`;

/** @param {string} name of a module beside this one */
const moduleText = (name) => readFileSync(fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), "utf8").replaceAll(/^export /gm, "");

/**
 * @param {string} text the bundle as it is published
 * @returns {string}
 */
function patch(text) {
  let patched = text;
  for (const [from, to, times = 1] of changes) {
    const parts = patched.split(from);
    if (parts.length !== times + 1) throw new Error(`${bundle} is not as it was: "${from}" should stand there ${times} times.`);
    patched = parts.join(to);
  }
  return [notice, patched, ...["mends", "jobs", "traps"].map(moduleText), library].join("\n");
}

if (existsSync(bundle)) {
  const installed = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")).version;
  if (installed !== version) throw new Error(`tools/just-bash/patch.mjs is for just-bash ${version}; this is ${installed}.`);
  const text = readFileSync(bundle, "utf8");
  if (!text.startsWith(notice)) {
    // Put in its place whole, as another name of the same file may be somebody else's.
    writeFileSync(`${bundle}.new`, patch(text));
    renameSync(`${bundle}.new`, bundle);
  }
}

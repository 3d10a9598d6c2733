// For `next dev` alone. Pages read lessons and labs from files, which Next does not watch. This makes the whole content folder a
// part of the root layout: a file saved there changes the layout's code, and open pages are rendered anew like after any edit.
const { readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

module.exports = function contentLoader(source) {
  const folder = join(this.rootContext, process.env.CONTENT_DIR || "content");
  this.addContextDependency(folder);
  return `${source}\nvoid ${newestChange(folder)};\n`;
};

function newestChange(folder) {
  let newest = statSync(folder).mtimeMs;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return newest;
}

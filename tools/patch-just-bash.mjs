// Runs after every installation. A command of the shell library costs half: of a job whose commands take no time, most of the time went
// into two things that are made anew for every command. And of a script that is stopped it tells what was printed before.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const version = "3.4.2";
const folder = "node_modules/just-bash";
const bundle = `${folder}/dist/bundle/browser.js`;
const notice =
  "// Changed by Fivenines (tools/patch-just-bash.mjs): how a command is given its context, and what is told of a stopped script.";

/**
 * Each text stands once in the bundle.
 * @type {[from: string, to: string][]}
 */
const changes = [
  // A getter written in an object literal is a new function, and with it a new shape, for every command. Old shapes hold on to the
  // functions' surroundings until the whole heap is collected. Here the function is the same for all, and what it reads is beside it.
  ["get stdin(){return p=!0,d},", ""],
  ["g=u.internalOriginalCommand,b=()=>{};", "g=u.internalOriginalCommand,b=()=>{};lendInput(m,d);"],
  ["(p?r.length:0)", "(m[lentInput].isRead?r.length:0)"],
  // A context is wrapped so that a command cannot use it after it has ended. Here all commands are the library's own or ours.
  ["let w=c3(m,t),", "let w={context:m,revoke(){}},"],
  ["A=c3(E,g.name),", "A={context:E,revoke(){}},"],
  // Of a script that spends a limit, the library tells what every loop, group and list it was in has printed. To be stopped is the same.
  [
    'He=class extends yt{name="ExecutionAbortedError";constructor(t="",n=""){super("execution aborted",t,n)}}',
    'He=class extends C{name="ExecutionAbortedError";constructor(t="",n=""){super("execution aborted","aborted",t,n)}}',
  ],
];
const input = `
const lentInput = Symbol("input");
const inputGetter = {
  get() {
    this[lentInput].isRead = true;
    return this[lentInput].text;
  },
  enumerable: true,
  configurable: true,
};
function lendInput(context, text) {
  context[lentInput] = { text, isRead: false };
  Object.defineProperty(context, "stdin", inputGetter);
}
`;

/**
 * @param {string} text the bundle as it is published
 * @returns {string}
 */
function patch(text) {
  let patched = text;
  for (const [from, to] of changes) {
    if (patched.split(from).length !== 2) throw new Error(`${bundle} is not as it was: "${from}" should stand there once.`);
    patched = patched.replace(from, () => to);
  }
  return `${notice}\n${patched}${input}`;
}

if (existsSync(bundle)) {
  const installed = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")).version;
  if (installed !== version) throw new Error(`tools/patch-just-bash.mjs is for just-bash ${version}; this is ${installed}.`);
  const text = readFileSync(bundle, "utf8");
  if (!text.startsWith(notice)) {
    // Put in its place whole, as another name of the same file may be somebody else's.
    writeFileSync(`${bundle}.new`, patch(text));
    renameSync(`${bundle}.new`, bundle);
  }
}

// Runs after every installation. A command of the shell library costs half: of a job whose commands take no time, most of the time went
// into two things that are made anew for every command. Of a script that is stopped it tells what was printed before. And it has `trap`.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const version = "3.4.2";
const folder = "node_modules/just-bash";
const bundle = `${folder}/dist/bundle/browser.js`;
const notice =
  "// Changed by Fivenines (tools/just-bash): how a command is given its context, what is told of a stopped script, and `trap`.";

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
  // Of a script that spends a limit, the library tells what every loop, group and list it was in has printed. To be stopped is the same,
  // and so it is with the command in which it was stopped.
  [
    'He=class extends yt{name="ExecutionAbortedError";constructor(t="",n=""){super("execution aborted",t,n)}}',
    'He=class extends C{name="ExecutionAbortedError";constructor(t="",n=""){super("execution aborted","aborted",t,n)}}',
  ],
  ["Promise.race([d.then(()=>!0),new Promise(b=>{u=Xi(()=>b(!1),a)})])", "Promise.race([d,new Promise(b=>{u=Xi(()=>b(!1),a)})])"],
  [
    'new He("",`bash: execution aborted\n`);throw m||',
    'new He(m?.result?.stdout??"",(m?.result?.stderr??"")+"bash: execution aborted\\n");throw m||',
  ],
  // What a command is given as its environment, its own children have too.
  [
    "functions:new Map(this.state.functions),localScopes:[...this.state.localScopes],",
    "functions:new Map(this.state.functions),...(u.env?{exportedVars:new Set([...this.state.exportedVars,...Object.keys(u.env)])}:{}),localScopes:[...this.state.localScopes],",
  ],
  // Where the builtin is called, and `set` and `exit` beside it.
  ['if(t==="exit")return mp(c,n);', 'if(t==="trap")return traps.trap(c,n);if(t==="exit")return mp(c,traps.exitArguments(c,n));'],
  ['if(t==="set")return kp(c,n);', 'if(t==="set")return traps.noteOptions(c,n),kp(c,n);'],
  // Where a process and a subshell begin and end.
  ["await new Yo(E,m).executeScript(x)", "await traps.runProcess(new Yo(E,m),x,N=>this.transform(N).ast)"],
  [
    "function _p(e){let t={env:e.env,",
    "function _p(e){let t={errtrace:e.errtrace,currentStatement:e.currentStatement,traps:traps.lend(e),env:e.env,",
  ],
  [
    "async function kO(e,t,n,r,s){",
    "async function kO(e,t,n,r,s){return traps.endSubshell(e,await runBody(e,t,n,r,s),N=>runBody(e,{...t,body:N},n,r,s))}async function runBody(e,t,n,r,s){",
  ],
  // Where a command has failed and `set -e` looks at it.
  [
    "if(this.ctx.state.errexitSafe=o||i||a,this.ctx.state.options.errexit&&r!==0&&s===t.pipelines.length-1&&!i&&!this.ctx.state.inCondition&&!a){let l=new Yt(r);throw l.prependOutput(n.stdout,n.stderr),l}",
    "if(this.ctx.state.errexitSafe=o||i||a,r!==0&&s===t.pipelines.length-1&&!i&&!this.ctx.state.inCondition&&!a){let c=this.ctx.state.traps?await traps.failed(this,n,t.pipelines[s],r):r;if(this.ctx.state.options.errexit){let l=new Yt(c);throw l.prependOutput(n.stdout,n.stderr),l}}",
  ],
  // `$LINENO` and `$BASH_COMMAND`.
  [
    'this.ctx.state.errexitSafe=!1;let n=new hn(this.ctx.executionScope,"statement");',
    'this.ctx.state.errexitSafe=!1,traps.noteStatement(this.ctx.state,t);let n=new hn(this.ctx.executionScope,"statement");',
  ],
  [
    "if(t.line!==void 0&&(this.ctx.state.currentLine=t.line),this.ctx.state.shoptOptions.expand_aliases",
    "if(traps.noteCommand(this.ctx.state,t),this.ctx.state.shoptOptions.expand_aliases",
  ],
  ...["executeArithmeticCommand", "executeConditionalCommand"].map(
    /** @returns {[string, string]} */
    (name) => [
      `async ${name}(t){return t.line!==void 0&&(this.ctx.state.currentLine=t.line),`,
      `async ${name}(t){return traps.noteCommand(this.ctx.state,t),`,
    ],
  ),
  [
    'case"LINENO":return String(e.state.currentLine);',
    'case"LINENO":return String(traps.lineOf(e.state));case"BASH_COMMAND":return traps.commandText(e.state);',
  ],
  ['"BASH_VERSION","!","BASHPID","LINENO"]).has(t))return!0;', '"BASH_VERSION","!","BASHPID","LINENO","BASH_COMMAND"]).has(t))return!0;'],
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
const library = `
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
  const traps = readFileSync(fileURLToPath(new URL("traps.mjs", import.meta.url)), "utf8").replace("export function", "function");
  return [notice, patched, input, traps, library].join("\n");
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

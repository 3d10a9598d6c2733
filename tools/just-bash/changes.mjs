// What is changed in the bundle of the shell library, text by text. `mends.mjs`, `traps.mjs` and `jobs.mjs` are appended to it.

/**
 * Each text stands once in the bundle, or as often as is said.
 * @type {[from: string, to: string, times?: number][]}
 */
export const changes = [
  // A getter written in an object literal is a new function, and with it a new shape, for every command. Old shapes hold on to the
  // functions' surroundings until the whole heap is collected. Here the function is the same for all, and what it reads is beside it.
  ["get stdin(){return p=!0,d},", ""],
  ["g=u.internalOriginalCommand,b=()=>{};", "g=u.internalOriginalCommand,b=()=>{};lend(m,d,o);"],
  // Of the environment most commands read nothing.
  ["p=!1,h=o();i.state.fileDescriptors??=new Map;", "p=!1;i.state.fileDescriptors??=new Map;"],
  ["exportedEnv:h,limits:i.limits,", "limits:i.limits,"],
  ["(p?r.length:0)", "(m[lent].isRead?r.length:0)"],
  // The commands of one shell are those of the next.
  ["for(let o of m6(t.commands))", "this.refuse=t.refuse;if(t.commandTable)this.commands=t.commandTable;else for(let o of m6(t.commands))"],
  // Of the variables with which a script ended, one is looked at: a copy of all of them is half of what a small script leaves to collect.
  ["env:Ht(this.ctx.state.env)", 'env:{__shell_entry:this.ctx.state.env.get("__shell_entry")}', 5],
  ["env:kn(this.state.env,u.env)", "env:{}", 12],
  // A context is wrapped so that a command cannot use it after it has ended. Here all commands are the library's own or ours.
  ["let w=c3(m,t),", "let w={context:m,revoke(){}},"],
  // Nor are they given other surroundings than a command of the library, to which a command of ours in its place hands on its own.
  ["executionScope:u.internalIsExtension?k6(i.executionScope):i.executionScope", "executionScope:i.executionScope"],
  [
    "if(g){let S=Object.getOwnPropertyDescriptors(m);S.executionScope={value:i.executionScope,enumerable:!0,configurable:!0,writable:!0};let E=Object.defineProperties(Object.create(Object.getPrototypeOf(m)),S),A=c3(E,g.name),O=$p(A.context,g.name);b=A.revoke,m.origCommand=R=>{let N=()=>g.execute(R,O);",
    "if(g){m.origCommand=R=>{let N=()=>g.execute(R,m);",
  ],
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
  // What a command is given as its environment is all of it, and its own children have it too.
  ["h=u.replaceEnv?new Map:new Map(this.state.env);", "h=u.replaceEnv?new Map:u.env?unexported(this.state):new Map(this.state.env);"],
  [
    "functions:new Map(this.state.functions),localScopes:[...this.state.localScopes],",
    "functions:new Map(this.state.functions),...(u.env?{exportedVars:new Set([...this.state.exportedVars,...Object.keys(u.env)])}:{}),localScopes:[...this.state.localScopes],",
  ],
  // The name of a command is words like its arguments: `"$@"`, `$NPM test`.
  ["let u=await _e(this.ctx,t.name),f=[],d=[],p=(N,I)=>", "let f=[],d=[],{u,words}=await nameOf(this.ctx,t.name),p=(N,I)=>"],
  ['d.push(I)};if(Fp(t.name,["local"', 'd.push(I)};for(let N of words)p(N,!0);if(Fp(t.name,["local"'],
  ["let m=t.name.parts.every(N=>", "let m=u===void 0||t.name.parts.every(N=>"],
  // What is assigned to a reference as a list goes where it refers to.
  [
    "let m=cn(e,n);if(m&&/^[a-zA-Z_][a-zA-Z0-9_]*\\[@\\]$/.test(m))return{continueToNext:!1",
    "let m=cn(e,n);if(m&&/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(m))n=m;else if(m&&/^[a-zA-Z_][a-zA-Z0-9_]*\\[@\\]$/.test(m))return{continueToNext:!1",
  ],
  // `command -v` finds what else is on the path.
  [
    "}else r&&(i+=`${a}: not found\n`),o=1}return Q(s,i,o)}async function l3",
    "}else{let f=await l3(e,a);f?s+=r?`${a} is ${f}\n`:`${f}\n`:(r&&(i+=`${a}: not found\n`),o=1)}}return Q(s,i,o)}async function l3",
  ],
  // `cat <<< name=value`: behind a redirection nothing is assigned.
  [
    'e.isWord()||e.error("Expected redirection target");',
    'e.isWord()||e.check(v.ASSIGNMENT_WORD)||e.error("Expected redirection target");',
  ],
  // As a regular expression of JavaScript does, a search past the end finds nothing.
  [
    "if(t<0||t>this.matcherInputLength)throw new er(`start index out of bounds: ${t}`);",
    "if(t>this.matcherInputLength)return!1;if(t<0)throw new er(`start index out of bounds: ${t}`);",
  ],
  // `grep -o` prints no match that is empty.
  ["N(D,se+tt),ge[0].length===0&&t.lastIndex++", "ge[0].length===0?t.lastIndex++:N(D,se+tt)"],
  ["N(P,Ie+je),ne[0].length===0&&t.lastIndex++", "ne[0].length===0?t.lastIndex++:N(P,Ie+je)"],
  // To awk, one character divides fields as it stands: `-F'|'`.
  ["else try{e.fieldSep=ie(t)}catch", "else if(t.length===1)e.fieldSep=Hm(t);else try{e.fieldSep=ie(t)}catch"],
  ['function Hm(e){if(e===" ")return ie("\\\\s+");if(', 'function Hm(e){if(e===" ")return ie("\\\\s+");if(e.length>1&&'],
  // An option that the library does not know is one that its shell may refuse.
  ["function re(e,t){return{stdout", 'function re(e,t){return{lacks:`${e} ${t.startsWith("-")?t:`-${t}`}`,stdout'],
  ...["se", "T.join(`\n`)"].map(
    /** @returns {[string, string]} */
    (pattern) => [
      `catch{return{stdout:"",stderr:\`grep: invalid regular expression: \${${pattern}}\n`,
      `catch{return{lacks:"grep with this regular expression",stdout:"",stderr:\`grep: invalid regular expression: \${${pattern}}\n`,
    ],
  ),
  ["{...await f3(c,t,n,s,o),internalProducerCommand:t}", "{...jobs.refuse(this.ctx,await f3(c,t,n,s,o)),internalProducerCommand:t}"],
  ["E={fs:this.fs,commands:this.commands,", "E={refuse:this.refuse,fs:this.fs,commands:this.commands,"],
  ["this.ctx={state:n,fs:t.fs,", "this.ctx={refuse:t.refuse,state:n,fs:t.fs,"],
  // A pattern that ends in a slash is for folders, and so are the names that it becomes.
  [
    "async expand(t){if(this.globstar)",
    'async expand(t){if(/[^/]\\/+$/.test(t))return foldersOf(this,await this.expand(t.replace(/\\/+$/,"")));if(this.globstar)',
  ],
  // The file that a script or a function stands in is known of scripts too, not of functions alone.
  ['t==="BASH_SOURCE"?(e.state.sourceStack??[]).map((i,o)=>[o,i])', 't==="BASH_SOURCE"?sourcesOf(e.state).map((i,o)=>[o,i])'],
  ['t==="BASH_SOURCE"?(e.state.sourceStack?.length??0)>0', 't==="BASH_SOURCE"?sourcesOf(e.state).length>0'],
  ['case"BASH_SOURCE":{let o=e.state.sourceStack?.[0];', 'case"BASH_SOURCE":{let o=sourcesOf(e.state)[0];'],
  [
    '!Number.isNaN(f)&&f>=0?e.state.sourceStack?.[f]??"":""}if(e.state.associativeArrays',
    '!Number.isNaN(f)&&f>=0?sourcesOf(e.state)[f]??"":""}if(e.state.associativeArrays',
  ],
  // `set -x` quotes what is assigned, and has a plus more for what is substituted.
  ["`${await Y4(e)}${t}=${n}\n`", '`${await Y4(e)}${t}=${n===""?"":nO([n])}\n`'],
  ["if(t===void 0)return X4;", 'if(t===void 0)return"+".repeat((e.substitutionDepth??0)+1)+" ";'],
  // What is run in the background, and those who wait for it.
  ["async executeStatement(t){", "async executeStatement(t){if(t.background)return jobs.start(this,t);"],
  ['if(t==="getopts")return gc(c,n);', 'if(t==="getopts")return gc(c,n);if(t==="wait")return jobs.wait(c,n);'],
  // Where the builtin `trap` is called, and `set` and `exit` beside it.
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
  // A list inside of a function or a subshell may fail; the function or the subshell then has failed by itself.
  ["a=this.ctx.state.errexitSafe;if(", "a=this.ctx.state.errexitSafe&&!traps.failsItself(t.pipelines[s]);if("],
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

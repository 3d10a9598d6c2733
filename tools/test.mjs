// `npm test` and `npm run check`: what must be there before TypeScript can run, then `prove.ts`.
import { fileURLToPath } from "node:url";
import { fail, install, refuseOldNode } from "./set-up.mjs";

const old = refuseOldNode(process.versions.node);
if (old) fail(old);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

await install();
const { register } = await import("tsx/esm/api");
register();
const { runCommand } = await import("./failure.ts");
const { prove } = await import("./prove.ts");
await runCommand(() => prove(process.argv[2] === "check" ? "check" : "test"));

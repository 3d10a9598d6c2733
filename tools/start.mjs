// `npm start` and `npm run dev`: what must be true before TypeScript can run, then `serve.ts`.
import { fileURLToPath } from "node:url";
import { fail, install, portIsFree, readPort, refuseOldNode } from "./set-up.mjs";

const old = refuseOldNode(process.versions.node);
if (old) fail(old);
process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const port = readPort(process.env.PORT);
if (!port) fail(`PORT is "${process.env.PORT}", which is no port: give a number from 1 to 65535.`);
if (!(await portIsFree(port))) fail(`Port ${port} is taken: stop what listens there, or choose another with PORT.`);

const address = process.env.DATABASE_URL;
if (address && !/^postgres(ql)?:\/\/[^/]+\/./.test(address)) {
  fail("DATABASE_URL is malformed: it must look like postgres://user:password@host:5432/database.");
}

await install();
const { register } = await import("tsx/esm/api");
register();
const { runCommand } = await import("./failure.ts");
const { serve } = await import("./serve.ts");
await runCommand(() => serve(process.argv[2] === "dev" ? "dev" : "start", port));

import { build } from "esbuild";

await build({ entryPoints: ["services/storefront/src/server.js"], bundle: true, platform: "node", outfile: "dist/server.js" });

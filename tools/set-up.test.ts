import { createServer } from "node:net";
import { expect, test } from "vitest";
import { portIsFree, readPort, refuseOldNode } from "./set-up.mjs";

test.each([
  { version: "18.20.0", refused: true },
  { version: "20.18.3", refused: true },
  { version: "20.19.0", refused: false },
  { version: "22.0.0", refused: false },
])("Node $version: refused is $refused", ({ version, refused }) => {
  expect(refuseOldNode(version)).toBe(refused ? `Fivenines needs Node.js 20.19 or newer; this is ${version}.` : "");
});

test.each([
  { text: undefined, port: 3000 },
  { text: "8080", port: 8080 },
  { text: "abc", port: 0 },
  { text: "70000", port: 0 },
  { text: "-1", port: 0 },
])("PORT $text is read as $port", ({ text, port }) => {
  expect(readPort(text)).toBe(port);
});

test("a port is free again once its server has stopped, and not before", async () => {
  const server = createServer();
  const port = await new Promise<number>((done) => {
    server.listen(0, () => {
      const address = server.address();
      done(address && typeof address === "object" ? address.port : 0);
    });
  });
  expect(await portIsFree(port, 100)).toBe(false);
  setTimeout(() => server.close(), 100);
  expect(await portIsFree(port)).toBe(true);
});

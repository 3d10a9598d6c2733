import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject, vi } from "vitest";

// Run before each test file: it gets a database and modules of its own, so files neither wait for nor see each other.
// Packages are shared by the files of a worker.
vi.resetModules();
await globalThis.fiveninesPool?.end();
globalThis.fiveninesPool = undefined;
const template = new URL(inject("templateUrl"));
const own = `test_${randomUUID().replaceAll("-", "")}`;
const client = new Client({ connectionString: inject("superuserUrl") });
await client.connect();
await client.query(`create database ${own} template ${template.pathname.slice(1)} owner ${template.username}`);
await client.end();

template.pathname = own;
process.env.DATABASE_URL = template.href;

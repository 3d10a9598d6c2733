import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

// Run before each test file: it gets a database of its own, so files neither wait for nor see each other.
const template = new URL(inject("templateUrl"));
const own = `test_${randomUUID().replaceAll("-", "")}`;
const client = new Client({ connectionString: inject("superuserUrl") });
await client.connect();
await client.query(`create database ${own} template ${template.pathname.slice(1)} owner ${template.username}`);
await client.end();

template.pathname = own;
process.env.DATABASE_URL = template.href;

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "outbox-"));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  rmSync(folder, { recursive: true, force: true });
});

test("without SMTP a mail is a readable file whose links are whole, and the newest is the last by name", async () => {
  vi.stubEnv("SMTP_URL", "");
  vi.stubEnv("OUTBOX", folder);
  vi.spyOn(console, "info").mockReturnValue();
  vi.resetModules();
  const { sendMail } = await import("./mail.ts");
  const link = `http://localhost:3000/confirm?token=${"a".repeat(43)}&next=${"b".repeat(200)}`;
  await sendMail({ to: "../ada@example.com", subject: "First", text: "1" });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await sendMail({ to: "ada@example.com", subject: "Second", text: `Γειά\n\n${link}\n` });
  const names = readdirSync(folder).sort();
  expect(names).toHaveLength(2);
  const newest = readFileSync(join(folder, names[1] ?? ""), "utf8");
  expect(newest).toMatch(/^To: ada@example\.com$/m);
  expect(newest).toMatch(/^Subject: Second$/m);
  expect(newest).toContain(`\nΓειά\n\n${link}\n`);
});

test("with SMTP_URL the mail goes to that server and to no file", async () => {
  let session = "";
  // The few lines of RFC 5321 that a client needs to hand over one message.
  const server = createServer((socket) => {
    let isMessage = false;
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      session += chunk;
      if (isMessage && !session.endsWith("\r\n.\r\n")) return;
      const isQuit = session.endsWith("QUIT\r\n");
      isMessage = !isMessage && session.endsWith("DATA\r\n");
      socket.write(isQuit ? "221 bye\r\n" : isMessage ? "354 go on\r\n" : "250 ok\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${port}`);
  vi.stubEnv("MAIL_FROM", "Fivenines <teach@example.org>");
  vi.stubEnv("OUTBOX", folder);
  vi.resetModules();
  const { sendMail } = await import("./mail.ts");
  await sendMail({ to: "ada@example.com", subject: "Hello", text: "Plain text." });
  server.close();
  expect(session).toContain("MAIL FROM:<teach@example.org>");
  expect(session).toContain("RCPT TO:<ada@example.com>");
  expect(session).toContain("Plain text.");
  expect(() => readdirSync(folder)).toThrow();
});

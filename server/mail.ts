import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport, type Transporter } from "nodemailer";
import { env } from "#env";

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

let transport: Transporter | undefined;

/** Through SMTP_URL where it is set; otherwise into a file of the outbox folder, for development and tests. */
export async function sendMail(mail: Mail): Promise<void> {
  if (!env.SMTP_URL) {
    await writeToOutbox(mail);
    return;
  }
  transport ??= createTransport(env.SMTP_URL);
  await transport.sendMail({ from: env.MAIL_FROM, ...mail });
}

/** Names sort by time, and a file appears complete: `2026-11-22T10-15-30-123Z ada@example.com 1f0c….eml`. */
async function writeToOutbox(mail: Mail): Promise<void> {
  const at = new Date();
  const recipient = mail.to.replace(/[^\w.@+-]/g, "_");
  const path = join(env.OUTBOX, `${at.toISOString().replace(/[:.]/g, "-")} ${recipient} ${randomUUID()}.eml`);
  const headers = [
    `From: ${env.MAIL_FROM ?? "Fivenines <no-reply@localhost>"}`,
    `To: ${mail.to}`,
    `Subject: ${mail.subject}`,
    `Date: ${at.toUTCString()}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
  ];
  await mkdir(env.OUTBOX, { recursive: true });
  // Whatever else looks into the folder for *.eml never sees half a mail.
  await writeFile(`${path}.part`, `${headers.join("\n")}\n\n${mail.text}\n`);
  await rename(`${path}.part`, path);
  console.info(`SMTP_URL is not set: "${mail.subject}" to ${mail.to} was written to ${path}`);
}

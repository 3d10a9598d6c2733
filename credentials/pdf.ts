import PDFDocument from "pdfkit";
import { percent } from "./credential.ts";
import { isPractice } from "./did.ts";
import { type FontName, loadFont, type Run, typeset } from "./fonts.ts";
import { drawQr } from "./qr.ts";
import { certificateTitle, identitySentence, type Snapshot, utcDay, workSentence } from "./snapshot.ts";

/** What a printed certificate says; the same gives the same bytes. */
export type Print = Pick<
  Snapshot,
  "id" | "page" | "printedName" | "courseTitle" | "courseVersion" | "locale" | "grade" | "labs" | "identity" | "publicUrl" | "issuedAt"
> & {
  /** SHA-256 of the signing key, hex. */
  readonly keyFingerprint: string;
  /** The credential that is attached. */
  readonly credential: Buffer;
};

const page = { width: 841.89, height: 595.28, margin: 64 };
const inner = page.width - 2 * page.margin;
const ink = "#1c2326";
const soft = "#525c60";
const accent = "#0b5f66";
const amber = "#8a5300";
/** 35 mm: reads from paper at 200 dpi. */
const qrSize = 99;
export const attachmentName = "credential.json";

/** A tagged PDF of one landscape A4 page with the credential attached. Throws where the name cannot be printed. */
export function printCertificate(print: Print): Promise<Buffer> {
  const { issuedAt, identity, courseTitle, printedName } = print;
  const title = certificateTitle(identity.level);
  const doc = new PDFDocument({
    size: "A4",
    layout: "landscape",
    margin: 0,
    pdfVersion: "1.7",
    tagged: true,
    lang: "en",
    displayTitle: true,
    // Without this pdfkit starts with a font of its own, which would be embedded too.
    font: undefined,
    info: {
      Title: `${title}: ${courseTitle}`,
      Author: "Fivenines",
      Subject: printedName,
      Keywords: print.id,
      CreationDate: issuedAt,
      ModDate: issuedAt,
    },
  });
  const bytes = collect(doc);
  const write = writer(doc, print.locale);
  doc.rect(0, 0, page.width, 10).fill(accent);
  write.line("P", "Fivenines", { y: 70, size: 13, font: "strong", colour: accent });
  if (isPractice(print.publicUrl)) write.right("Practice certificate", { y: 70, size: 13, font: "strong", colour: amber });
  write.line("H1", title, { y: 122, size: 32, font: "strong", colour: ink });
  const afterName = write.name(printedName, { y: 190, size: 36, colour: ink });
  doc
    .moveTo(page.margin, afterName + 16)
    .lineTo(page.width - page.margin, afterName + 16)
    .lineWidth(0.75)
    .stroke("#8b8f8c");
  write.line("P", "has completed the course", { y: afterName + 42, size: 12, font: "text", colour: soft });
  write.line("P", courseTitle, { y: afterName + 72, size: 22, font: "strong", colour: ink });
  const facts = `Version ${print.courseVersion}   ·   Grade ${percent(print.grade)} %   ·   Issued ${utcDay(issuedAt)} (UTC)`;
  write.line("P", facts, { y: afterName + 98, size: 12, font: "text", colour: ink });
  const foot = page.height - page.margin;
  write.line("P", identitySentence(identity), { y: foot - 112, size: 10, font: "text", colour: ink });
  write.line("P", `The work: ${lowerFirst(workSentence(print.labs))}`, { y: foot - 96, size: 10, font: "text", colour: ink });
  const beside = inner - qrSize - 24;
  write.line("P", `Check it at ${print.page}`, { y: foot - 62, size: 10, font: "strong", colour: accent, width: beside });
  write.line("P", "The signed credential is attached to this file. A verifier of Open Badges 3.0 with eddsa-rdfc-2022 can check it.", {
    y: foot - 44,
    size: 8.5,
    font: "text",
    colour: soft,
    width: beside,
  });
  write.line("P", `Credential ${print.id}`, { y: foot - 28, size: 8.5, font: "text", colour: soft, width: beside });
  write.line("P", `Signing key SHA-256 ${print.keyFingerprint}`, { y: foot - 14, size: 8.5, font: "text", colour: soft, width: beside });
  const practice = `Issued by ${print.publicUrl}, which only its own machine can reach: it proves nothing to anybody else.`;
  if (isPractice(print.publicUrl)) write.line("P", practice, { y: foot, size: 8.5, font: "text", colour: amber, width: beside });
  write.qr(print.page, page.width - page.margin - qrSize, foot - qrSize + 4);
  const attachment = {
    name: attachmentName,
    type: "application/vc",
    description: "The signed Open Badges 3.0 credential",
    creationDate: issuedAt,
    modifiedDate: issuedAt,
    relationship: "Data",
  };
  doc.file(print.credential, attachment);
  write.end();
  doc.end();
  return bytes;
}

type Line = {
  readonly y: number;
  readonly size: number;
  readonly font: "text" | "strong";
  readonly colour: string;
  readonly width?: number;
};

/** Places lines by their baseline, each a structure element of the tagged document. */
function writer(doc: PDFKit.PDFDocument, locale: string) {
  const root = doc.struct("Document");
  doc.addStructure(root);
  const select = (name: FontName, size: number) => {
    // pdfkit reads the bytes once a document and keeps them under this name.
    doc.registerFont(name, loadFont(name).bytes);
    return doc.font(name).fontSize(size);
  };
  const set = (text: string, font: "text" | "strong"): readonly Run[] => {
    const typed = typeset(text, locale, font);
    if (!typed.ok) throw new Error(`"${text}" cannot be printed: no font has "${typed.character}".`);
    return typed.runs;
  };
  const widthOf = (runs: readonly Run[], size: number) =>
    runs.reduce((sum, run) => sum + select(run.font, size).widthOfString(run.text), 0);
  const fitting = (runs: readonly Run[], size: number, width: number) => Math.min(size, (size * width) / Math.max(1, widthOf(runs, size)));
  const draw = (runs: readonly Run[], x: number, y: number, size: number, colour: string) => {
    let at = x;
    doc.fillColor(colour);
    for (const run of runs) {
      select(run.font, size).text(run.text, at, y, { lineBreak: false, baseline: "alphabetic" });
      at += doc.widthOfString(run.text);
    }
  };
  const line = (tag: "H1" | "P", text: string, { y, size, font, colour, width = inner }: Line) => {
    const runs = set(text, font);
    root.add(doc.struct(tag, {}, () => draw(runs, page.margin, y, fitting(runs, size, width), colour)));
  };
  return {
    line,
    right(text: string, { y, size, font, colour }: Line) {
      const runs = set(text, font);
      root.add(doc.struct("P", {}, () => draw(runs, page.width - page.margin - widthOf(runs, size), y, size, colour)));
    },
    /** A long name takes two lines before it becomes small. Yields the last baseline. */
    name(text: string, { y, size, colour }: Omit<Line, "font">): number {
      const whole = set(text, "text");
      const lines = fitting(whole, size, inner) >= 22 ? [whole] : halves(text).map((half) => set(half, "text"));
      const fitted = Math.min(...lines.map((runs) => fitting(runs, lines.length === 1 ? size : 26, inner)));
      root.add(
        doc.struct("P", {}, () => {
          for (const [index, runs] of lines.entries()) draw(runs, page.margin, y + index * fitted * 1.3, fitted, colour);
        }),
      );
      return y + (lines.length - 1) * fitted * 1.3;
    },
    qr(url: string, x: number, y: number) {
      const { size, path } = drawQr(url);
      const alt = `QR code of ${url}`;
      root.add(
        doc.struct("Figure", { alt }, () => {
          doc
            .save()
            .translate(x, y)
            .scale(qrSize / size)
            .path(path)
            .fill("#000000")
            .restore();
        }),
      );
    },
    end: () => root.end(),
  };
}

/** Near the middle: at the space nearest to it, or between two characters where there is none near. */
function halves(text: string): [string, string] {
  const graphemes = [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);
  const middle = graphemes.length / 2;
  const spaces = graphemes.flatMap((each, index) => (each === " " ? [index] : []));
  const space = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  const at = space !== undefined && Math.abs(space - middle) < middle / 2 ? space : Math.round(middle);
  return [graphemes.slice(0, at).join("").trim(), graphemes.slice(at).join("").trim()];
}

function collect(doc: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
}

const lowerFirst = (sentence: string) => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

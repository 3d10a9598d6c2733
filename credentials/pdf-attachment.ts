import { inflateSync } from "node:zlib";

export type Attachment = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly because: string };

/** No credential of ours is larger, unpacked. */
const maxBytes = 64 * 1024;

export const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";

/**
 * The first file attached to a PDF as this house writes it: one object a file, its stream plain or deflated. A PDF that another
 * program has saved again may keep the attachment in another form, which is said rather than guessed at.
 */
export function readAttachment(pdf: Uint8Array): Attachment {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const type = file.indexOf("/Type /EmbeddedFile");
  if (type < 0)
    return {
      ok: false,
      because:
        "No credential is attached to this PDF in the form we attach it. Use the file as you downloaded it, or the credential itself.",
    };
  const stream = file.indexOf("stream", type);
  const dictionary = file.toString("latin1", type, stream < 0 ? undefined : Math.min(stream, type + 2000));
  const length = Number(/\/Length (\d{1,8})\b/.exec(dictionary)?.[1] ?? Number.NaN);
  if (stream < 0 || !Number.isSafeInteger(length)) return broken;
  const start = stream + "stream".length + (file[stream + 6] === 13 ? 2 : 1);
  const content = file.subarray(start, start + length);
  if (content.length < length) return broken;
  if (!dictionary.includes("/Filter")) return content.length > maxBytes ? tooLarge : { ok: true, bytes: content };
  if (!dictionary.includes("/Filter /FlateDecode")) return broken;
  try {
    return { ok: true, bytes: inflateSync(content, { maxOutputLength: maxBytes }) };
  } catch (error) {
    return error instanceof RangeError ? tooLarge : broken;
  }
}

const broken: Attachment = { ok: false, because: "The file attached to this PDF cannot be read: it was changed or cut off." };
const tooLarge: Attachment = { ok: false, because: "The file attached to this PDF is larger than any certificate of ours." };

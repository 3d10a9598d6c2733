import { utf8 } from "./bytes.ts";

/** The upper half of code page 437, which the platform's decoders do not know: https://en.wikipedia.org/wiki/Code_page_437 */
const page437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";

export type Encoding = {
  readonly encode: (text: string) => Uint8Array | undefined;
  readonly decode: (bytes: Uint8Array) => string | undefined;
};

/** The encodings by their IANA names. Of those with one byte a character, all that the platform's decoders know. */
export function findEncoding(name: string): Encoding | undefined {
  const key = name.toLowerCase().replaceAll("_", "-");
  if (key === "utf-8" || key === "utf8") return { encode: utf8, decode: (bytes) => decodeWith("utf-8", bytes) };
  if (key === "utf-16le") return { encode: (text) => utf16(text, true), decode: (bytes) => decodeWith("utf-16le", bytes) };
  if (key === "utf-16be" || key === "utf-16")
    return {
      encode: (text) => (key === "utf-16" ? new Uint8Array([0xfe, 0xff, ...utf16(text, false)]) : utf16(text, false)),
      decode: (bytes) => decodeWith("utf-16be", bytes),
    };
  if (key === "cp437" || key === "ibm437" || key === "437") return singleByte([...page437].slice(0, 128));
  if (/^(windows-125[0-8]|cp125[0-8]|iso-8859-([1-9]|1[03456])|latin[1-9]|us-ascii|koi8-r|koi8-u|macintosh|ibm866|cp866)$/.test(key))
    return platform(key);
  const wide = twoBytes.get(key);
  return wide === undefined ? undefined : multiByte(wide);
}

/** East Asian encodings, by the names they have and the one the platform knows. */
const twoBytes: ReadonlyMap<string, string> = new Map([
  ...["gbk", "cp936", "ms936", "windows-936", "gb2312"].map((name) => [name, "gbk"] as const),
  ...["big5", "csbig5"].map((name) => [name, "big5"] as const),
  ...["euc-kr", "ks-c-5601-1987", "cseuckr"].map((name) => [name, "euc-kr"] as const),
  ...["shift-jis", "sjis", "ms-kanji", "csshiftjis"].map((name) => [name, "shift_jis"] as const),
  ...["euc-jp", "cseucpkdfmtjapanese"].map((name) => [name, "euc-jp"] as const),
]);

/** The table of characters is made by decoding every pair of bytes. */
function multiByte(name: string): Encoding {
  return {
    decode: (bytes) => decodeWith(name, bytes),
    encode: (text) => {
      const decoder = new TextDecoder(name);
      const codes = new Map<string, readonly number[]>();
      for (let lead = 0x81; lead <= 0xfe; lead++) {
        const alone = decoder.decode(new Uint8Array([lead]));
        if ([...alone].length === 1 && alone !== "\ufffd") codes.set(alone, [lead]);
        for (let trail = 0x40; trail <= 0xfe; trail++) {
          const character = decoder.decode(new Uint8Array([lead, trail]));
          if ([...character].length === 1 && character !== "\ufffd" && !codes.has(character)) codes.set(character, [lead, trail]);
        }
      }
      const bytes: number[] = [];
      for (const character of text) {
        const point = character.codePointAt(0) ?? 0;
        const code = point < 128 ? [point] : codes.get(character);
        if (!code) return undefined;
        bytes.push(...code);
      }
      return new Uint8Array(bytes);
    },
  };
}

function platform(key: string): Encoding | undefined {
  if (key === "us-ascii") return singleByte([]);
  if (key === "iso-8859-1" || key === "latin1")
    return singleByte(Array.from({ length: 128 }, (_, index) => String.fromCharCode(128 + index)));
  const name = key.replace(/^cp(125)/, "windows-$1").replace("cp866", "ibm866");
  const decoder = new TextDecoder(name);
  const upper = Array.from({ length: 128 }, (_, index) => {
    const character = decoder.decode(new Uint8Array([128 + index]));
    const control = name.startsWith("windows") && /[\u0080-\u009f]/.test(character);
    return character === "\ufffd" || control ? "" : character;
  });
  return singleByte(upper);
}

function singleByte(upper: readonly string[]): Encoding {
  const codes = new Map(upper.flatMap((character, index) => (character === "" ? [] : [[character, 128 + index] as const])));
  return {
    encode: (text) => {
      const bytes: number[] = [];
      for (const character of text) {
        const point = character.codePointAt(0) ?? 0;
        const code = point < 128 ? point : codes.get(character);
        if (code === undefined) return undefined;
        bytes.push(code);
      }
      return new Uint8Array(bytes);
    },
    decode: (bytes) => {
      const characters = [...bytes].map((byte) => (byte < 128 ? String.fromCharCode(byte) : (upper[byte - 128] ?? "")));
      return characters.includes("") ? undefined : characters.join("");
    },
  };
}

function utf16(text: string, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
  return new Uint8Array(view.buffer);
}

function decodeWith(name: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

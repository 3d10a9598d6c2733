import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, type Font } from "fontkit";

/** Latin, Greek and Cyrillic in two weights; Japanese, Simplified Chinese and Korean in one. */
const files = {
  text: "noto-sans/400Regular/NotoSans_400Regular.ttf",
  strong: "noto-sans/700Bold/NotoSans_700Bold.ttf",
  japanese: "noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf",
  chinese: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  korean: "noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf",
} as const;

export type FontName = keyof typeof files;

type LoadedFont = { readonly bytes: Buffer; readonly coverage: Font };

const loaded = new Map<FontName, LoadedFont>();

/** Read when first needed and kept: the East Asian ones have 5 to 10 MB. */
export function loadFont(name: FontName): LoadedFont {
  const known = loaded.get(name);
  if (known) return known;
  const bytes = readFileSync(join(process.cwd(), "node_modules/@expo-google-fonts", files[name]));
  const font = { bytes, coverage: create(bytes) };
  loaded.set(name, font);
  return font;
}

export type Run = { readonly font: FontName; readonly text: string };

export type Typeset =
  | { readonly ok: true; readonly runs: readonly Run[] }
  /** The first character that no font has. */
  | { readonly ok: false; readonly character: string };

/** The fonts that print a text, chosen for each character as a reader sees it (grapheme); `locale` decides between East Asian forms. */
export function typeset(text: string, locale: string, first: "text" | "strong" = "text"): Typeset {
  const runs: Run[] = [];
  let order: readonly FontName[] | undefined;
  for (const { segment } of new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)) {
    let font: FontName | undefined = covers(first, segment) ? first : undefined;
    if (!font) {
      order ??= eastAsianOrder(text, locale);
      font = order.find((name) => covers(name, segment));
    }
    if (!font) return { ok: false, character: segment };
    const last = runs.at(-1);
    if (last?.font === font) runs[runs.length - 1] = { font, text: last.text + segment };
    else runs.push({ font, text: segment });
  }
  return { ok: true, runs };
}

/** The same Chinese characters are drawn differently in each country; the text's own script tells first, then the locale. */
function eastAsianOrder(text: string, locale: string): readonly FontName[] {
  const hint: FontName = /[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(text)
    ? "japanese"
    : /\p{sc=Hangul}/u.test(text)
      ? "korean"
      : locale.startsWith("ja")
        ? "japanese"
        : locale.startsWith("ko")
          ? "korean"
          : "chinese";
  const order: FontName[] = [hint, ...(["chinese", "japanese", "korean"] as const).filter((name) => name !== hint)];
  const ideographs = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu)?.join("") ?? "";
  // One font for the whole name where one has all of it: two hands in one name look like a mistake.
  const whole = order.find((name) => covers(name, ideographs));
  return whole ? [whole, ...order.filter((name) => name !== whole)] : order;
}

function covers(name: FontName, text: string): boolean {
  const { coverage } = loadFont(name);
  return [...text].every((character) => coverage.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
}

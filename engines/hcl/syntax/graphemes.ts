const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const simple = /^[\x20-\x7e\n\t]*$/;

/** The characters of a text as people count them: "é" is one, and so is a family of emoji. */
export function graphemes(text: string): string[] {
  return simple.test(text) ? text.split("") : [...segmenter.segment(text)].map(({ segment }) => segment);
}

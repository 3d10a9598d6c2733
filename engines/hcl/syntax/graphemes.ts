const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
/** ASCII and Latin letters, none of which combine. */
const simple = /^[\x20-\x7e\n\t\u00a0-\u02ff]*$/;
/** The segmenter copies its text for every character it finds, so it is given a little at a time. */
const windowSize = 256;

/** The characters of a text as people count them: "é" is one, and so is a family of emoji. */
export function graphemes(text: string): string[] {
  if (simple.test(text)) return text.split("");
  const found: string[] = [];
  for (let at = 0, size = windowSize; at < text.length; ) {
    const slice = text.slice(at, at + size);
    const segments = [...segmenter.segment(slice)].map(({ segment }) => segment);
    const isLast = at + slice.length >= text.length;
    // The last one may go on behind the window.
    if (!isLast && segments.length > 1) segments.pop();
    else if (!isLast && size < 16 * windowSize) {
      size *= 2;
      continue;
    }
    for (const segment of segments) {
      found.push(segment);
      at += segment.length;
    }
    size = windowSize;
  }
  return found;
}

/** Control characters with a picture of their own: what a terminal must not be given raw. */
const PICTURES = 0x2400;
const DELETE_PICTURE = '␡';
/** C0 and C1 controls, DEL, line and paragraph separators, and what turns the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text that a terminal shows and does not obey, on one line: escape sequences, carriage returns and marks that turn
 * text around are made visible or taken out. Names and messages come from users and models.
 */
export function safe(text: string): string {
  return text.replace(UNSAFE, character => {
    const code = character.charCodeAt(0);
    if (code === 0x0a || code === 0x2028 || code === 0x2029) return '↵';
    if (code === 0x09) return ' ';
    if (code < 0x20) return String.fromCharCode(PICTURES + code);
    if (code === 0x7f) return DELETE_PICTURE;
    return code < 0xa0 ? '\ufffd' : '';
  });
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const PLAIN = /^[\x20-\x7e─│├└█▏▎▍▌▋▊▉✗✓…→·↵]*$/;
/** Pictures by nature, or by a selector behind them. */
const EMOJI = /^\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{M}\p{Cf}]*$/u;
/** Scripts and forms that take two columns (East Asian wide and full width). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOfGrapheme(segment);
  return width;
}

/** A text in so many columns at most. */
export function clip(text: string, columns: number): string {
  if (text.length <= columns && PLAIN.test(text)) return text;
  let width = 0;
  let kept = '';
  let keptWithRoom = '';
  for (const { segment } of graphemes.segment(text)) {
    width += widthOfGrapheme(segment);
    if (width > columns) return columns > 0 ? `${keptWithRoom.trimEnd()}…` : '';
    kept += segment;
    if (width <= columns - 1) keptWithRoom = kept;
  }
  return text;
}

/** Fills a text with spaces up to so many columns. */
export function pad(text: string, columns: number, isRight = false): string {
  const space = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return isRight ? space + text : text + space;
}

function widthOfGrapheme(grapheme: string): number {
  if (grapheme.length === 1 && PLAIN.test(grapheme)) return 1;
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}

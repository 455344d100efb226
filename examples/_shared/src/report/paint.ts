const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** How a piece of text may look. */
export type Paint = keyof typeof CODES;

const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;

/** Colours a text where the standard output is a terminal; anywhere else it stays as it is. */
export function paint(how: Paint, text: string): string {
  return colours && text !== '' ? `\u001b[${CODES[how]}m${text}\u001b[0m` : text;
}
